"""Small questions about a text: is it a slug, a time, a web address; can an XML document hold it."""

import re
import unicodedata
from urllib.parse import urlsplit

_CLOCK = re.compile(r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)(?:\.(\d{1,3}))?")
_SECONDS = re.compile(r"(\d{1,6})(?:\.(\d{1,3}))?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Say whether `text` is lower-case ASCII words and digits joined by single hyphens."""
    return bool(_SLUG.fullmatch(text))


def first_control(text: str) -> str:
    """Return the name (`U+0007`) of the first character that no XML document can hold, or nothing."""
    found = None if text.isprintable() else _CONTROL.search(text)  # which takes longer, and most are
    return f"U+{ord(found[0]):04X}" if found else ""


def parse_clock(text: str) -> int | None:
    """Return the milliseconds that `90`, `1:30`, `01:02:03` or `12.5` mean, or nothing."""
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds, fraction = clock.groups()
        whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    elif plain := _SECONDS.fullmatch(text):
        whole, fraction = int(plain[1]), plain[2]
    else:
        return None
    return whole * 1000 + int((fraction or "").ljust(3, "0"))


def first_sentence(text: str) -> str:
    """Return how `text` begins, up to its first full stop, question or exclamation mark, or all of it."""
    found = re.search(r"(?<=\w\w)[.!?…][»”\")\u00a0\u202f]*(?=\s|$)", text)
    return text[: found.end()] if found else text


def is_web_address(text: str) -> bool:
    """Say whether `text` is an absolute http or https URL without blanks or credentials."""
    if re.search(r"[\s<>\"\\]", text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def without_credentials(address: str) -> str:
    """Return an address without the name and the password that stand before its host, to be shown."""
    return re.sub(r"(?<=//)[^/?#\s]*@", "", address)


def slugify(text: str) -> str:
    """Return `text` as a slug, as WordPress makes them: no accents or apostrophes, words joined by hyphens.

    A slug of a slug is that slug.
    """
    spelled = (
        text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae").replace("ß", "ss")
    )
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))[:100].strip("-")
