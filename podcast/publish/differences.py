"""Two versions of a record, field by field, as texts for a producer. Pure."""

from datetime import datetime

from podcast.content.record import ArticleRecord, EpisodeRecord, Record, ShowRecord
from podcast.messages import msg
from podcast.values import Struct, names_of


class Difference(Struct, frozen=True, kw_only=True):
    """A field of which two versions differ, both as text: paragraphs and entries of a list on lines of their own.
    Empty where a version has none."""

    name: str
    before: str
    after: str


def differences(before: Record | ShowRecord, after: Record | ShowRecord) -> tuple[Difference, ...]:
    """Return every field that differs: what was written first, then what became of the files."""
    found: list[Difference] = []
    if isinstance(before, ShowRecord) and isinstance(after, ShowRecord):
        found += _of_values(before.show, after.show)
        found += _of_files(
            {msg("cover image"): (before.cover, after.cover), "images": (before.images, after.images)}
        )
        old, new = before.templates, after.templates
        found += [
            Difference(name=f"templates/{name}", before=old.get(name, ""), after=new.get(name, ""))
            for name in sorted({*old, *new})
            if old.get(name) != new.get(name)
        ]
    elif isinstance(before, EpisodeRecord) and isinstance(after, EpisodeRecord):
        found += _of_values(before.episode, after.episode)
        found += _audio(before, after)
        found += _of_files({"images": (before.images, after.images)})
        if before.transcript != after.transcript:
            sizes = [msg("{transcript} cues", transcript=len(one.transcript)) for one in (before, after)]
            found.append(Difference(name="transcript", before=sizes[0], after=sizes[1]))
    elif isinstance(before, ArticleRecord) and isinstance(after, ArticleRecord):
        found += _of_values(before.article, after.article)
        found += _of_files({"images": (before.images, after.images)})
    return tuple({one.name: one for one in found}.values())


def _of_values(before: Struct, after: Struct) -> list[Difference]:
    """Compare two values of one kind; `tags` one by one."""
    found = []
    for name in names_of(after):
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        if name == "tags":
            found += _of_values(old, new)
        else:
            found.append(Difference(name=name, before=_text(old), after=_text(new)))
    return found


def _audio(before: EpisodeRecord, after: EpisodeRecord) -> list[Difference]:
    old, new = before.enclosure, after.enclosure
    if old.sha256 == new.sha256:
        return []
    texts = [
        msg(
            "{bytes} bytes, {duration_ms:.1f} s, {integrated:.1f} LUFS",
            bytes=one.bytes,
            duration_ms=one.duration_ms / 1000,
            integrated=one.after.integrated,
        )
        for one in (old, new)
    ]
    return [Difference(name="audio", before=texts[0], after=texts[1])]


def _of_files(pairs: dict[str, tuple[object, object]]) -> list[Difference]:
    return [
        Difference(name=name, before=msg("as published"), after=msg("another"))
        for name, (old, new) in pairs.items()
        if old != new
    ]


def _text(value: object) -> str:
    """Return a value as a producer would recognise it."""
    lines = (" ".join(line.split()) for line in _words(value).splitlines())
    return "\n".join(line for line in lines if line)


def _words(value: object) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        is_short = all(isinstance(one, str | int) for one in value)
        return (", " if is_short else "\n").join(_words(one) for one in value)
    if isinstance(value, Struct):
        parts = (_part(name, getattr(value, name)) for name in names_of(value))
        return " · ".join(part for part in parts if part)
    return str(value)


def _part(name: str, value: object) -> str:
    """Return a field of a value; a position or a length in ms as clocks show it."""
    if isinstance(value, int) and name.endswith("_ms"):
        minutes, seconds = divmod(value // 1000, 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return " ".join(_words(value).split())
