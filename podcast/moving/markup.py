"""HTML as a small tree: what browsers would make of it, as far as notes and embeds need it.

Owns the one parser of HTML, of the standard library. Scripts, styles and frames are left out with all that is
in them. Must not know Markdown.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_BLOCK_NAMES = """
    address article aside blockquote dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav
    ol p pre section table tbody td tfoot th thead tr ul
"""
BLOCKS = frozenset(_BLOCK_NAMES.split())
_VOID_NAMES = "area base br col embed hr img input link meta source track wbr"
_VOID = frozenset(_VOID_NAMES.split())
_HIDDEN_NAMES = "script style iframe object noscript template svg math head title textarea select"
_LEFT_OUT = frozenset(_HIDDEN_NAMES.split())
_CLOSES_P = BLOCKS - {"li", "td", "th", "tr", "tbody", "thead", "tfoot", "dd", "dt"}
_SAME = {
    "li": ("ul", "ol"),
    "tr": ("table", "tbody"),
    "td": ("tr",),
    "th": ("tr",),
    "dd": ("dl",),
    "dt": ("dl",),
}
_DEEPEST = 60


@dataclass(kw_only=True, slots=True)
class Node:
    """An element: its name in small letters, its attributes, and what is in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def text(self) -> str:
        """Return all the text in it."""
        return "".join(
            one if isinstance(one, str) else ("\n" if one.tag == "br" else one.text())
            for one in self.children
        )


def parse(html: str) -> Node:
    """Return what is in a piece of HTML, in a node of no name. Nothing is an error."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


class _Builder(HTMLParser):
    """Puts elements into one another; one that is too deep is taken for what it contains."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node(tag="")
        self._open = [self.root]
        self._hidden = ""

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Return where `<![…` ends: it is a comment to the next bracket, but for CDATA (HTML, section 13.2.5.42).

        That of the standard library knows the words of SGML, and raises AssertionError for any other.
        """
        closing = "]]>" if self.rawdata.startswith("<![CDATA[", i) else ">"
        end = self.rawdata.find(closing, i)
        return -1 if end < 0 else end + len(closing)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden:
            return
        if tag in _LEFT_OUT:
            self._hidden = tag
            return
        if tag in _CLOSES_P and self._open[-1].tag == "p":
            self._open.pop()
        if tag in _SAME:
            self._close_to(tag, _SAME[tag])
        node = Node(tag=tag, attributes={name: value or "" for name, value in reversed(attrs)})
        if len(self._open) > _DEEPEST and tag not in _VOID:
            return
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LEFT_OUT:
            return
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._hidden = "" if tag == self._hidden else self._hidden
            return
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._open[-1].children.append(data)

    def _close_to(self, tag: str, parents: tuple[str, ...]) -> None:
        """End an element of the same kind that was not ended, within its list or table."""
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag in parents:
                return
            if self._open[at].tag == tag:
                del self._open[at:]
                return
