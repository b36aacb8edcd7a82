"""`podcast status`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.formats import moment, short_day
from podcast.cli.language import translated
from podcast.cli.options import chosen_store, json_option, show_option, show_root, store_option
from podcast.cli.output import clean, note, problem_facts, problem_line, program, say, say_json, short, show
from podcast.cli.terminal import coloured
from podcast.cli.waiting import waiting_for
from podcast.messages import joined, msg

if TYPE_CHECKING:
    from podcast.publish.status import Line

_STANDINGS = {
    "published": msg("published"),
    "changed": msg("changed"),
    "new": msg("new"),
    "draft": msg("draft"),
    "scheduled": msg("scheduled"),
    "still online": msg("still online"),
    "unpublished": msg("unpublished"),
    "cannot be published": msg("cannot be published"),
    "published, not in this folder": msg("published, not in this folder"),
}
_COLOURS = {
    "published": "green",
    "changed": "yellow",
    "new": "cyan",
    "draft": "white",
    "scheduled": "blue",
    "still online": "yellow",
    "unpublished": "white",
    "cannot be published": "red",
    "published, not in this folder": "green",
}


@click.command("status")
@show_option
@store_option
@json_option
def command(show_dir: Path | None, store_url: str | None, as_json: bool) -> int:
    """List every episode and article: published, changed, new, drafted or scheduled.

    \b
    Example:
      podcast status
      podcast status --json
    """
    from podcast.content.problem import ProblemsError, errors, exit_code
    from podcast.publish.check import check_show
    from podcast.publish.state import read_state
    from podcast.publish.status import status

    root, name = show_root(show_dir)
    folder, problems = check_show(root, named=name, keep=True)
    wrong = errors(problems)
    if folder.show is None or folder.settings is None:
        raise ProblemsError(problems)
    store = chosen_store(store_url, folder)
    with waiting_for(store.url):
        store.probe()
        published = read_state(store)
    lines = status(folder, published, now=datetime.now(UTC), problems=wrong)
    if as_json:
        pages = [
            {
                "kind": one.kind,
                "slug": one.slug,
                "title": one.title,
                "date": one.date.isoformat(),
                "standing": one.standing.value,
            }
            for one in lines
        ]
        facts = {"store": store.url, "release": published.number, "pages": pages}
        facts |= {"problems": problem_facts(wrong)}
        say_json({"ok": not wrong, "exit_code": int(exit_code(wrong)), **facts})
        return exit_code(wrong)
    _say(lines, published.number, short(store.url), folder.show_and_settings()[0].time_zone)
    for problem in wrong:
        note(problem_line(problem))
    return exit_code(wrong)


def _say(lines: Sequence[Line], release: int, store: str, zone: str) -> None:
    """Print a line for each page, when it will be online if it is scheduled, and how many there are of each."""
    from podcast.publish.status import Standing

    if release:
        say(msg("{store}, release {number}", store=store, number=release))
    else:
        say(msg("{store}, nothing published yet", store=store))
    words = {one: clean(translated(_STANDINGS[one.value])) for one in Standing}
    longest = max((len(words[one.standing]) for one in lines), default=0)
    for line in lines:
        word = words[line.standing]
        shown = coloured(word, _COLOURS[line.standing.value]) + " " * (longest - len(word))
        show(f"  {short_day(line.date)}  {shown}  {clean(line.slug)}")
        if line.standing is Standing.SCHEDULED:
            say(msg("              online {moment}", moment=moment(line.date, zone)))
        elif line.standing is Standing.ONLINE:
            command = f"{program()} unpublish {line.slug}"
            say(msg("              its page says otherwise; to take it out: {command}", command=command))
        elif line.standing is Standing.UNPUBLISHED:
            command = f"{program()} publish --restore {line.slug}"
            say(msg("              to bring it back: {command}", command=command))
    counted = Counter(line.standing for line in lines)
    say(
        joined(
            ", ", (msg("{n} {standing}", n=n, standing=_STANDINGS[one.value]) for one, n in counted.items())
        )
    )
    if counted[Standing.NEW] + counted[Standing.CHANGED]:
        say(msg("To see what is different: {command}", command=f"{program()} plan"))
