"""A plan in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from podcast.cli.output import note, say, short

if TYPE_CHECKING:
    from podcast.content.record import EpisodeRecord, Loudness
    from podcast.publish.differences import Difference
    from podcast.publish.merge import Conflict
    from podcast.publish.plan import Plan

_SIGNS = {"add": "+", "change": "~", "remove": "−"}


def say_plan(plan: Plan, store_url: str, zone: str) -> None:
    """Print what publishing would change for listeners, field by field."""
    store, notes = short(store_url), plan.notes
    if plan.empty:
        say(f"Nothing to publish: {store} has all of it (release {plan.base}).")
    elif not plan.commits:
        say(f"Release {plan.base} is committed in {store}, but not all its pages are written.")
    else:
        say(f"Release {plan.assembly.release.number} of {store}:")
    for change in plan.changes:
        what = f"{change.what} {change.slug}".rstrip()
        overwrites = (change.slug or "show.toml") in notes.overwrites
        warning = " — overwrites what this folder has never seen" if overwrites else ""
        say(f"  {_SIGNS[change.kind.value]} {what}: {change.title}{warning}")
        for one in change.fields:
            say(f"      {one.name}: {one.before or 'nothing'} → {one.after or 'nothing'}")
    for held in notes.held:
        reason = "draft" if held.draft else f"scheduled for {moment(held.date, zone)}"
        say(f"  · {held.slug}: {held.title} — {reason}, not published now")
    for slugs, words in (
        (notes.kept, "kept as published, not in this folder"),
        (notes.stale, "changed by somebody else and not here, theirs is kept"),
        (notes.withheld, "unpublished before, not brought back (--restore SLUG does)"),
    ):
        if slugs:
            say(f"  = {words}: {', '.join(slugs)}")
    if plan.commits:
        say(
            f"  {len(plan.uploads)} files to upload ({size(plan.upload_bytes)}), {len(plan.views)} pages to write"
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
        note(f"{conflict.what} {conflict.slug}".rstrip() + f": {conflict.title}")
        if conflict.gone:
            note("    online: unpublished")
        for one in conflict.fields:
            note(f"    {one.name}")
            note(f"        online: {one.before or 'nothing'}")
            note(f"        here:   {one.after or 'nothing'}")


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
            {"slug": one.slug, "title": one.title, "date": one.date.isoformat(), "draft": one.draft}
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


def loudness_line(record: EpisodeRecord) -> str:
    """Return how long and how loud an episode is, before and after mastering."""
    enclosure = record.enclosure
    before, after = enclosure.before, enclosure.after
    facts = f"{clock(enclosure.duration_ms)}, {size(enclosure.bytes)}, "
    if enclosure.kept:
        return (
            facts + f"{after.integrated:.1f} LUFS, {after.true_peak:.1f} dBTP: on target, published as it is"
        )
    return facts + (
        f"{before.integrated:.1f} → {after.integrated:.1f} LUFS, {after.true_peak:.1f} dBTP, "
        f"range {before.range:.1f} → {after.range:.1f} LU"
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


def clock(milliseconds: int) -> str:
    """Return a duration as h:mm:ss or m:ss."""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def size(count: int) -> str:
    """Return a number of bytes as kB or MB."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"


def moment(date: datetime, zone: str) -> str:
    """Return a moment as the show's clock has it."""
    return f"{date.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"
