"""Markdown to HTML that is safe to show.

cmarkgfm renders CommonMark with tables, strikethrough and bare links, and drops raw HTML; nh3 then keeps
only what the one allow-list below names. Whatever goes wrong before it, nothing else can leave here.
One tag may be written: `<span lang="en">` says that words are of another language. It passes cmarkgfm as signs that no
text has, and is a tag again before nh3.
Directives (`content.body`) are not Markdown and never arrive here.
"""

import html
import re
from urllib.parse import urlsplit

import nh3
from cmarkgfm import markdown_to_html_with_extensions

from podcast.site.safety import neutral

TAGS = frozenset(
    "a blockquote br code del em h2 h3 h4 hr li ol p pre span strong table tbody td th thead tr ul".split()  # noqa: SIM905  one line reads better
)
ATTRIBUTES = {"a": {"href", "rel", "title"}, "ol": {"start"}, "span": {"lang"}}
SCHEMES = frozenset({"http", "https", "mailto"})
_EXTENSIONS = ("table", "strikethrough", "autolink")
_HEADING = re.compile(r"<(/?)h([156])>")
_LEVELS = {"1": "2", "5": "4", "6": "4"}
_LINK = re.compile(r"<a ((?:[^\">]|\"[^\"]*\")*)>")
_NOWHERE = re.compile(r"<a(?: title=\"[^\"]*\")?>(.*?)</a>", re.DOTALL)
_EMPTY = re.compile(r"<p>\s*</p>\n?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}")
_OPEN, _CLOSE, _END = "\ue000", "\ue001", "\ue002"
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}{_END}]")
_SPAN = re.compile(rf"<span lang=\"({_LANGUAGE.pattern})\">|(</span>)")
_MARKED = re.compile(rf"<code[ >].*?</code>|<[^>]*>|{_OPEN}({_LANGUAGE.pattern}){_CLOSE}|({_END})", re.DOTALL)
_UNMARKED = re.compile(rf"{_OPEN}[^{_CLOSE}]*{_CLOSE}|{_END}|%EE%80%80[A-Za-z0-9-]*%EE%80%81|%EE%80%82")
"""Marks in a tag; in an address they are written out."""
_ATTRIBUTE = re.compile(r"([a-z]+)=\"([^\"]*)\"")


def to_html(text: str, *, sponsor: str = "") -> str:
    """Return safe HTML of a Markdown text; its headings are h2 to h4. Links to the host of a `sponsor`, by its
    address, say that they are paid for.

    Illustrations stand on lines of their own and never arrive here; what else looks like one is left out, as is a
    link without an address that means the same everywhere.
    """
    has_spans = "<span lang=" in text
    source = _SPAN.sub(_marked, _MARKS.sub("", neutral(text))) if has_spans else neutral(text)
    rendered: str = markdown_to_html_with_extensions(source, extensions=list(_EXTENSIONS))
    if has_spans:
        rendered = _MARKED.sub(_spanned, rendered)
    # Raw HTML is gone and text is escaped, so what looks like a heading's tag is one.
    levelled = _HEADING.sub(lambda found: f"<{found[1]}h{_LEVELS[found[2]]}>", rendered)
    body = sanitised(levelled)
    if "![" in text or "<" in text:  # what was left out may have been all of a paragraph
        body = _EMPTY.sub("", body)
    if "<a" not in body:
        return body
    paid = _host_of(sponsor)
    return _LINK.sub(lambda found: _external(found, paid), _NOWHERE.sub(r"\1", body))


def sanitised(body: str) -> str:
    """Return HTML of any origin reduced to the allow-list."""
    return _CLEANER.clean(body)


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    """Drop addresses without a scheme: a relative one means something else on every page."""
    if (tag, attribute) == ("a", "href"):
        scheme, colon, _ = value.partition(":")
        return value if colon and scheme.lower() in SCHEMES else None
    if tag == "span":
        return value if _LANGUAGE.fullmatch(value) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=_allowed,
    url_schemes=set(SCHEMES),
    # nh3 would replace every rel, and so lose "sponsored".
    link_rel=None,
)


def _marked(tag: re.Match[str]) -> str:
    return f"{_OPEN}{tag[1]}{_CLOSE}" if tag[1] else _END


def _spanned(found: re.Match[str]) -> str:
    """Return the tag that a mark in a text stands for; in code it is what was written, in a tag nothing."""
    if found[1]:
        return f'<span lang="{found[1]}">'
    if found[2]:
        return "</span>"
    if not found[0].startswith("<code"):
        return _UNMARKED.sub("", found[0])
    shown = re.sub(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}", r"&lt;span lang=&quot;\1&quot;&gt;", found[0])
    return shown.replace(_END, "&lt;/span&gt;")


def _external(tag: re.Match[str], paid: str) -> str:
    """Give an external link its rel; `paid` is the host of who pays."""
    given = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag[1])}
    address = given.get("href", "")
    if "rel" in given or not address.lower().startswith("http"):
        return tag[0]
    is_paid = paid and f".{_host_of(address)}".endswith(f".{paid}")
    return f'<a {tag[1]} rel="{"sponsored noopener" if is_paid else "noopener"}">'


def _host_of(address: str) -> str:
    """Return the host of a web address without `www.`, nothing if it has none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
