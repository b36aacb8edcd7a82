"""`podcast move-out`."""

from __future__ import annotations

import click

from podcast.cli.options import ALLOW_HOST, json_option
from podcast.cli.output import say, say_json
from podcast.messages import marked, msg


@click.command("move-out")
@click.argument("old", metavar="OLD_FEED")
@click.argument("new", metavar="NEW_FEED")
@ALLOW_HOST
@json_option
def command(old: str, new: str, allowed: tuple[str, ...], as_json: bool) -> None:
    """Look at both feeds of a show that moves, and say which steps are done and what comes next, in order.

    From an old host to here, or from here to another one: nothing holds a show here. Nothing is changed.
    What only a directory knows is marked with a question mark. See docs/moving.md.

    \b
    Example:
      podcast move-out https://feed.ausha.co/AbCdEf https://podcast.example.fr/feed.xml
    """
    from podcast.moving.moved import steps
    from podcast.moving.reach import Reach

    found = steps(old, new, Reach(allowed))
    if as_json:
        listed = [{"step": one.name, "done": one.done, "what": one.what} for one in found]
        say_json({"ok": all(one.done is not False for one in found), "steps": listed})
        return
    signs = {True: msg("done"), False: msg("to do"), None: "?"}
    for number, one in enumerate(found, start=1):
        step = marked(
            "{number:2}. [{sign:>5}] {name}" if one.done else "{number:2}. [{sign:>5}] {name}: {what}"
        )
        say(msg(step, number=number, sign=signs[one.done], name=one.name, what=one.what))
