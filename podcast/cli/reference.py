"""The reference of the command line, written from the commands themselves: `python -m podcast.cli.reference`."""

import click

from podcast.cli.main import cli

_HEAD = """# Commands

Written by `make docs` from the commands; a test fails when it is out of date.
"""


def reference() -> str:
    """Return docs/commands.md: the help of the group and of every command, as Markdown."""
    parent = cli.make_context("podcast", [], resilient_parsing=True)
    parts = [_HEAD, _section("podcast", cli, parent)]
    for name in cli.list_commands(parent):
        if command := cli.get_command(parent, name):
            context = command.make_context(name, [], parent=parent, resilient_parsing=True)
            parts.append(_section(f"podcast {name}", command, context))
            if isinstance(command, click.Group):
                parts += _below(f"podcast {name}", command, context)
    return "\n".join(parts)


def _below(title: str, group: click.Group, parent: click.Context) -> list[str]:
    """Return the sections of the commands of a group."""
    found = {name: group.get_command(parent, name) for name in group.list_commands(parent)}
    return [
        _section(
            f"{title} {name}",
            command,
            command.make_context(name, [], parent=parent, resilient_parsing=True),
        )
        for name, command in found.items()
        if command
    ]


def _section(title: str, command: click.Command, context: click.Context) -> str:
    context.max_content_width = 100
    context.terminal_width = 100
    return f"## {title}\n\n```\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    click.echo(reference(), nl=False)
