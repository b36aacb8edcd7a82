"""What the pages say in words: dates, durations, sizes, reading times, excerpts, who paid.

Everything is French and formatted by hand, because a locale depends on the machine. Durations come in
milliseconds, sizes in bytes, instants as aware datetimes with the show's time zone by name.
"""

import html
import re
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from podcast.content.episode import EpisodeType, Review
from podcast.content.record import EpisodeRecord, Record
from podcast.site.typography import NARROW, NBSP

WORDS_PER_MINUTE = 200
_LOOSE = f" ,;:–—-«({NBSP}{NARROW}"
_LEADING = re.compile(
    r"(?<!\w)(?:[ldjmtsnc]|qu|à|au|aux|avec|ce|ces|cet|cette|chez|comme|dans|de|des|dont|du|elle|en|entre|et|il|ils"
    r"|je|la|le|les|leur|leurs|mais|mon|ne|nos|notre|nous|on|ou|où|par|pas|plus|pour|puis|qu[ei]|sa|sans|se|ses|si|son"
    r"|sous|sur|très|un|une|vers|vos|votre|vous)[’']?$",
    re.IGNORECASE,
)
"""A word at the end of a text that only leads to the next one."""
_LONGEST_LEADING = len("comme’")
_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
)
_TYPES = {EpisodeType.TRAILER: "Bande-annonce", EpisodeType.BONUS: "Bonus"}
_FORMATS = {"audio/mpeg": "MP3", "audio/x-m4a": "M4A", "audio/mp4": "M4A", "video/mp4": "MP4"}
_BLOCK = re.compile(r"<(?:/?(?:p|h[2-4]|li|[ou]l|blockquote|pre|table|tr|t[hd]|hr)|br)\b[^>]*>")
_TAG = re.compile(r"<[^\">]*(?:\"[^\"]*\"[^\">]*)*>")
_ALIKE = tuple(zip(f"{NARROW}’…œŒ–—“”€", ' \'.oO--""$', strict=True))
"""What French has beyond Latin-1, and what counts the same there, where words are counted faster."""
_CLASSES = bytes(ord("a") if chr(code).isalnum() else ord(" ") for code in range(256))
_NEITHER = bytes(code for code in range(256) if not chr(code).isalnum() and not chr(code).isspace())
_SAID = re.compile(
    r"\s*(?:©|\(c\)|(?:copyright|crédits?|(?-i:DR)|d\.r\.|dessins?|domaine public|illustrations?|images?|infographies?"
    r"|libre de droits|montages?|photos?|photographies?|captures?)(?!\w))",
    re.IGNORECASE,
)
"""How a credit begins that needs no « © » before it."""
_SENTENCE = re.compile(r"[.!?…](?<=\w\w.)[»”\")\]\u00a0\u202f]*(?=\s+[^\Wa-zà-ÿ_]|\s+[«“\"]|\s*$)")


@lru_cache(maxsize=256)  # a page says its date several times
def iso_date(when: datetime, zone: str) -> str:
    """Return the instant as ISO 8601 with the offset of the show's time zone."""
    return when.astimezone(ZoneInfo(zone)).isoformat()


@lru_cache(maxsize=256)
def french_date(when: datetime, zone: str) -> str:
    """Return « le 23 novembre 2026 » for the day it is in the show's time zone; day and month stay in one line."""
    day = when.astimezone(ZoneInfo(zone))
    number = "1er" if day.day == 1 else str(day.day)
    return f"le{NBSP}{number}{NBSP}{_MONTHS[day.month - 1]} {day.year}"


def minutes(duration_ms: int) -> str:
    """Return a duration as a card shows it: « 12 min », « 1 h 05 », « 45 s »."""
    seconds = round(duration_ms / 1000)
    if seconds < 60:
        return f"{seconds}{NBSP}s"
    whole = round(seconds / 60)
    hours, rest = divmod(whole, 60)
    return f"{hours}{NBSP}h{NBSP}{rest:02}" if hours else f"{rest}{NBSP}min"


def seconds(milliseconds: int) -> str:
    """Return a time as media fragments and anchors want it: whole seconds where they are whole."""
    return f"{milliseconds / 1000:.3f}".rstrip("0").rstrip(".")


def clock(duration_ms: int) -> str:
    """Return a position in a recording: 6:02, or 1:06:02 from the hour on."""
    whole, seconds = divmod(duration_ms // 1000, 60)
    hours, rest = divmod(whole, 60)
    return f"{hours}:{rest:02}:{seconds:02}" if hours else f"{rest}:{seconds:02}"


def spoken(duration_ms: int) -> str:
    """Return a duration as a screen reader should say it: « 6 minutes 2 secondes »."""
    whole, seconds = divmod(duration_ms // 1000, 60)
    hours, rest = divmod(whole, 60)
    counted = ((hours, "heure"), (rest, "minute"), (seconds, "seconde"))
    said = [f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in counted if count]
    return " ".join(said) or "0 seconde"


def iso_duration(duration_ms: int) -> str:
    """Return a duration as ISO 8601 (PT1H2M3S), in whole seconds."""
    whole, seconds = divmod(duration_ms // 1000, 60)
    hours, rest = divmod(whole, 60)
    counted = ((hours, "H"), (rest, "M"), (seconds, "S"))
    return "PT" + ("".join(f"{count}{unit}" for count, unit in counted if count) or "0S")


def size(count: int) -> str:
    """Return a size as a French reader expects it: « 14,2 Mo », « 850 ko »."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))}{NBSP}ko"
    return f"{count / 1_000_000:.1f}".replace(".", ",") + f"{NBSP}Mo"


def audio_format(record: EpisodeRecord) -> str:
    """Return what listeners call the file's format."""
    return _FORMATS.get(record.enclosure.type, record.enclosure.key.rpartition(".")[2].upper())


def reading_minutes(words: int) -> int:
    """Return the whole minutes that it takes to read so many words, at least 1."""
    return max(1, -(-words // WORDS_PER_MINUTE))


def words_in(text: str) -> int:
    """Return how often something with a letter or a digit stands between blanks."""
    plain = text
    for sign, alike in _ALIKE:
        plain = plain.replace(sign, alike)
    try:
        signs = plain.encode("latin-1").translate(_CLASSES, _NEITHER)
    except UnicodeEncodeError:
        return sum(any(map(str.isalnum, one)) for one in text.split())
    return (b" " + signs).count(b" a")


def words_in_html(body: str) -> int:
    """Return the words of rendered HTML, of which every block is on a line of its own."""
    text = _TAG.sub("", body)
    return words_in(html.unescape(text) if "&" in text else text)


def plain_text(body: str) -> str:
    """Return the words of rendered HTML, its blocks one per line."""
    text = html.unescape(_TAG.sub("", _BLOCK.sub("\n", body)))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def first_sentence(text: str) -> str:
    """Return the first sentence of a plain text, or all of it."""
    found = _SENTENCE.search(text)
    return text[: found.end()] if found else text


def opening(text: str, limit: int = 220) -> tuple[str, str]:
    """Return the sentences that a text begins with, in about `limit` characters, and all of the rest."""
    text = text.strip()
    ends = [found.end() for found in _SENTENCE.finditer(text)] or [len(text)]
    end = next((one for one in reversed(ends) if one <= limit), ends[0])
    return text[:end], text[end:].strip()


def excerpt(text: str, limit: int = 160) -> str:
    """Return the beginning of a plain text in at most `limit` characters.

    It ends with a sentence when one ends in the second half of the room there is, else with an ellipsis after a
    whole word, which is none that only leads to the next one.
    """
    if "  " in text or "\t" in text or "\n" in text:
        text = re.sub(r"[ \t\n]+", " ", text)
    text = text.strip()
    if len(text) <= limit:
        return text
    ends = [found.end() for found in _SENTENCE.finditer(text) if limit // 2 <= found.end() <= limit]
    if ends:
        return text[: ends[-1]]
    room = text[: limit - 1]
    # A single endless word is cut where it must be.
    cut = room if text[limit - 1].isspace() else (room.rpartition(" ")[0] or room)
    cut = cut.rstrip(_LOOSE)
    # « boutique à… » says less than « boutique… »
    while found := _LEADING.search(cut, max(0, len(cut) - _LONGEST_LEADING)):
        before = cut[: found.start()].rstrip(_LOOSE)
        if len(before) <= limit // 2:
            break
        cut = before
    return cut + "…"


def credit_line(credit: str) -> str:
    """Return who made a picture, with « © » unless the credit says itself what it is, such as « Photo : AFP »."""
    return credit if _SAID.match(credit) else f"©\u00a0{credit}"


def sponsor_line(record: Record) -> str:
    """Return what precedes the sponsor's name, with the noun that the page is and its agreement."""
    if isinstance(record, EpisodeRecord):
        return "Cet épisode vous est proposé par"
    if record.page.label.casefold().startswith("actu"):
        return "Cette actualité vous est proposée par"
    return "Cet article vous est proposé par"


def reviewed_line(review: Review, zone: str) -> str:
    """Return who verified a machine's summary: « Résumé IA vérifié par Une journaliste, le 1er mars 2025 »."""
    when = f", {french_date(review.date, zone)}" if review.date else ""
    return f"Résumé IA vérifié par {review.reviewer}{when}"


def badges(record: Record) -> tuple[str, ...]:
    """Return the short labels above a title: format, label, type, season and number."""
    label = record.page.label
    if not isinstance(record, EpisodeRecord):
        return (label or "Article",)
    episode = record.episode
    # A label such as « Podcast – résumé IA » says the format itself.
    named = () if label.lower().startswith("podcast") else ("Podcast",)
    numbers = (
        f"Saison{NBSP}{episode.season}" if episode.season else "",
        f"Épisode{NBSP}{episode.number}" if episode.number is not None else "",
    )
    return tuple(one for one in (*named, label, _TYPES.get(episode.type, ""), *numbers) if one)


def license_name(slug: str) -> str:
    """Return a licence's slug as people write it: « CC BY-SA 4.0 »."""
    found = re.fullmatch(r"cc-([a-z-]+)-(\d\.\d)", slug)
    return f"CC{NBSP}{found[1].upper()}{NBSP}{found[2]}" if found else slug


def license_url(slug: str) -> str:
    """Return where a Creative Commons licence is explained; nothing for other slugs."""
    found = re.fullmatch(r"cc-((?:by)(?:-nc)?(?:-nd|-sa)?)-(\d\.\d)", slug)
    return f"https://creativecommons.org/licenses/{found[1]}/{found[2]}/deed.fr" if found else ""
