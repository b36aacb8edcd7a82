"""The language of the terminal: French where the locale is French, English elsewhere.

Feed, pages, JSON and logs are written before this module is asked, and never depend on it. The French is a gettext
catalogue in the package, podcast/locale/fr/LC_MESSAGES/podcast.po; Click's own messages are in it too.
`locale.setlocale` is never called: it would change how numbers and dates are written everywhere.
"""

from __future__ import annotations

import gettext
import os
import string
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from podcast.messages import Message

DOMAIN = "podcast"
CATALOGUES = Path(__file__).parent.parent / "locale"
NARROW = "\u202f"
"""The no-break space between thousands and before ; ! ?"""


class Language(StrEnum):
    """The languages that this program speaks."""

    ENGLISH = "en"
    FRENCH = "fr"


def language() -> Language:
    """Return the language that the environment asks for: the first in gettext's order that we speak.

    As for GNU programs, a locale of C is English whatever LANGUAGE says.
    """
    locale = next((os.environ[one] for one in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(one)), "")
    wishes = (os.environ.get("LANGUAGE") or locale).split(":")
    if _root(locale) in ("c", "posix"):
        return Language.ENGLISH
    known = (_root(one) for one in wishes)
    return next((Language(one) for one in known if one in tuple(Language)), Language.ENGLISH)


def speak(spoken: Language) -> None:
    """Let Click, which asks the global gettext, speak a language."""
    if spoken is Language.FRENCH:
        gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
        gettext.textdomain(DOMAIN)
    else:
        gettext.textdomain("messages")


def translated(text: str) -> str:
    """Return a message in the language of the environment; what is no message is returned as it is."""
    if language() is Language.ENGLISH or not isinstance(text, Message):
        return str(text)
    if text.plural:
        template = _catalogue().ngettext(text.template, text.plural, text.number)
    else:
        template = in_french(text.template)
    return _FRENCH.vformat(template, (), {name: _value(one) for name, one in text.values.items()})


def in_french(text: str) -> str:
    """Return the French of a template or of a help text, or the text itself if there is none."""
    return _catalogue().gettext(text) if text else ""


def french_digits(number: str) -> str:
    """Return a number as English writes it as French does: 1,234.5 is 1 234,5."""
    return number.replace(",", NARROW).replace(".", ",").replace("-", "−")


def _catalogue() -> gettext.NullTranslations:
    """Return the French catalogue, which gettext itself keeps once it is read."""
    return gettext.translation(DOMAIN, CATALOGUES, languages=[Language.FRENCH], fallback=True)


def _value(value: Any) -> Any:
    return translated(value) if isinstance(value, str) else value


def _root(name: str) -> str:
    """Return the language of a locale's name: that of fr_FR.UTF-8 is fr."""
    return name.split("_")[0].split(".")[0].split("@")[0].lower()


class _French(string.Formatter):
    """Fills in a template, with numbers that have a format written as French does."""

    def get_field(self, field_name: str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs[field_name], field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        written = format(value, format_spec)
        if isinstance(value, float) or (isinstance(value, int) and "," in format_spec):
            return french_digits(written)
        return written


_FRENCH = _French()
