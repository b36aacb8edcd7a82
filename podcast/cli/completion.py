"""`podcast completion`, and what shells offer for a slug.

Click writes the script of each shell and asks this program for every word. What it may cost is little: a slug is
read from the first lines of `episode.md`, without the libraries that a check needs.
"""

from __future__ import annotations

import re
from pathlib import Path

import click
from click.shell_completion import CompletionItem, get_completion_class

from podcast.cli.output import clean, note
from podcast.errors import PodcastError
from podcast.messages import msg

_SHELLS = ("bash", "fish", "powershell", "zsh")
_HEAD = 4096
_SLUG = re.compile(rb"^slug:[ \t]*['\"]?([a-z0-9-]+)", re.MULTILINE)
_TITLE = re.compile(rb"^title:[ \t]*['\"]?(.*?)['\"]?[ \t]*$", re.MULTILINE)
_WHERE = {
    "bash": msg("`{line}` in ~/.bashrc", line='eval "$(podcast completion bash)"'),
    "zsh": msg("`{line}` in ~/.zshrc, after compinit", line='eval "$(podcast completion zsh)"'),
    "fish": msg("`{line}`", line="podcast completion fish > ~/.config/fish/completions/podcast.fish"),
    "powershell": msg(
        "`{line}` in $PROFILE", line="podcast completion powershell | Out-String | Invoke-Expression"
    ),
}


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
def command(shell: str) -> None:
    """Print the script that lets SHELL complete commands, options, and the slugs of episodes and articles.

    What to do with it is said beside it, on standard error.

    \b
    Example:
      eval "$(podcast completion bash)"
      podcast completion fish > ~/.config/fish/completions/podcast.fish
    """
    from podcast.cli.main import cli

    found = get_completion_class(shell)
    assert found is not None  # noqa: S101  click has all four
    click.echo(found(cli, {}, "podcast", "_PODCAST_COMPLETE").source())
    note(msg("To have it in every new window: {line}", line=_WHERE[shell]))


def complete_slug(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the pages of the show folder whose slug begins as what is typed, with their titles. Raises nothing."""
    from podcast.content.folder import ARTICLES, EPISODE_FILE
    from podcast.content.load import find_show

    try:
        root = Path(context.params.get("show_dir") or find_show(Path.cwd()))
        files = [*root.glob(f"[!._]*/{EPISODE_FILE}"), *root.glob(f"{ARTICLES}/[!._]*.md")]
        found = [_described(path) for path in files]
    except (PodcastError, OSError):
        return []
    return [
        CompletionItem(slug, help=title)
        for slug, title in sorted(found)
        if slug.startswith(incomplete.casefold())
    ]


def complete_slug_or_file(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the same, and let the shell complete names of files where no slug begins like that."""
    return complete_slug(context, parameter, incomplete) or [CompletionItem(incomplete, type="file")]


def _described(path: Path) -> tuple[str, str]:
    """Return slug and title of a page: an article without a slug has that of its file."""
    from podcast.content.folder import ARTICLES
    from podcast.content.text import slugify

    with path.open("rb") as file:
        head = file.read(_HEAD)
    slug, title = _SLUG.search(head), _TITLE.search(head)
    told = clean(title[1].decode("utf-8", "replace")) if title else ""
    if slug:
        return slug[1].decode(), told
    return (path.stem if path.parent.name == ARTICLES else slugify(told)), told
