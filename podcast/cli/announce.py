"""`podcast announce`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podcast.cli.options import json_option, show_option, store_alone, store_option
from podcast.cli.output import note, say, say_json
from podcast.cli.progress import TerminalProgress
from podcast.errors import ExitCode
from podcast.messages import msg

if TYPE_CHECKING:
    from podcast.publish.announce import Message
    from podcast.publish.ping import Announced
    from podcast.store.base import Store

# The first of these that a service gave is what the command ends with: what trying again does not mend.
_WORST_FIRST = (ExitCode.BUG, ExitCode.UNAVAILABLE, ExitCode.CREDENTIALS, ExitCode.TRY_AGAIN)


@click.command("announce")
@show_option
@store_option
@json_option
def command(show_dir: Path | None, store_url: str | None, as_json: bool) -> int:
    """Tell the services under [announce] in show.toml that the published feeds changed.

    Publishing does so by itself when a feed changed; this does it again, for example after a service did
    not answer, or once the feed is where the public address says: a feed that is not there yet is not
    announced. Each hub and podping is told of the feed and of every further feed that is listed. The token
    of podping is read from the variable PODPING_TOKEN and from nowhere else.

    \b
    Example:
      podcast announce
      podcast announce --store s3://my-bucket/podcast --json
    """
    from podcast.publish.announce import messages_now

    store = store_alone(show_dir, store_url)
    announced = send_all(messages_now(store), store)
    code = announced_code(announced)
    if as_json:
        facts = announced_facts(announced)
        say_json({"ok": code is ExitCode.DONE, "exit_code": int(code), "announced": facts})
        return code
    if not announced:
        say(msg("Nobody to tell: the published show names no hubs and no podping under [announce]."))
    say_announced(announced)
    return code


def send_all(messages: Sequence[Message], store: Store) -> tuple[Announced, ...]:
    """Send messages of the feeds in `store` that are public, with the token of the environment."""
    from podcast.publish.ping import put_off, send, token_of
    from podcast.publish.public import not_public_yet

    keys = {one.feed: one.key for one in messages}
    waiting = {url: not_public_yet(url, key, store) for url, key in keys.items()}
    ready = [one for one in messages if not waiting[one.feed]]
    sent = iter(send(ready, token=token_of(os.environ), progress=TerminalProgress()))
    return tuple(put_off(one, waiting[one.feed]) if waiting[one.feed] else next(sent) for one in messages)


def say_announced(announced: Sequence[Announced]) -> None:
    """Print who was told of what; who was not goes to standard error."""
    for one in announced:
        if one.ok:
            say(msg("Told {service} of {url}", service=one.service, url=one.url))
        else:
            note(
                msg(
                    "warning: {service} was not told of {url}: {reason}",
                    service=one.service,
                    url=one.url,
                    reason=one.message,
                )
            )


def announced_facts(announced: Sequence[Announced]) -> list[dict[str, Any]]:
    """Return announcements as JSON has them."""
    return [
        {"service": one.service, "url": one.url, "ok": one.ok, "message": one.message} for one in announced
    ]


def announced_code(announced: Sequence[Announced]) -> ExitCode:
    """Return what the command ends with."""
    codes = {one.code for one in announced}
    return next((one for one in _WORST_FIRST if one in codes), ExitCode.DONE)
