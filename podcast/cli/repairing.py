"""`podcast publish --repair`: what the store lost is put back, and told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from podcast.cli.options import chosen_store, show_root
from podcast.cli.output import note, say, say_json, short
from podcast.cli.progress import TerminalProgress
from podcast.errors import ExitCode
from podcast.messages import msg, msgs

if TYPE_CHECKING:
    from podcast.publish.repair import Repaired
    from podcast.store.base import Store


def repaired(show_dir: Path | None, store_url: str | None, *, as_json: bool) -> ExitCode | None:
    """Repair, say what was done and what could not be, and return what the command ends with.

    Nothing is returned where the release itself is lost: then it has to be published anew.
    """
    from podcast.publish.check import usable_show
    from podcast.publish.lost import lost_release
    from podcast.publish.repair import repair
    from podcast.publish.state import newest_number
    from podcast.publish.trust import writable

    root, name = show_root(show_dir)
    folder = usable_show(root, named=name)
    store = chosen_store(store_url, folder)
    store.probe()
    if lost_release(store, newest_number(store)):
        return None
    alone = folder.show_and_settings()[1].s3.single_producer
    store = writable(store, folder.root, single_producer=alone, tell=note)
    done = repair(store, folder, progress=TerminalProgress())
    code = ExitCode.CONTENT if done.lost else ExitCode.DONE
    if as_json:
        say_json(_facts(done, store, code))
    else:
        _say(done, short(store.url))
    return code


def _say(done: Repaired, store: str) -> None:
    for key in done.back:
        say(msg("  + {key}", key=key))
    for one in done.lost:
        note(msg("Error: {message}", message=one.told()))
    looked = msgs("{n} object and page", "{n} objects and pages", done.looked)
    if not done.back and not done.lost:
        say(
            msg(
                "Nothing to repair: {store} has release {number} as it was published, {looked}.",
                store=store,
                number=done.release,
                looked=looked,
            )
        )
        return
    say(
        msg(
            "Looked at {looked} of release {number} in {store}: {back} put back, {lost} lost.",
            looked=looked,
            number=done.release,
            store=store,
            back=len(done.back),
            lost=len(done.lost),
        )
    )


def _facts(done: Repaired, store: Store, code: ExitCode) -> dict[str, Any]:
    from podcast.cli.verify import finding_facts

    return {
        "ok": code is ExitCode.DONE,
        "exit_code": int(code),
        "store": store.url,
        "release": done.release,
        "looked": done.looked,
        "repaired": list(done.back),
        "findings": [finding_facts(one) for one in done.lost],
    }
