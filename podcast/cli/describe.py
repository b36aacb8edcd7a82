"""A plan in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from podcast.cli.difference import say_difference
from podcast.cli.formats import clock, moment, size
from podcast.cli.language import translated
from podcast.cli.output import clean, note, say, short, show
from podcast.cli.terminal import coloured
from podcast.messages import Message, marked, msg, msgs

if TYPE_CHECKING:
    from podcast.content.record import EpisodeRecord, Loudness
    from podcast.publish.build import Held
    from podcast.publish.differences import Difference
    from podcast.publish.merge import Conflict
    from podcast.publish.plan import Change, Plan
    from podcast.publish.wanted import Notes

_SIGNS = {"add": "+", "change": "~", "remove": "−"}
_COLOURS = {"add": "green", "change": "yellow", "remove": "red"}
_WHAT = {"show": msg("show"), "episode": msg("episode"), "article": msg("article")}
_MOST = 200


def say_plan(plan: Plan, store_url: str, zone: str) -> None:
    """Print what publishing would change for listeners, field by field."""
    store = short(store_url)
    if plan.empty:
        say(
            msg(
                "Nothing to publish: release {number} of {store} is this folder's.",
                store=store,
                number=plan.base,
            )
        )
    elif not plan.commits:
        say(
            msg(
                "Release {number} is committed in {store}, but not all its pages are written.",
                number=plan.base,
                store=store,
            )
        )
    else:
        say(msg("Release {number} of {store}:", number=plan.assembly.release.number, store=store))
    for change in plan.changes:
        _say_change(change, is_overwriting=(change.slug or "show.toml") in plan.notes.overwrites)
    _say_notes(plan.notes, zone)
    if plan.commits:
        say(
            msg(
                "  {files} to upload ({size}), {pages} to write",
                files=msgs("{n} file", "{n} files", len(plan.uploads)),
                size=size(plan.upload_bytes),
                pages=msgs("{n} page", "{n} pages", len(plan.views)),
            )
        )


def _say_change(change: Change, *, is_overwriting: bool) -> None:
    """Print one page that is added, changed or taken away, and how its fields differ."""
    sign = coloured(_SIGNS[change.kind.value], _COLOURS[change.kind.value])
    what = clean(f"{translated(_WHAT[change.what])} {change.slug}".rstrip())
    warning = translated(msg(" — overwrites what this folder has never seen")) if is_overwriting else ""
    named = translated(msg("{what}: {title}", what=what, title=clean(change.title)))
    show(f"  {sign} {named}{warning}")
    for one in change.fields:
        say_difference(one.name, one.before, one.after, indent=6)


def _say_notes(notes: Notes, zone: str) -> None:
    """Print what does not change, and why."""
    for held in notes.held:
        say(
            msg(
                "  · {slug}: {title} — {standing}",
                slug=held.slug,
                title=held.title,
                standing=standing(held, zone),
            )
        )
    for slugs, words in (
        (notes.kept, marked("  = kept as published, not in this folder: {slugs}")),
        (notes.stale, marked("  = changed by somebody else and not here, theirs is kept: {slugs}")),
        (notes.withheld, marked("  = unpublished before, not brought back (--restore SLUG does): {slugs}")),
    ):
        if slugs:
            say(msg(words, slugs=", ".join(slugs)))


def standing(held: Held, zone: str) -> Message:
    """Return why a page is not published now, and when it will be; or how it is taken out if it is online."""
    if held.online:
        return msg("still online; {command} takes it out", command=f"`podcast unpublish {held.slug}`")
    if held.draft:
        return msg("a draft, not published")
    return msg(
        "scheduled: online {moment}, if `podcast publish --due` runs then", moment=moment(held.date, zone)
    )


@contextmanager
def saying_conflicts() -> Iterator[None]:
    """Print both versions when what runs inside stops because of them."""
    from podcast.publish.merge import ConflictsError

    try:
        yield
    except ConflictsError as error:
        _say_conflicts(error.conflicts)
        raise


def _say_conflicts(conflicts: Iterable[Conflict]) -> None:
    """Print both versions of what this folder and somebody else changed, field by field."""
    for conflict in conflicts:
        what = f"{translated(_WHAT[conflict.what])} {conflict.slug}".rstrip()
        note(msg("{what}: {title}", what=what, title=conflict.title))
        if conflict.gone:
            note(msg("    online: unpublished"))
        for one in conflict.fields:
            note(f"    {one.name}")
            note(msg("        online: {text}", text=_briefly(one.before)))
            note(msg("        here:   {text}", text=_briefly(one.after)))


def _briefly(text: str) -> str:
    line = " ".join(translated(text).split())
    return (line if len(line) <= _MOST else f"{line[:_MOST]}…") or msg("nothing")


def plan_facts(plan: Plan, store_url: str) -> dict[str, Any]:
    """Return a plan as JSON has it."""
    notes = plan.notes
    return {
        "ok": True,
        "store": store_url,
        "plan": plan.name,
        "empty": plan.empty,
        "release": plan.assembly.release.number,
        "published_release": plan.base,
        "changes": [
            {
                "kind": one.kind.value,
                "what": one.what,
                "slug": one.slug,
                "title": one.title,
                "fields": [field.name for field in one.fields],
                "differences": difference_facts(one.fields),
            }
            for one in plan.changes
        ],
        "held": [
            {
                "slug": one.slug,
                "title": one.title,
                "date": one.date.isoformat(),
                "draft": one.draft,
                "online": one.online,
            }
            for one in notes.held
        ],
        "kept": list(notes.kept),
        "stale": list(notes.stale),
        "overwrites": list(notes.overwrites),
        "withheld": list(notes.withheld),
        "uploads": [{"key": one.key, "bytes": one.fact.size} for one in plan.uploads],
        "views": list(plan.views),
    }


def difference_facts(found: Iterable[Difference]) -> list[dict[str, str]]:
    """Return fields that differ as JSON has them."""
    return [{"name": one.name, "before": one.before, "after": one.after} for one in found]


def loudness_line(record: EpisodeRecord) -> Message:
    """Return how long and how loud an episode is, before and after mastering."""
    enclosure = record.enclosure
    before, after = enclosure.before, enclosure.after
    facts = {
        "length": clock(enclosure.duration_ms),
        "size": size(enclosure.bytes),
        "loud": after.integrated,
        "peak": after.true_peak,
    }
    if enclosure.kept:
        return msg(
            "{length}, {size}, {loud:.1f} LUFS, {peak:.1f} dBTP: on target, published as it is", **facts
        )
    return msg(
        "{length}, {size}, {was:.1f} → {loud:.1f} LUFS, {peak:.1f} dBTP, range {wide:.1f} → {range:.1f} LU",
        **facts,
        was=before.integrated,
        wide=before.range,
        range=after.range,
    )


def sound_facts(record: EpisodeRecord) -> dict[str, Any]:
    """Return how long and how loud an episode is as JSON has it: LUFS, LU, dBTP."""
    enclosure = record.enclosure
    return {
        "slug": record.slug,
        "key": enclosure.key,
        "bytes": enclosure.bytes,
        "duration_ms": enclosure.duration_ms,
        "kept": enclosure.kept,
        "before": loudness_facts(enclosure.before),
        "after": loudness_facts(enclosure.after),
        "alternates": [
            {"key": one.key, "bytes": one.bytes, "type": one.type, "kbps": one.kbps}
            for one in enclosure.alternates
        ],
    }


def loudness_facts(loudness: Loudness) -> dict[str, float]:
    """Return a measurement as JSON has it."""
    return {
        "integrated_lufs": loudness.integrated,
        "range_lu": loudness.range,
        "true_peak_dbtp": loudness.true_peak,
    }
