"""`show.toml` into a Show and its Settings."""

import re
import uuid
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from podcast.content.categories import CATEGORIES
from podcast.content.fields import Fields
from podcast.content.grammar import EMAIL
from podcast.content.readfeeds import read_feed_length, read_feeds
from podcast.content.readshowtags import read_show_tags
from podcast.content.readsite import ACCENT, read_site
from podcast.content.readtags import read_license, read_person
from podcast.content.show import (
    AudioSettings,
    Category,
    CdnSettings,
    Jingle,
    LoudnessTarget,
    S3Settings,
    Settings,
    Show,
    Site,
    Stings,
)
from podcast.messages import msg

ALTERNATES = ("m4a", "opus")
_STEREO_KBPS = (96, 112, 128, 160, 192, 256, 320)
_MONO_KBPS = (64, 80, 96, 112, 128, 160, 192)
_MOST_CROSSFADE_MS = 10_000
_MOST_TEXT = 100_000
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read_show(fields: Fields) -> tuple[Show, Settings]:
    """Read every key of `show.toml`; what is wrong is reported through `fields`."""
    site = fields.nested("site", read_site)
    audio = fields.nested("audio", _read_audio) or AudioSettings()
    show = Show(
        title=fields.text("title", required=True, most=255),
        author=fields.text("author", required=True, most=255),
        language=_read_language(fields),
        description=fields.text("description", required=True, lines=True, most=_MOST_TEXT),
        guid=_read_guid(fields),
        link=fields.url("link", required=True),
        base_url=_read_base_url(fields),
        cover=fields.text("cover", required=True),
        categories=_read_categories(fields),
        site=site or Site(name=fields.text("author"), url=fields.url("link"), accent=ACCENT),
        type=fields.choice("type", ["episodic", "serial"], default="episodic"),
        explicit=fields.flag("explicit") or False,
        copyright=fields.text("copyright", most=255),
        locked=fields.flag("locked") is not False,
        locked_owner=fields.matching("locked_owner", EMAIL),
        license=read_license(fields),
        time_zone=_read_zone(fields),
        hosts=fields.each("hosts", read_person),
        tags=read_show_tags(fields),
        feeds=read_feeds(fields, audio),
        feed_length=read_feed_length(fields),
    )
    settings = Settings(
        store=fields.text("store", required=True, most=1000),
        loudness=fields.nested("loudness", _read_loudness) or LoudnessTarget(),
        audio=audio,
        stings=fields.nested("stings", _read_stings) or Stings(),
        s3=fields.nested("s3", _read_s3) or S3Settings(),
        cdn=fields.nested("cdn", _read_cdn) or CdnSettings(),
    )
    fields.finish()
    return show, settings


def _read_loudness(fields: Fields) -> LoudnessTarget:
    usual = LoudnessTarget()
    return LoudnessTarget(
        stereo=fields.number("stereo", default=usual.stereo, least=-31, most=-9),
        mono=fields.number("mono", default=usual.mono, least=-34, most=-9),
        true_peak=fields.number("true_peak", default=usual.true_peak, least=-9, most=-0.1),
    )


def _read_audio(fields: Fields) -> AudioSettings:
    usual = AudioSettings()
    return AudioSettings(
        channels=fields.choice("channels", ["auto", "mono", "stereo"], default=usual.channels),
        stereo_kbps=_read_kbps(fields, "stereo_kbps", _STEREO_KBPS, usual.stereo_kbps),
        mono_kbps=_read_kbps(fields, "mono_kbps", _MONO_KBPS, usual.mono_kbps),
        keep_mp3=fields.flag("keep_mp3") is not False,
        trim_silence=fields.flag("trim_silence") or False,
        level_voices=fields.flag("level_voices") or False,
        alternates=_read_alternates(fields),
    )


def _read_kbps(fields: Fields, name: str, known: tuple[int, ...], usual: int) -> int:
    value = fields.integer(name)
    if value is None or value in known:
        return value or usual
    fields.complain(
        fields.place_of(name),
        "number",
        msg("{name} {value} is not a rate that is offered", name=name, value=value),
        msg("write one of {known}", known=", ".join(map(str, known))),
    )
    return usual


def _read_alternates(fields: Fields) -> tuple[str, ...]:
    found = fields.texts("alternates")
    for name in found:
        if name not in ALTERNATES:
            fields.complain(
                fields.place_of("alternates"),
                "choice",
                msg("alternates: “{name}” is unknown", name=name),
                msg("write {alternates}, or nothing", alternates=", ".join(ALTERNATES)),
            )
    return tuple(name for name in ALTERNATES if name in found)


def _read_stings(fields: Fields) -> Stings:
    crossfade = fields.duration("crossfade")
    if crossfade is not None and crossfade > _MOST_CROSSFADE_MS:
        fields.complain(
            fields.place_of("crossfade"),
            "time",
            msg("crossfade is longer than 10 seconds"),
            msg('write "0.5"'),
        )
    return Stings(
        intro=fields.text("intro", most=500),
        outro=fields.text("outro", most=500),
        jingles=fields.each("jingles", _read_jingle),
        crossfade_ms=Stings().crossfade_ms if crossfade is None else min(crossfade, _MOST_CROSSFADE_MS),
    )


def _read_jingle(fields: Fields) -> Jingle:
    return Jingle(
        name=fields.text("name", required=True, most=60), file=fields.text("file", required=True, most=500)
    )


def _read_s3(fields: Fields) -> S3Settings:
    return S3Settings(
        endpoint=fields.url("endpoint"),
        region=fields.text("region"),
        profile=fields.text("profile"),
        single_producer=fields.flag("single_producer") or False,
    )


def _read_cdn(fields: Fields) -> CdnSettings:
    return CdnSettings(
        purge_command=fields.texts("purge_command", most=1000), purge_urls=fields.urls("purge_urls")
    )


def _read_language(fields: Fields) -> str:
    value = fields.text("language", required=True)
    if value and not _LANGUAGE.fullmatch(value):
        fields.complain(
            fields.place_of("language"),
            "language",
            msg("language “{value}” is not an ISO 639 code", value=value),
            msg('write "fr"'),
        )
    return value


def _read_guid(fields: Fields) -> str:
    value = fields.text("guid", required=True)
    try:
        return str(uuid.UUID(value)) if value else ""
    except ValueError:
        fields.complain(
            fields.place_of("guid"),
            "guid",
            msg("guid “{value}” is not a UUID", value=value),
            msg("write the podcast:guid that the show already has, or the one that `podcast init` makes"),
        )
        return ""


def _read_base_url(fields: Fields) -> str:
    value = fields.url("base_url", required=True)
    if "?" in value or "#" in value:
        fields.complain(
            fields.place_of("base_url"),
            "url",
            msg("base_url has a query or a fragment"),
            msg("end it with a slash"),
        )
    if not value.isascii():
        fields.complain(
            fields.place_of("base_url"),
            "url",
            msg("base_url “{value}” is not ASCII, and apps disagree on what that means", value=value),
            msg("write the name as xn--… and other letters as %C3%A9"),
        )
    return value.rstrip("/") + "/" if value else ""


def _read_categories(fields: Fields) -> tuple[Category, ...]:
    categories = []
    for text in fields.texts("categories"):
        name, _, sub = (part.strip() for part in text.partition(">"))
        if name in CATEGORIES and (not sub or sub in CATEGORIES[name]):
            categories.append(Category(name=name, sub=sub))
            continue
        known = [
            label
            for one, subs in CATEGORIES.items()
            for label in (one, *(f"{one} > {child}" for child in subs))
        ]
        from difflib import get_close_matches

        close = get_close_matches(text, known, n=1, cutoff=0.5)
        fields.complain(
            fields.place_of("categories"),
            "category",
            msg("category “{text}” is not one of Apple's", text=text),
            msg("did you mean “{close}”?", close=close[0])
            if close
            else msg('write for example "Business > Entrepreneurship"'),
        )
    if not fields.has("categories"):
        fields.complain(
            fields.place,
            "missing-key",
            msg("categories is missing"),
            msg('add categories = ["Business > Entrepreneurship"]'),
        )
    return tuple(categories)


def _read_zone(fields: Fields) -> str:
    name = fields.text("time_zone") or "Europe/Paris"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fields.complain(
            fields.place_of("time_zone"),
            "time-zone",
            msg("time_zone “{name}” is unknown", name=name),
            msg('write "Europe/Paris"'),
        )
        return "Europe/Paris"
    return name
