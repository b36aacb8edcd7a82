"""Grammars: what a value of a tag or an attribute must look like, and how to say that it does not.

Owns questions about one value alone. Must not know which tag asks.
"""

import base64
import binascii
import re
import uuid
from collections.abc import Callable

from podcast.content.dates import is_date, is_moment, is_recurrence
from podcast.content.text import is_web_address
from podcast.messages import msg
from podcast.values import Struct

_ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz "
    "ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik "
    "in io is it iu iw ja ji jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh "
    "mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru "
    "rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug "
    "uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
_DIGEST_BYTES = {"sha256": 32, "sha384": 48, "sha512": 64}


class Grammar(Struct, frozen=True, kw_only=True):
    """What values are right. `fault` follows the value in a sentence: “x” is not a number."""

    holds: Callable[[str], bool]
    fault: str
    remedy: str


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text: long lists are easier to read so."""
    return tuple(text.split())


def pattern(expression: str, fault: str, remedy: str) -> Grammar:
    """Return a grammar that is a regular expression, compiled when it is first asked: most shows have few tags."""
    return Grammar(holds=lambda text: bool(re.fullmatch(expression, text)), fault=fault, remedy=remedy)


def one_of(*known: str) -> Grammar:
    """Return a grammar of these words, and no other case."""
    listed = ", ".join(known)
    return Grammar(
        holds=lambda text: text in known,
        fault=msg("is none of {listed}", listed=listed),
        remedy=msg("write one of {listed}", listed=listed),
    )


def any_case(grammar: Grammar) -> Grammar:
    """Return a grammar that does not look at case."""
    return Grammar(holds=lambda text: grammar.holds(text.lower()), fault=grammar.fault, remedy=grammar.remedy)


def at_most(characters: int) -> Grammar:
    """Return a grammar of texts that are not too long."""
    return Grammar(
        holds=lambda text: len(text) <= characters,
        fault=msg("is longer than {characters} characters", characters=characters),
        remedy=msg("shorten it to {characters} characters: readers cut it there", characters=characters),
    )


def _is_language(text: str) -> bool:
    found = re.fullmatch(r"([A-Za-z]{2,3})(?:-[A-Za-z0-9]{2,8})*", text)
    return found is not None and (len(found[1]) == 3 or found[1].lower() in words(_ISO_639_1))


def _is_uuid5(text: str) -> bool:
    if not re.fullmatch(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text):
        return False
    return uuid.UUID(text).version == 5


def _is_integrity(text: str) -> bool:
    """Say whether a text is the metadata of W3C Subresource Integrity: digests with blanks between."""
    return bool(text.split()) and all(_is_digest(one) for one in text.split())


def _is_digest(text: str) -> bool:
    algorithm, _, encoded = text.partition("?")[0].partition("-")
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(raw) == _DIGEST_BYTES.get(algorithm, -1)


def _is_place(text: str) -> bool:
    found = re.fullmatch(
        r"geo:(-?[0-9]{1,3}(?:\.[0-9]+)?),(-?[0-9]{1,3}(?:\.[0-9]+)?)(?:,-?[0-9]+(?:\.[0-9]+)?)?"
        r"(?:;[A-Za-z0-9-]+(?:=[^;\s]+)?)*",
        text,
    )
    return found is not None and abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180


ANYTHING = Grammar(
    holds=lambda text: bool(text.strip()), fault=msg("is empty"), remedy=msg("fill it in, or leave it out")
)
BOOLEAN = one_of("true", "false")
YES_NO = one_of("yes", "no")
WHOLE = pattern(r"[0-9]{1,15}", msg("is not a whole number"), msg("write digits only, such as 12"))
COUNTING = pattern(
    r"0*[1-9][0-9]{0,8}", msg("is not a whole number from 1"), msg("write digits only, such as 12")
)
DECIMAL = pattern(
    r"[0-9]{1,15}(?:\.[0-9]+)?", msg("is not a number"), msg("write digits, such as 12 or 12.5")
)
WEB = Grammar(
    holds=is_web_address,
    fault=msg("is not a web address"),
    remedy=msg("write an absolute address, https://…"),
)
URI = pattern(
    r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"]+",
    msg("is not an absolute URI"),
    msg("write an absolute address, https://…"),
)
MIME = pattern(
    r"[a-z0-9][\w!#$&^.+-]*/[\w!#$&^.+-]+(?:\s*;\s*[\w-]+=(?:\"[^\"]*\"|[^\s;\"]+))*",
    msg("is not a media type"),
    msg("write a type such as audio/mpeg, in lower case"),
)
EMAIL = pattern(
    r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+",
    msg("is not an e-mail address"),
    msg("write the address that may confirm a move"),
)
DATE = Grammar(
    holds=is_date, fault=msg("is not a date of RFC 2822"), remedy=msg("write Sun, 23 Nov 2025 06:00:00 +0100")
)
MOMENT = Grammar(
    holds=is_moment, fault=msg("is not a date of ISO 8601"), remedy=msg("write 2025-11-23T06:00:00+01:00")
)
RECURRENCE = Grammar(
    holds=is_recurrence,
    fault=msg("is not a recurrence rule of RFC 5545"),
    remedy=msg("write FREQ=WEEKLY;BYDAY=TU"),
)
LANGUAGE = Grammar(
    holds=_is_language,
    fault=msg("is not a language of ISO 639"),
    remedy=msg("write a code such as fr or fr-ca"),
)
UUID = pattern(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    msg("is not a podcast guid"),
    msg("copy the other feed's podcast:guid"),
)
UUID5 = Grammar(
    holds=_is_uuid5,
    fault=msg("is not a UUID of version 5"),
    remedy=msg("use the guid that Podcast Index has for the show, or make it from the feed's address"),
)
INTEGRITY = Grammar(
    holds=_is_integrity,
    fault=msg("is not a digest as Subresource Integrity has it"),
    remedy=msg("write sha256-, sha384- or sha512- and the digest in base64"),
)
BASE64 = pattern(
    r"[A-Za-z0-9+/\s]+={0,2}", msg("is not base64"), msg("write the signature in base64, without its armour")
)
GEO = Grammar(
    holds=_is_place,
    fault=msg("is not a geo: URI of RFC 5870"),
    remedy=msg("write geo:latitude,longitude in degrees"),
)
OSM = pattern(
    r"[NWR][0-9]+(?:#[0-9]+)?",
    msg("is not an OpenStreetMap object"),
    msg("write N, W or R and the number, R113314"),
)
COUNTRY = pattern(
    r"[A-Za-z]{2}", msg("is not a country code"), msg("write two letters of ISO 3166, such as FR")
)
HOST = pattern(
    r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}\.?(?::[0-9]{1,5})?",
    msg("is not the full name of a server"),
    msg("write its name alone, such as irc.example.org"),
)
RATIO = pattern(
    r"\s*[0-9]+(?:\.[0-9]+)?(?:\s*/\s*[0-9]+(?:\.[0-9]+)?)?\s*",
    msg("is not a ratio"),
    msg("write 16/9 or 1/1"),
)
START = pattern(
    r"(?:[0-9]+:)?[0-5]?[0-9]:[0-5][0-9](?:\.[0-9]{1,3})?|[0-9]+(?:\.[0-9]+)?",
    msg("is not a time of a chapter"),
    msg("write hours:minutes:seconds, 00:12:30.500"),
)
