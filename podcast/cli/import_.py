"""`podcast import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podcast.cli.options import ALLOW_HOST, json_option
from podcast.cli.output import note, say, say_json
from podcast.cli.progress import TerminalProgress
from podcast.errors import ExitCode, UsageError
from podcast.messages import msg, msgs

if TYPE_CHECKING:
    from podcast.moving.importing import Imported
    from podcast.moving.reconcile import Reconciled

_MASTERING = {"as-is": "none", "tags": "tags", "full": "full"}


@click.command("import")
@click.argument("feed", metavar="FEED")
@click.argument("target", metavar="[DIR]", required=False)
@click.option(
    "--base-url",
    default="https://podcast.example/",
    show_default=True,
    help="The public address that the published files will have.",
)
@click.option(
    "--store", "store_url", default="../public", show_default=True, help="Where it will be published."
)
@click.option(
    "--sound",
    type=click.Choice(list(_MASTERING)),
    default="as-is",
    show_default=True,
    help="Publish the old files byte for byte, with new tags, or mastered anew.",
)
@click.option("--jobs", type=click.IntRange(1, 32), default=6, show_default=True, help="Episodes at a time.")
@click.option(
    "--reconcile", is_flag=True, help="Compare two feeds instead: FEED, the old one, and DIR, the new."
)
@ALLOW_HOST
@json_option
def command(
    feed: str,
    target: str | None,
    base_url: str,
    store_url: str,
    sound: str,
    jobs: int,
    reconcile: bool,
    allowed: tuple[str, ...],
    as_json: bool,
) -> int:
    """Bring a whole show here from its old host: everything that FEED says, into the show folder DIR.

    FEED is the address of the show's RSS or Atom feed, or a file with it. Every episode becomes a folder: its
    audio as it is, notes as Markdown, chapters, transcript, pictures, people, and its guid, by which apps know
    it. What does not come is said, and fetched when the same command runs again; what is there is never
    written over. See docs/moving.md for the whole move.

    With --reconcile two feeds are compared, item by item: what a subscriber would notice ends with 65.

    \b
    Example:
      podcast import https://feed.ausha.co/AbCdEf mon-emission --base-url https://podcast.example.fr/
      podcast import --reconcile https://feed.ausha.co/AbCdEf https://podcast.example.fr/feed.xml
    """
    from podcast.moving.reach import Reach

    reach = Reach(allowed)
    if reconcile:
        from podcast.moving.reconcile import reconcile_feeds

        if target is None:
            raise UsageError(
                msg("--reconcile needs two feeds"), hint=msg("write the old one, then the new one")
            )
        return say_reconciled(reconcile_feeds(feed, target, reach), as_json=as_json)
    return _import(feed, target, reach, base_url, store_url, sound, jobs, as_json=as_json)


def _import(
    feed: str,
    target: str | None,
    reach: Any,
    base_url: str,
    store: str,
    sound: str,
    jobs: int,
    *,
    as_json: bool,
) -> int:
    from podcast.content.text import is_web_address
    from podcast.moving.importing import Options, import_show
    from podcast.moving.show import Target

    if not is_web_address(base_url):
        raise UsageError(
            msg("“{base_url}” is not a web address", base_url=base_url),
            hint=msg("write --base-url https://…/"),
        )
    options = Options(
        target=Target(base_url=base_url.rstrip("/") + "/", store=store),
        mastering=_MASTERING[sound],
        jobs=jobs,
    )
    done = import_show(feed, Path(target or "."), reach, options=options, progress=TerminalProgress())
    code = ExitCode.TRY_AGAIN if done.failed else ExitCode.DONE
    for one in done.notes:
        note(msg("note: {told}", told=one.told()))
    for one in done.failed:
        note(msg("Error: {message}", message=one.told()))
    if as_json:
        say_json(_facts(done, code))
    else:
        _say(done)
    return code


def _say(done: Imported) -> None:
    host = msg(" from {host}", host=done.host) if done.host else ""
    already = msg(", {kept} were there", kept=len(done.kept)) if done.kept else ""
    say(
        msg(
            "Imported {made}{host} into {root}{already}.",
            made=msgs("{n} episode", "{n} episodes", len(done.made)),
            host=host,
            root=done.root,
            already=already,
        )
    )
    if done.failed:
        say(msg("{failed} did not come: run the same command again.", failed=len(done.failed)))
    elif done.made:
        say(msg("Next: podcast check --show {root}", root=done.root))


def _facts(done: Imported, code: ExitCode) -> dict[str, Any]:
    return {
        "ok": code is ExitCode.DONE,
        "exit_code": int(code),
        "folder": str(done.root),
        "host": done.host or None,
        "guid": done.guid,
        "made": list(done.made),
        "kept": list(done.kept),
        "failed": [{"episode": one.about, "message": one.message} for one in done.failed],
        "notes": [{"episode": one.about, "message": one.message} for one in done.notes],
    }


def say_reconciled(found: Reconciled, *, as_json: bool) -> int:
    """Print how two feeds compare, and return the exit code."""
    code = ExitCode.CONTENT if found.noticed else ExitCode.DONE
    if as_json:
        say_json({"ok": not found.noticed, "exit_code": int(code), **found.facts()})
        return code
    for line in found.table():
        say(line)
    for one in found.differences:
        note(
            msg("Error: {message}", message=one.told())
            if one.noticed
            else msg("note: {told}", told=one.told())
        )
    many = sum(one.noticed for one in found.differences)
    say(
        msg(
            "{count} episodes in the old feed, {new_count} in the new one: ",
            count=found.count,
            new_count=found.new_count,
        )
        + (
            msgs(
                "{n} difference that subscribers would notice",
                "{n} differences that subscribers would notice",
                many,
            )
            if many
            else msg("subscribers will notice nothing")
        )
    )
    return code
