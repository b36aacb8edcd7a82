"""`podcast verify`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podcast.cli.options import ALLOW_HOST, json_option, show_option, store_alone, store_option
from podcast.cli.output import note, program, say, say_json, short
from podcast.cli.progress import TerminalProgress
from podcast.errors import ExitCode, UsageError
from podcast.messages import msg, msgs
from podcast.values import replace

if TYPE_CHECKING:
    from podcast.publish.verify import Finding, Verification


@click.command("verify")
@click.argument("url", required=False)
@show_option
@store_option
@json_option
@click.option("--public", is_flag=True, help="Read it where listeners get it, and compare with the store.")
@click.option("--old-feed", metavar="URL", help="Look too whether this feed, the old one, leads here.")
@ALLOW_HOST
def command(
    url: str | None,
    show_dir: Path | None,
    store_url: str | None,
    as_json: bool,
    public: bool,
    old_feed: str | None,
    allowed: tuple[str, ...],
) -> int:
    """Read back what is published, as a podcast app would.

    The feed must parse, and every enclosure must answer HEAD and a byte range with the length and type
    that the feed claims. With URL, the feed is read there, where listeners get it; without, the store is
    read, and every object compared with the release. With --public, what answers at the show's public
    address is compared with the store: a cache that is stale, redirects, headers that web players need.
    With --old-feed, for a show that moved: does its old feed lead here for good, and say the same?

    \b
    Example:
      podcast verify
      podcast verify --public
      podcast verify https://podcast.example/feed.xml
      podcast verify --public --old-feed https://feed.ausha.co/AbCdEf
    """
    from podcast.publish.verify import verify_store, verify_url
    from podcast.publish.verify_public import verify_public

    if url and public:
        raise UsageError(msg("URL is where it is read already"), hint=msg("leave out --public, or URL"))
    progress = TerminalProgress()
    if url:
        verification = verify_url(url, progress)
    else:
        store = store_alone(show_dir, store_url)
        verification = verify_public(store, progress) if public else verify_store(store, progress)
    if old_feed:
        from podcast.moving.moved import verify_move
        from podcast.moving.reach import Reach

        moved = verify_move(old_feed, verification.feed, Reach(allowed))
        verification = replace(verification, findings=(*verification.findings, *moved))
    if as_json:
        say_json(verification_facts(verification))
    else:
        say_verification(verification)
    return verification_code(verification)


def say_verification(verification: Verification) -> None:
    """Print what was looked at; what is wrong goes to standard error."""
    for finding in verification.findings:
        note(msg("Error: {message}", message=finding.told()))
    count = len(verification.findings)
    verdict = msgs("{n} of them wrong", "{n} of them wrong", count) if count else msg("all as they claim")
    say(
        msg(
            "Verified {feed}: {episodes}, {addresses} objects and addresses, {verdict}.",
            feed=short(verification.store) if verification.store else verification.feed,
            episodes=msgs("{n} episode", "{n} episodes", verification.episodes),
            addresses=verification.addresses,
            verdict=verdict,
        )
    )
    if verification.store:
        say(
            msg(
                "That was read in the store. To ask {feed}: {command}",
                feed=verification.feed,
                command=f"{program()} verify --public",
            )
        )


def verification_facts(verification: Verification) -> dict[str, Any]:
    """Return a verification as JSON has it."""
    return {
        "ok": not verification.findings,
        "exit_code": int(verification_code(verification)),
        "feed": verification.feed,
        "store": verification.store or None,
        "episodes": verification.episodes,
        "addresses": verification.addresses,
        "findings": [finding_facts(one) for one in verification.findings],
    }


def finding_facts(finding: Finding) -> dict[str, str]:
    """Return what is wrong at an address as JSON has it."""
    return {"url": finding.url, "message": finding.message, "remedy": finding.remedy}


def verification_code(verification: Verification) -> ExitCode:
    """Return what the command ends with: what is published and broken is wrong content."""
    return ExitCode.CONTENT if verification.findings else ExitCode.DONE
