"""Man pages of every command, written from the commands themselves: `python -m podcast.cli.manual DIR`.

roff as man(7) describes it. Nothing of the machine, the day or the locale gets into them.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from podcast import __version__
from podcast.cli.main import cli

_BACKTICKS = re.compile(r"`([^`]+)`")


def pages() -> dict[str, str]:
    """Return the man pages by file name: podcast.1, podcast-check.1, podcast-store-setup.1 and so on."""
    parent = cli.make_context("podcast", [], resilient_parsing=True)
    return dict(_pages("podcast", cli, parent))


def _pages(name: str, command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    below: dict[str, click.Command] = {}
    if isinstance(command, click.Group):
        found = {one: command.get_command(context, one) for one in command.list_commands(context)}
        below = {one: each for one, each in found.items() if each is not None}
    yield f"{name.replace(' ', '-')}.1", _page(name, command, context, below)
    for one, each in below.items():
        inner = each.make_context(one, [], parent=context, resilient_parsing=True)
        yield from _pages(f"{name} {one}", each, inner)


def _page(name: str, command: click.Command, context: click.Context, below: dict[str, click.Command]) -> str:
    dashed = name.replace(" ", "-")
    parts = [
        f'.TH "{dashed.upper()}" "1" "" "podcast {__version__}" "podcast"',
        ".SH NAME",
        f"{_escaped(dashed)} \\- {_inline(command.get_short_help_str(200).rstrip('.'))}",
        ".SH SYNOPSIS",
        f".B {_escaped(name)}",
        _escaped(" ".join(command.collect_usage_pieces(context))),
        ".SH DESCRIPTION",
        *_described(inspect.cleandoc(command.help or "").replace("\b\n", "\b")),
    ]
    options = [record for one in command.get_params(context) if (record := one.get_help_record(context))]
    if options:
        parts.append(".SH OPTIONS")
    for flags, text in options:
        parts += [".TP", f".B {_escaped(flags)}", _inline(text)]
    if below:
        parts.append(".SH COMMANDS")
    for one, each in below.items():
        parts += [".TP", f".BR {_escaped(f'{dashed}-{one}')} (1)", _inline(each.get_short_help_str(200))]
    if name != "podcast":
        parts += [".SH SEE ALSO", ".BR podcast (1)"]
    return "\n".join(parts) + "\n"


def _described(text: str) -> Iterator[str]:
    """Yield a help text paragraph by paragraph; what Click would not wrap is shown as it stands."""
    for paragraph in text.split("\n\n"):
        if not paragraph.startswith("\b"):
            yield from (".PP", _inline(" ".join(paragraph.split())))
            continue
        head, _, rest = paragraph.removeprefix("\b").partition("\n")
        yield from (".SH EXAMPLE" if head.strip() == "Example:" else f".PP\n{_inline(head)}", ".nf")
        yield from (_escaped(line) for line in inspect.cleandoc(rest).splitlines())
        yield ".fi"


def _inline(text: str) -> str:
    """Return running text, in which what is to be typed is bold."""
    parts = _BACKTICKS.split(" ".join(text.split()))
    return "".join(f"\\fB{_escaped(one)}\\fR" if at % 2 else _escaped(one) for at, one in enumerate(parts))


def _escaped(text: str) -> str:
    """Return text in which nothing is a request: backslashes, hyphens, and a dot or quote that begins a line."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text.startswith((".", "'")) else text


def write(folder: Path) -> None:
    """Write every page into `folder`, and remove those of commands that are no more."""
    made = pages()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("podcast*.1"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
