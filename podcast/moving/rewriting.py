"""The articles of a newsroom, whose players of the old host become ours: files in, files out, or only a report."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from podcast.content.record import EpisodeRecord
from podcast.errors import ContentError, DiskError, MissingInputError, Place, UsageError
from podcast.files import write_whole
from podcast.messages import msg, why
from podcast.moving.embeds import Found, Match, Player, players_by_id, rewrite
from podcast.moving.hosts import episode_id
from podcast.moving.importing import LEDGER
from podcast.publish.state import read_state
from podcast.site.embed import iframe
from podcast.store.base import Store
from podcast.values import Struct

MOST_BYTES = 500_000_000


class Rewritten(Struct, frozen=True, kw_only=True):
    """One file: the players that were found in it, and whether it was written."""

    path: Path
    found: tuple[Found, ...]
    written: bool


def matcher(root: Path | None, store: Store, given: Mapping[str, str]) -> Match:
    """Return what finds our player for the id of an episode at the old host.

    `root` is the show folder, whose `_moved.json` knows what came from where; `given` are slugs by id that the
    producer says.

    Raises:
        ContentError: nothing is published in the store.
        UsageError: a slug that is given is not published.
    """
    state = read_state(store)
    if state.show is None:
        raise ContentError(
            msg("nothing is published in {store} yet", store=store.url), hint=msg("run `podcast publish`")
        )
    show = state.show
    episodes = [one for one in state.records.values() if isinstance(one, EpisodeRecord)]
    by_guid = {one.guid: one for one in episodes}
    by_slug = {one.slug: one for one in episodes}
    for slug in given.values():
        if slug not in by_slug:
            raise UsageError(
                msg("no episode “{slug}” is published in {store}", slug=slug, store=store.url),
                hint=msg("see `podcast status`"),
            )
    guids = players_by_id(_ledger(root), episode_id) if root else {}

    def match(name: str) -> Player | None:
        record = by_slug.get(given.get(name, "")) or by_guid.get(guids.get(name, ""))
        if record is None:
            return None
        return Player(slug=record.slug, html=iframe(show, record), accent=show.show.site.accent)

    return match


def rewrite_files(paths: Sequence[Path], match: Match, *, write: bool) -> list[Rewritten]:
    """Look at every file, and write those that change if `write`; all are read before one is written.

    Raises:
        MissingInputError, DiskError, ContentError: a file cannot be read, or is too large.
        CannotWriteError: a file cannot be written; it is what it was.
    """
    made = []
    for path in paths:
        text = _read(path)
        new, found = rewrite(text, match)
        made.append((path, text != new, new, found))
    done = []
    for path, differs, new, found in made:
        if differs and write:
            write_whole(path, new.encode("utf-8", "surrogateescape"))
        done.append(Rewritten(path=path, found=found, written=differs and write))
    return done


def _read(path: Path) -> str:
    """Return a text in which every byte stays what it is, whatever its encoding."""
    place = Place(file=str(path))
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ContentError(msg("is larger than 500 MB"), hint=msg("export it in parts"), place=place)
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError as error:
        raise MissingInputError(msg("not found"), hint=msg("check the path"), place=place) from error
    except OSError as error:
        raise DiskError(
            msg("cannot be read: {reason}", reason=why(error)), hint=msg("check the file"), place=place
        ) from error


def _ledger(root: Path) -> dict[str, str]:
    """Return the address that the sound of each guid had at the old host."""
    path = root / LEDGER
    try:
        episodes = json.loads(path.read_bytes())["episodes"]
        return {str(guid): str(one["audio"]) for guid, one in episodes.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ContentError(
            msg("cannot be read"),
            hint=msg("delete it and run `podcast import` again"),
            place=Place(file=str(path)),
        ) from error
