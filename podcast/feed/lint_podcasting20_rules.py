"""Rules of the podcast namespace that need more than one tag or attribute.

Owns what the rows of `lint_podcasting20` cannot say. Specification: Podcastindex-org/podcast-namespace.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from podcast.content.dates import is_moment
from podcast.content.grammar import BOOLEAN, DECIMAL, MIME
from podcast.content.problem import Severity
from podcast.content.text import parse_clock
from podcast.feed.lint_model import (
    Check,
    Element,
    Fault,
    Feed,
    Rule,
    child,
    children,
    each,
    given,
    shown,
    text_of,
)
from podcast.feed.lint_podcasting20 import INTEGRITIES, source_of
from podcast.messages import msg

_KNOWN_LICENSES = ("arr", "pod-v4v-1.0", "cc0-1.0")
_TRANSCRIPT_TYPES = {
    "vtt": ("text/vtt",),
    "srt": ("application/x-subrip", "application/srt", "text/srt"),
    "json": ("application/json",),
    "html": ("text/html",),
    "txt": ("text/plain",),
}
_LEAST_BITE, _MOST_BITE = 15, 120


def _transcript_extension(element: Element) -> str:
    path = given(element, "url").partition("?")[0].partition("#")[0]
    extension = path.rpartition("/")[2].rpartition(".")[2].lower()
    type_ = given(element, "type").partition(";")[0].strip()
    known = _TRANSCRIPT_TYPES.get(extension, ())
    if not known or not type_ or type_ in known:
        return ""
    return msg("the transcript {path} is said to be {type}", path=shown(path), type=shown(type_))


def _chapters_type(element: Element) -> str:
    type_ = given(element, "type").strip()
    if not MIME.holds(type_) or type_ == "application/json+chapters":
        return ""
    return msg("the chapters are said to be {type}", type=shown(type_))


def _seconds(element: Element, attribute: str) -> float | None:
    text = given(element, attribute)
    return float(text) if DECIMAL.holds(text) else None


def _soundbite_length(element: Element) -> str:
    seconds = _seconds(element, "duration")
    if seconds is None or _LEAST_BITE <= seconds <= _MOST_BITE:
        return ""
    return msg("a soundbite lasts {seconds:g} seconds", seconds=seconds)


def _soundbite_end(feed: Feed) -> Iterator[Fault]:
    durations = feed.by_parent("itunes:duration")
    for element in feed.all("podcast:soundbite"):
        start, length = _seconds(element, "startTime"), _seconds(element, "duration")
        whole = parse_clock(text_of(durations.get(element.getparent())).strip())
        # the duration is rounded to seconds, the soundbite is not
        if start is not None and length is not None and whole and start + length > whole / 1000 + 1:
            end = msg(
                "{start:g} seconds and the episode at {whole:g}", start=start + length, whole=whole / 1000
            )
            yield Fault(element, msg("a soundbite ends at {end}", end=end))


def _license_url(element: Element) -> str:
    slug = text_of(element).strip().lower()
    if not slug or slug in _KNOWN_LICENSES or slug.startswith("cc-by") or element.get("url") is not None:
        return ""
    return msg("the license {slug} is not a known one and has no url", slug=shown(slug))


def _alternate_source(element: Element) -> str:
    return "" if children(element, "podcast:source") else msg("an alternateEnclosure has no source")


def _integrity_value(element: Element) -> str:
    grammar = INTEGRITIES.get(given(element, "type"))
    value = given(element, "value")
    if grammar is None or not value.strip() or grammar.holds(value.strip()):
        return ""
    return msg("the integrity {value} {fault}", value=shown(value), fault=grammar.fault)


def _value_recipients(element: Element) -> str:
    return "" if children(element, "podcast:valueRecipient") else msg("a value has no recipients")


def _value_splits(element: Element) -> str:
    splits = [given(one, "split") for one in children(element, "podcast:valueRecipient")]
    if not splits or not all(one.isascii() and one.isdigit() and one.strip("0") == "" for one in splits):
        return ""
    return msg("the splits of a value sum to 0, so that nobody gets anything")


def _time_split(element: Element) -> str:
    recipients = len(children(element, "podcast:valueRecipient"))
    remote = len(children(element, "podcast:remoteItem"))
    if remote == (0 if recipients else 1):
        return ""
    return msg(
        "a valueTimeSplit has {recipients} recipients and {remote} remoteItems",
        recipients=recipients,
        remote=remote,
    )


def _live_link(element: Element) -> str:
    return "" if child(element, "podcast:contentLink") is not None else msg("a liveItem has no contentLink")


def _live_end(element: Element) -> str:
    start, end = (given(element, one) for one in ("start", "end"))
    if not (is_moment(start) and is_moment(end)):
        return ""
    first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    # one with an offset cannot be compared with one without
    if (first.tzinfo is None) != (last.tzinfo is None) or first < last:
        return ""
    return msg("a liveItem ends at {end}, not after its start {start}", end=shown(end), start=shown(start))


def _social_uri(element: Element) -> str:
    if given(element, "protocol") == "disabled" or element.get("uri") is not None:
        return ""
    return msg("a socialInteract has no uri")


def _social_disabled(feed: Feed) -> Iterator[Fault]:
    together = Counter(one.getparent() for one in feed.all("podcast:socialInteract"))
    for element in feed.all("podcast:socialInteract"):
        alone = together[element.getparent()] == 1 and len(element.attrib) == 1
        if given(element, "protocol") == "disabled" and (not alone or text_of(element).strip()):
            yield Fault(element, msg("a socialInteract that is disabled does not stand alone"))


def _publisher(element: Element) -> str:
    items = children(element, "podcast:remoteItem")
    if len(items) == 1 and given(items[0], "medium") == "publisher":
        return ""
    return msg("a publisher has {items} remoteItems, or one whose medium is not publisher", items=len(items))


def _podroll(element: Element) -> str:
    return "" if children(element, "podcast:remoteItem") else msg("a podroll recommends nothing")


def _frequency_start(element: Element) -> str:
    counted = "COUNT=" in given(element, "rrule").upper()
    return (
        msg("an updateFrequency with COUNT has no dtstart")
        if counted and not given(element, "dtstart")
        else ""
    )


def _ai_content(element: Element) -> str:
    value = text_of(element).strip()
    if given(element, "purpose").strip().lower() != "ai-content" or BOOLEAN.holds(value):
        return ""
    return msg("the txt of purpose ai-content says {value}", value=shown(value))


def _persons(feed: Feed) -> Iterator[Fault]:
    """An item's list replaces the channel's, so that hosts who are not said again are gone."""
    hosts = {
        text_of(one).strip().casefold()
        for one in children(feed.channel, "podcast:person")
        if given(one, "role").lower() in ("", "host")
    }
    for item in feed.items:
        persons = children(item, "podcast:person")
        named = {text_of(one).strip().casefold() for one in persons}
        roles = {given(one, "role").lower() or "host" for one in persons}
        if persons and hosts and not hosts & named and "host" not in roles:
            yield Fault(
                persons[0], msg("the episode's persons replace the show's, and no host is among them")
            )


def _rule(name: str, page: str, remedy: str, check: Check, severity: Severity = Severity.ERROR) -> Rule:
    return Rule(name=name, source=source_of(page), remedy=remedy, check=check, severity=severity)


RULES = (
    _rule(
        "transcript-extension",
        "transcript",
        msg("write the type of the file that is there"),
        each("podcast:transcript", _transcript_extension),
        Severity.WARNING,
    ),
    _rule(
        "chapters-type",
        "chapters",
        msg("write application/json+chapters"),
        each("podcast:chapters", _chapters_type),
        Severity.WARNING,
    ),
    _rule(
        "soundbite-length",
        "soundbite",
        msg("choose from {least} to {most} seconds", least=_LEAST_BITE, most=_MOST_BITE),
        each("podcast:soundbite", _soundbite_length),
        Severity.WARNING,
    ),
    _rule("soundbite-end", "soundbite", msg("let it end within the episode"), _soundbite_end),
    _rule(
        "license-url",
        "license",
        msg("add the address of its text, or write the slug of a known license"),
        each("podcast:license", _license_url),
    ),
    _rule(
        "alternate-source",
        "alternate-enclosure",
        msg('add <podcast:source uri="https://…"/> in it'),
        each("podcast:alternateEnclosure", _alternate_source),
    ),
    _rule(
        "integrity-value",
        "integrity",
        msg("write sha256-, sha384- or sha512- and the digest in base64, or a signature in base64"),
        each("podcast:integrity", _integrity_value),
    ),
    _rule(
        "value-recipients",
        "value",
        msg("add a valueRecipient, or leave the value out"),
        each("podcast:value", _value_recipients),
    ),
    _rule(
        "value-splits",
        "value-recipient",
        msg("give somebody a share"),
        each("podcast:value podcast:valueTimeSplit", _value_splits),
    ),
    _rule(
        "value-time-split",
        "value-time-split",
        msg("put one remoteItem or the recipients in it"),
        each("podcast:valueTimeSplit", _time_split),
    ),
    _rule(
        "live-content-link",
        "live-item",
        msg("add a page where the stream can be heard otherwise"),
        each("podcast:liveItem", _live_link),
    ),
    _rule("live-end", "live-item", msg("let it end after it starts"), each("podcast:liveItem", _live_end)),
    _rule(
        "social-uri",
        "social-interact",
        msg("add the address of the root post, or the protocol disabled"),
        each("podcast:socialInteract", _social_uri),
    ),
    _rule(
        "social-disabled",
        "social-interact",
        msg('write <podcast:socialInteract protocol="disabled"/> and no other'),
        _social_disabled,
    ),
    _rule(
        "publisher-item",
        "publisher",
        msg('put one remoteItem with medium="publisher" in it'),
        each("podcast:publisher", _publisher),
    ),
    _rule(
        "podroll-empty",
        "podroll",
        msg("add a remoteItem, or leave the podroll out"),
        each("podcast:podroll", _podroll),
    ),
    _rule(
        "frequency-start",
        "update-frequency",
        msg("say from when it is counted"),
        each("podcast:updateFrequency", _frequency_start),
    ),
    _rule("ai-content", "txt", msg("write true or false"), each("podcast:txt", _ai_content)),
    _rule("person-replaced", "person", msg("say the hosts again in the episode"), _persons, Severity.WARNING),
)
