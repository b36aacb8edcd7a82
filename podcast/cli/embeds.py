"""`podcast embeds`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.options import json_option, show_option, show_root, store_alone, store_option
from podcast.cli.output import note, say, say_json
from podcast.errors import ExitCode, MissingInputError, UsageError
from podcast.messages import marked, msg

if TYPE_CHECKING:
    from podcast.moving.rewriting import Rewritten


@click.group("embeds")
def command() -> None:
    """Work on players that are embedded in articles already.

    \b
    Example:
      podcast embeds rewrite articles/*.html
    """


@command.command("rewrite", short_help="Replace the old host's players by ours.")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--write", is_flag=True, help="Write the files. Without it, only say what would change.")
@click.option(
    "--map", "given", metavar="ID=SLUG", multiple=True, help="Which episode an id of the old host is."
)
@show_option
@store_option
@json_option
def rewrite_command(
    files: tuple[Path, ...],
    write: bool,
    given: tuple[str, ...],
    show_dir: Path | None,
    store_url: str | None,
    as_json: bool,
) -> int:
    """Replace Ausha's players in FILES by ours: articles as HTML, or a WordPress export (WXR).

    Each is matched to its episode by what `podcast import` wrote down, and replaced by the player of the same
    height; its script goes when no player needs it any more. Everything else stays to the byte. Without --write
    nothing is written. What could not be matched ends with 65.

    \b
    Example:
      podcast embeds rewrite articles/*.html
      podcast embeds rewrite export.xml --map BNkjVeCqNPm6=ouvrir-une-creperie --write
    """
    from podcast.moving.rewriting import matcher, rewrite_files

    pairs = dict(_pair(one) for one in given)
    root: Path | None = None
    try:
        root = show_root(show_dir)[0]
    except MissingInputError:
        if not store_url:
            raise
    done = rewrite_files(files, matcher(root, store_alone(show_dir, store_url), pairs), write=write)
    left = sum(not one.slug for file in done for one in file.found)
    code = ExitCode.CONTENT if left else ExitCode.DONE
    if as_json:
        say_json(
            {"ok": not left, "exit_code": int(code), "written": write, "files": [_facts(one) for one in done]}
        )
    else:
        _say(done, write=write)
    return code


def _pair(text: str) -> tuple[str, str]:
    name, sign, slug = text.partition("=")
    if not (sign and name and slug):
        raise UsageError(msg("--map “{text}” is no pair", text=text), hint=msg("write --map ID=SLUG"))
    return name, slug


def _facts(file: Rewritten) -> dict[str, object]:
    return {
        "file": str(file.path),
        "written": file.written,
        "players": [
            {
                "line": one.line,
                "id": one.episode or None,
                "slug": one.slug or None,
                "reason": one.reason or None,
            }
            for one in file.found
        ],
    }


def _say(done: list[Rewritten], *, write: bool) -> None:
    matched = 0
    for file in done:
        for one in file.found:
            where = f"{file.path}:{one.line}"
            if one.slug:
                matched += 1
                after = msg(" ({reason})", reason=one.reason) if one.reason else ""
                say(
                    msg(
                        "{where}: {id} → {slug}{after}",
                        where=where,
                        id=one.episode,
                        slug=one.slug,
                        after=after,
                    )
                )
            else:
                note(
                    msg(
                        "{where}: the player {episode} {reason}",
                        where=where,
                        episode=one.episode or msg("here"),
                        reason=one.reason,
                    )
                )
    left = sum(len(file.found) for file in done) - matched
    did = (
        marked("Replaced {matched} players in {files} files; {left} could not be matched.")
        if write
        else marked("Would replace {matched} players in {files} files; {left} could not be matched.")
    )
    say(msg(did, matched=matched, files=len(done), left=left))
    if matched and not write:
        say(msg("Nothing was written: add --write."))
