"""An item of anyone's feed as keys of front matter, and the addresses of its files.

Owns which tag means which key, and which of several that say the same is believed. Must not know which values
are valid, nor what becomes of the files.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from podcast.content.dates import read_date
from podcast.feed.lint_model import Element, child, children, given, text_of, value_of
from podcast.feed.source_tags import (
    Facts,
    add,
    content_links,
    flag,
    is_html,
    license_of,
    persons_of,
    plain,
    shared_tags,
    whole,
    without_markup,
)
from podcast.values import Struct, field

MOST_TITLE = 255
_TYPES = ("full", "trailer", "bonus")


class Channel(Struct, frozen=True, kw_only=True):
    """What items need not repeat."""

    author: str
    explicit: bool
    language: str
    hosts: list[Facts]
    ours: bool


class Linked(Struct, frozen=True, kw_only=True):
    """A file that an item links to, with what the feed says of it; a length of -1 is unknown."""

    url: str
    type: str = ""
    length: int = -1
    language: str = ""


class SourceItem(Struct, frozen=True, kw_only=True):
    """One item. `facts` are keys of front matter; `date` is aware, nothing if there is none that can be read;
    `duration_ms` is what the feed claims; `notes` is HTML, as it came."""

    guid: str
    title: str
    facts: Facts
    date: datetime | None
    link: str
    notes: str
    enclosure: Linked | None
    image: str
    image_alt: str
    chapters_url: str
    transcripts: tuple[Linked, ...]
    duration_ms: int | None
    season_name: str
    other_formats: tuple[Linked, ...] = field(default=())


def read_item(item: Element, channel: Channel) -> SourceItem:
    """Return what an item says."""
    enclosure = _enclosure(item)
    link = value_of(item, "link")
    guid = value_of(item, "guid") or (enclosure.url if enclosure else "") or link
    title = plain(without_markup(value_of(item, "title")) if not channel.ours else value_of(item, "title"))
    title = title or plain(value_of(item, "itunes:title")) or guid
    date = _date(item)
    season = child(item, "podcast:season")
    return SourceItem(
        guid=guid,
        title=title,
        facts=_facts(item, channel, title),
        date=date,
        link=link,
        notes=_notes(item, channel),
        enclosure=enclosure,
        image=_image(item),
        image_alt=plain(given(child(item, "podcast:image"), "alt")),
        chapters_url=given(child(item, "podcast:chapters"), "url"),
        transcripts=tuple(_linked(one) for one in children(item, "podcast:transcript")),
        duration_ms=clock_ms(value_of(item, "itunes:duration")),
        season_name=plain(given(season, "name")),
        other_formats=_other_formats(item),
    )


def _facts(item: Element, channel: Channel, title: str) -> Facts:
    facts: Facts = {"title": title[:MOST_TITLE]}
    itunes_title = plain(value_of(item, "itunes:title"))
    add(facts, "itunes_title", itunes_title if itunes_title != title else "")
    numbers = ("itunes:episode", "podcast:episode")
    add(facts, "number", next(filter(None, (whole(value_of(item, one)) for one in numbers)), None))
    seasons = ("itunes:season", "podcast:season")
    add(facts, "season", next(filter(None, (whole(value_of(item, one)) for one in seasons)), None))
    kind = value_of(item, "itunes:episodeType").lower()
    add(facts, "type", kind if kind in _TYPES[1:] else "")
    add(facts, "display", plain(given(child(item, "podcast:episode"), "display")))
    author = plain(value_of(item, "itunes:author") or value_of(item, "dc:creator"))
    add(facts, "author", author if author != channel.author else "")
    add(facts, "summary" if not _has_lines(item, channel) else "standfirst", _summary(item, channel))
    explicit = flag(value_of(item, "itunes:explicit"))
    add(facts, "explicit", explicit if explicit is not channel.explicit else None)
    add(facts, "block", flag(value_of(item, "itunes:block")) or None)
    words = (plain(one) for one in value_of(item, "itunes:keywords").split(","))
    add(facts, "keywords", [one for one in dict.fromkeys(words) if 0 < len(one) <= 100][:50])
    hosts, guests, credits = persons_of(item)
    add(facts, "hosts", hosts if hosts != channel.hosts else [])
    add(facts, "guests", guests)
    add(facts, "credits", credits)
    add(facts, "license", license_of(item))
    add(facts, "chapters", _simple_chapters(item))
    add(facts, "soundbites", [_soundbite(one) for one in children(item, "podcast:soundbite")])
    facts |= shared_tags(item)
    add(facts, "content_links", content_links(item))
    return facts


def _has_lines(item: Element, channel: Channel) -> bool:
    return channel.ours and "\n" in value_of(item, "description")


def _summary(item: Element, channel: Channel) -> str:
    if channel.ours:
        return value_of(item, "description")
    for name in ("description", "itunes:summary", "content:encoded", "itunes:subtitle"):
        if text := plain(without_markup(value_of(item, name))):
            return text[:20_000]
    return ""


def _notes(item: Element, channel: Channel) -> str:
    """Return the fullest text of an item as HTML; a plain one keeps its paragraphs."""
    encoded = value_of(item, "content:encoded")
    if encoded or channel.ours:
        return encoded
    for name in ("description", "itunes:summary"):
        if text := value_of(item, name):
            return text if is_html(text) else _as_html(text)
    return ""


def _as_html(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    paragraphs = re.split(r"\n\s*\n", escaped.strip())
    return "\n".join(f"<p>{'<br>'.join(one.splitlines())}</p>" for one in paragraphs if one.strip())


def _date(item: Element) -> datetime | None:
    for name in ("pubDate", "dc:date"):
        if (text := plain(value_of(item, name))) and (moment := read_moment(text)):
            return moment
    return None


def read_moment(text: str) -> datetime | None:
    """Return the moment of a date in any form that feeds have it: RFC 2822, ISO 8601, or nearly so."""
    moment, _ = read_date(text)
    if moment is None:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            try:
                moment = parsedate_to_datetime(text)
            except (ValueError, TypeError, IndexError, OverflowError):
                return None
    try:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        aware.astimezone(UTC)  # the first day of the first year has no earlier moment
    except (ValueError, OverflowError):
        return None
    return aware


def clock_ms(text: str) -> int | None:
    """Return the milliseconds of `3723`, `62:03`, `1:02:03` or `1:02:03.5`; nothing of anything else."""
    parts = text.strip().split(":")
    if len(parts) > 3 or not all(re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", one) for one in parts):
        return None
    seconds = 0.0
    for part in parts:
        seconds = seconds * 60 + float(part)
    return round(seconds * 1000)


def _enclosure(item: Element) -> Linked | None:
    """Return the file to play: the first enclosure that is no picture, else media:content."""
    found = [_linked(one) for one in children(item, "enclosure") if given(one, "url")]
    playable = [one for one in found if not one.type.startswith("image/")]
    for group in (item, *children(item, "media:group")):
        for one in children(group, "media:content"):
            if given(one, "type").startswith(("audio/", "video/")) and not playable:
                playable.append(_linked(one))
    return playable[0] if playable else None


def _linked(element: Element) -> Linked:
    length = whole(given(element, "length") or given(element, "fileSize"))
    return Linked(
        url=given(element, "url").strip(),
        type=given(element, "type").strip().lower(),
        length=-1 if length is None else length,
        language=given(element, "language").strip(),
    )


def _other_formats(item: Element) -> tuple[Linked, ...]:
    """Return the alternate enclosures that are no default and lie on the web."""
    found = []
    for element in children(item, "podcast:alternateEnclosure"):
        source = child(element, "podcast:source")
        if flag(given(element, "default")) is not True and source is not None:
            length = whole(given(element, "length"))
            type_ = given(element, "type").lower()
            uri = given(source, "uri").strip()
            found.append(Linked(url=uri, type=type_, length=-1 if length is None else length))
    return tuple(found)


def _image(item: Element) -> str:
    artwork = [
        given(one, "href")
        for one in children(item, "podcast:image")
        if given(one, "purpose") in ("", "artwork")
    ]
    found = (
        *artwork,
        given(child(item, "itunes:image"), "href"),
        given(child(item, "googleplay:image"), "href"),
        given(child(item, "media:thumbnail"), "url"),
    )
    return next((one.strip() for one in found if one.strip()), "")


def _simple_chapters(item: Element) -> list[Facts]:
    parent = child(item, "psc:chapters")
    if parent is None:
        return []
    found = []
    for one in children(parent, "psc:chapter"):
        start, title = clock_ms(given(one, "start")), plain(given(one, "title"))
        if start is not None and title:
            facts: Facts = {"start": clock_text(start), "title": title[:MOST_TITLE]}
            add(facts, "url", given(one, "href"))
            add(facts, "image", given(one, "image"))
            found.append(facts)
    return found


def clock_text(milliseconds: int) -> str:
    """Return a time as front matter has it: `01:30`, `1:02:03.500`."""
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
    return f"{text}.{thousandths:03}" if thousandths else text


def _soundbite(element: Element) -> Facts:
    facts: Facts = {"start": given(element, "startTime"), "duration": given(element, "duration")}
    add(facts, "title", plain(text_of(element))[:128])
    return facts
