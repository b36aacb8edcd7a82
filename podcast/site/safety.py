"""What no page may contain: control characters, and signs that reverse the order of what is read.

A title with U+202E can make a page show something else than it says, and a terminal's escape codes have no
business in HTML. The feed keeps texts exactly as they are; pages do not.
"""

import html
import re

from markupsafe import Markup, escape

from podcast.content import canonical
from podcast.site.typography import NARROW, NBSP

_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def neutral(text: str) -> str:
    """Return `text` without control characters, direction overrides and lone surrogates."""
    # what is unwanted is not printable either, which is known faster; of what is not, three signs are in every text
    plain = text.isprintable() or _plain(text).isprintable()
    return text if plain else _UNWANTED.sub("", text)


def _plain(text: str) -> str:
    """Return text with a space for each end of a line and each space that does not break."""
    return text.replace("\n", " ").replace(NBSP, " ").replace(NARROW, " ")


def printed(value: object) -> str:
    """Return what a template prints of a value: neutral, and escaped unless it is marked as HTML."""
    if type(value) is Markup:
        return value
    if type(value) is not str:
        return escape(shown(value))
    text = neutral(value)
    if "&" in text or "<" in text or ">" in text or '"' in text or "'" in text:
        return escape(text)
    return text


def shown(value: object) -> object:
    """Neutralise what a template is about to print; Jinja2 calls this where it escapes by itself."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return neutral(value)
    return value


def json_in_html(value: object) -> Markup:
    """Return JSON for a `<script>` element: nothing in it can close the element or open a comment."""
    text = canonical.compact(value)
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028")):
        text = text.replace(sign, code)
    return Markup(neutral(text))  # noqa: S704  escaped just above


def between_tags(text: str) -> str:
    """Return text as it stands between tags."""
    return html.escape(text, quote=False)


def in_attribute(text: str) -> str:
    """Return text as it stands within an attribute, whose quotes are double."""
    return between_tags(text).replace('"', "&quot;")
