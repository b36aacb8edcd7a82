"""`podcast store`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podcast.cli.asking import confirm
from podcast.cli.options import json_option, named_store, show_option, store_option
from podcast.cli.output import note, say, say_json
from podcast.cli.terminal import may_ask
from podcast.errors import ExitCode, Place, UsageError
from podcast.messages import msg

if TYPE_CHECKING:
    from podcast.cli.options import Named
    from podcast.store.s3 import S3Store
    from podcast.store.s3_setup import ByHand, Setup


@click.group("store")
def command() -> None:
    """Set up what a show is published to.

    \b
    Example:
      podcast store setup
    """


@command.command("setup", short_help="Let readers read a bucket, and players seek in it.")
@show_option
@store_option
@json_option
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
def setup(show_dir: Path | None, store_url: str | None, as_json: bool, yes: bool) -> int:
    """Let everybody read the show in a bucket, players of any site seek in it, and unfinished uploads end.

    Prints exactly which rules it would write, and asks. Rules that are there stay; those that grant the same
    already are enough. What the provider has no request for is said in words. With --json and without --yes
    nothing is changed.

    \b
    Example:
      podcast store setup
      podcast store setup --store s3://my-bucket/podcast --yes
    """
    from podcast.store.s3_setup import propose_setup

    named = named_store(show_dir, store_url)
    store = _bucket(named)
    plan = propose_setup(store)
    if not as_json:
        _say_plan(plan, named)
    is_agreed = bool(plan.changes) and _is_agreed(yes=yes, as_json=as_json)
    refused = _applied(store, plan, as_json=as_json) if is_agreed else ()
    code = ExitCode.UNAVAILABLE if refused else ExitCode.DONE
    if as_json:
        say_json(_facts(plan, refused, applied=is_agreed, code=code))
    elif plan.changes and not is_agreed:
        say(msg("Nothing was changed."))
    return code


def _bucket(named: Named) -> S3Store:
    if named.store.server:
        from podcast.store.s3 import S3Store

        if isinstance(named.store, S3Store):
            return named.store
    raise UsageError(
        msg("is a folder, which has no rules to set up"),
        hint=msg("`podcast doctor --store` prints the configuration of a web server for it"),
        place=Place(file=named.store.url),
    )


def _is_agreed(*, yes: bool, as_json: bool) -> bool:
    if yes or as_json:
        return yes
    if not may_ask():
        raise UsageError(
            msg("nobody can be asked here"), hint=msg("say --yes to change the bucket without a question")
        )
    return confirm(msg("Change the bucket?"))


def _applied(store: S3Store, plan: Setup, *, as_json: bool) -> tuple[ByHand, ...]:
    from podcast.store.s3_setup import apply_setup

    refused = apply_setup(
        store, plan, lambda one: None if as_json else say(msg("Written: {rule}.", rule=one.rule))
    )
    for one in refused:
        note(
            msg(
                "Error: {store}: {rule}: {reason} — {remedy}",
                store=store.url,
                rule=one.rule,
                reason=one.reason,
                remedy=one.remedy,
            )
        )
    return refused


def _say_plan(plan: Setup, named: Named) -> None:
    for one in plan.changes:
        say(msg("{rule}: {reason}", rule=one.rule, reason=one.message))
        for sign, lines in _difference(one.before, one.after):
            say(msg("  {sign} {lines}", sign=sign, lines=lines))
    for found in plan.by_hand:
        say(
            msg(
                "By hand: {rule}: {reason} — {remedy}",
                rule=found.rule,
                reason=found.reason,
                remedy=found.remedy,
            )
        )
    if plan.public_url and named.base_url and named.base_url != plan.public_url:
        say(
            msg(
                "base_url is {base_url}: right if that leads to {public_url}, as a CDN would.",
                base_url=named.base_url,
                public_url=plan.public_url,
            )
        )
    elif plan.public_url:
        say(msg("Readers find it at {public_url}", public_url=plan.public_url))
    if not plan.changes:
        say(msg("Nothing to set up: {store} has the rules that it can have.", store=plan.store))


def _difference(before: Any, after: Any) -> list[tuple[str, str]]:
    """Return what is taken out and put in, each on a line as JSON."""
    old, new = _parts(before), _parts(after)
    gone = [("-", one) for one in old if one not in new]
    return gone + [("+", one) for one in new if one not in old]


def _parts(document: Any) -> list[str]:
    import json

    if document is None:
        return []
    found = document.get("Statement", document) if isinstance(document, dict) else document
    parts = found if isinstance(found, list) else [found]
    return [json.dumps(one, ensure_ascii=False, default=str) for one in parts]


def _facts(plan: Setup, refused: tuple[ByHand, ...], *, applied: bool, code: ExitCode) -> dict[str, Any]:
    def in_words(found: tuple[ByHand, ...]) -> list[dict[str, str]]:
        return [{"rule": one.rule, "reason": one.reason, "remedy": one.remedy} for one in found]

    return {
        "ok": code is ExitCode.DONE,
        "exit_code": int(code),
        "store": plan.store,
        "applied": applied,
        "changes": [
            {"rule": one.rule, "message": one.message, "before": one.before, "after": one.after}
            for one in plan.changes
        ],
        "by_hand": in_words(plan.by_hand),
        "refused": in_words(refused),
        "public_url": plan.public_url or None,
    }
