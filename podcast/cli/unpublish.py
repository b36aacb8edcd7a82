"""`podcast unpublish`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from podcast.cli.completion import complete_slug
from podcast.cli.consent import agreed, commit_note
from podcast.cli.options import json_option, named_store, show_option, store_option, to_write
from podcast.cli.output import note, say, say_json
from podcast.cli.progress import TerminalProgress
from podcast.errors import UsageError
from podcast.messages import marked, msg, msgs


@click.command("unpublish")
@click.argument("slug", shell_complete=complete_slug)
@show_option
@store_option
@json_option
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@click.option("--purge", is_flag=True, help="Also delete its files and every older release that has it.")
def command(
    slug: str, show_dir: Path | None, store_url: str | None, as_json: bool, yes: bool, purge: bool
) -> int:
    """Take an episode or an article out of the feed and the site.

    Its page says that it is not available any more. A folder that still has it does not bring it back:
    `podcast publish --restore SLUG` does. Its audio stays where it is until `podcast gc`; with --purge, for
    legal reasons, its files are deleted now, and with them every older release that has it. What caches and
    apps have copied, nobody can take back.

    \b
    Example:
      podcast unpublish ouvrir-une-creperie
      podcast unpublish ouvrir-une-creperie --purge --yes
    """
    from podcast.cli.describe import plan_facts, say_plan
    from podcast.publish.purge import is_unpublished, purge_page
    from podcast.publish.revise import propose_unpublish
    from podcast.publish.workflow import carry_out

    if as_json and not yes:
        raise UsageError(msg("--json asks nothing"), hint=msg("say --yes too"))
    named, progress = named_store(show_dir, store_url), TerminalProgress()
    store = named.store
    facts: dict[str, object] = {"ok": True, "slug": slug}
    if not (purge and is_unpublished(store, slug)):
        proposal = propose_unpublish(store, slug, now=datetime.now(UTC))
        if not as_json:
            say_plan(proposal.plan, store.url, "Europe/Paris")
        if not agreed(proposal.plan, yes=yes):
            say(msg("Nothing was changed."))
            return 0
        store = to_write(named)
        outcome = carry_out(store, proposal, progress=progress, note=commit_note(f"unpublish {slug}"))
        facts |= {**plan_facts(outcome.plan, store.url), "release": outcome.release}
        if not as_json:
            gone = marked("“{slug}” is not published any more (release {release}).")
            say(msg(gone, slug=slug, release=outcome.release))
    if purge:
        purged = purge_page(to_write(named), slug, progress=progress)
        facts |= {"deleted": list(purged.keys), "releases": list(purged.releases)}
        note(msg("What CDNs and apps have copied stays there: purge the CDN, too."))
        if not as_json:
            _say_deleted(len(purged.keys), len(purged.releases))
    if as_json:
        say_json(facts)
    return 0


def _say_deleted(files: int, releases: int) -> None:
    of_releases = msgs("{n} older release", "{n} older releases", releases)
    say(
        msg(
            "Deleted {files} and {releases}.",
            files=msgs("{n} file", "{n} files", files),
            releases=of_releases,
        )
    )
