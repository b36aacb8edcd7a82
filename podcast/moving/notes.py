"""HTML of notes, as anybody wrote it, into Markdown.

Owns which markup is kept: paragraphs, headings, lists, quotations, code, emphasis and links to the web or to a
mailbox. All the rest is text or nothing, and text is escaped, so no markup of the old notes can come back to
life. Rendering the Markdown of notes that this program rendered gives these notes again.
"""

import re
from collections.abc import Sequence

from podcast.moving.markup import BLOCKS, Node, parse

MOST = 200_000
"""Characters of notes that are looked at: the most that a page may have is half of them."""

_DEEPEST = 12
_SCHEMES = ("http://", "https://", "mailto:")
_EMPHASIS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "strike": "~~"}
_SPECIAL = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|&(?=#?\w+;)|!(?=\[)")
_URL = re.compile(r"(https?://[^\s<>*\[\]`\\]+|www\.[^\s<>*\[\]`\\]+)")
_LINE_START = re.compile(
    r"^(?:(#{1,6})(?=\s|$)|(>)|([-+])(?=\s|$)|(=+|-+)(?=\s*$)|(\d{1,9})([.)])(?=\s|$)|(\|))", re.M
)
_BLANK = re.compile(r"[ \t\r\n\f]+")


def to_markdown(html: str) -> str:
    """Return the Markdown of a piece of HTML; nothing if it has no text."""
    return _blocks(parse(html[:MOST]).children, 0).strip("\n")


def _blocks(nodes: Sequence[Node | str], depth: int) -> str:
    """Return a sequence of blocks, with a blank line between; loose text is a paragraph."""
    made: list[str] = []
    loose: list[Node | str] = []
    for node in nodes:
        if isinstance(node, Node) and (node.tag in BLOCKS or _has_block(node)):
            made += [_paragraph(loose), _block(node, depth)]
            loose = []
        else:
            loose.append(node)
    made.append(_paragraph(loose))
    return "\n\n".join(filter(None, made))


def _has_block(node: Node) -> bool:
    return any(isinstance(one, Node) and (one.tag in BLOCKS or _has_block(one)) for one in node.children)


def _block(node: Node, depth: int) -> str:
    tag = node.tag
    if depth > _DEEPEST:
        return _paragraph([node.text()])
    if tag in ("ul", "ol"):
        return _list(node, depth)
    if tag == "blockquote":
        return _prefixed(_blocks(node.children, depth + 1), "> ", "> ")
    if tag == "hr":
        return "---"
    if tag == "pre":
        return _code_block(node)
    if re.fullmatch(r"h[1-6]", tag):
        text = _inline(node.children).replace("\\\n", " ").strip()
        return f"{'#' * min(4, max(2, int(tag[1])))} {text}" if text else ""
    if tag == "tr":
        cells = (_inline(one.children).strip() for one in node.children if isinstance(one, Node))
        return " – ".join(filter(None, cells))
    if tag == "p":
        return _blocks(node.children, depth + 1) if _has_block(node) else _paragraph(node.children)
    return _blocks(node.children, depth + 1)


def _list(node: Node, depth: int) -> str:
    items = [one for one in node.children if isinstance(one, Node) and (one.tag == "li" or one.tag in BLOCKS)]
    start = node.attributes.get("start", "1")
    first = int(start) if re.fullmatch(r"\d{1,9}", start) else 1
    made = []
    loose = any(sum(1 for one in item.children if isinstance(one, Node) and one.tag == "p") for item in items)
    for at, item in enumerate(items):
        mark = f"{first + at}. " if node.tag == "ol" else "- "
        inside = _blocks(item.children, depth + 1) if item.tag == "li" else _block(item, depth + 1)
        if not loose:
            inside = inside.replace("\n\n", "\n")
        if inside:
            made.append(_prefixed(inside, mark, " " * len(mark)))
    return ("\n\n" if loose else "\n").join(made)


def _prefixed(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        [first + lines[0], *((rest + line).rstrip() if line or rest.strip() else "" for line in lines[1:])]
    )


def _code_block(node: Node) -> str:
    text = node.text().strip("\n")
    longest = max((len(one) for one in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}" if text.strip() else ""


def _paragraph(nodes: Sequence[Node | str]) -> str:
    text = _inline(nodes).strip(" \t\n")
    while text.endswith("\\\n") or (text.endswith("\\") and not text.endswith("\\\\")):
        text = text.removesuffix("\n").removesuffix("\\").rstrip()
    while text.startswith("\\\n"):
        text = text[2:].lstrip(" \n")
    text = re.sub(r"(?:\\\n *){2,}", "\n\n", text)
    return _LINE_START.sub(_escaped_start, text) if text.strip(" \n\u00a0") else ""


def _escaped_start(found: re.Match[str]) -> str:
    if found[5]:
        return f"{found[5]}\\{found[6]}"
    return f"\\{found[0]}"


def _inline(nodes: Sequence[Node | str]) -> str:
    """Return text with emphasis, links, code and line breaks; blanks are single, and outside of emphasis."""
    made = ""
    for at, node in enumerate(nodes):
        if isinstance(node, str):
            text = _BLANK.sub(_blank, node)
            made += _escaped(text.lstrip(" \n") if made.endswith((" ", "\n")) else text)
            continue
        piece = _element(node, made[-1:], _first_character(nodes[at + 1 :]))
        made += piece.lstrip(" \n") if made.endswith((" ", "\n")) else piece
    return re.sub(r" +\\\n", "\\\\\n", made)


def _blank(found: re.Match[str]) -> str:
    return "\n" if "\n" in found[0] else " "


def _element(node: Node, before: str, after: str) -> str:
    if node.tag == "br":
        return "\\\n"
    if node.tag == "code":
        return _code(node.text())
    inner = _inline(node.children)
    if node.tag == "a":
        return _link(node.attributes.get("href", ""), inner, node.text())
    mark = _EMPHASIS.get(node.tag)
    return _emphasised(inner, mark, before, after) if mark else inner


def _emphasised(inner: str, mark: str, before: str, after: str) -> str:
    """Return emphasis where Markdown can have it (CommonMark, section 6.2), else the text alone."""
    text = inner.strip(" \n")
    lead, tail = _around(inner)
    if mark == "*" and text[:2] == text[-2:] == "**" != text and text[2:3] != "*":
        return f"{lead}*{text}*{tail}"
    if not text or "\n\n" in text or text.endswith("\\") or mark[0] in (text[0], text[-1]):
        return inner
    opens = not (_is_sign(text[0]) and _is_word(lead or before))
    closes = not (_is_sign(text[-1]) and _is_word(tail or after))
    touching = before == mark[0] and not lead
    blank = text[0].isspace() or text[-1].isspace()
    return f"{lead}{mark}{text}{mark}{tail}" if opens and closes and not touching and not blank else inner


def _around(inner: str) -> tuple[str, str]:
    """Return the blank before and after a text, if there is any."""
    return inner[:1] if inner[:1] in (" ", "\n") else "", inner[-1:] if inner[-1:] in (" ", "\n") else ""


def _is_sign(character: str) -> bool:
    return not character.isalnum() and not character.isspace()


def _is_word(character: str) -> bool:
    return bool(character) and not character.isspace() and not _is_sign(character)


def _first_character(nodes: Sequence[Node | str]) -> str:
    for node in nodes:
        if text := node if isinstance(node, str) else ("\n" if node.tag == "br" else node.text()):
            return text[0]
    return ""


def _link(address: str, inner: str, text: str) -> str:
    target = address.strip()
    if not target.lower().startswith(_SCHEMES) or re.search(r"[\s<>\\]", target) or not text.strip():
        return inner
    if text.strip() == target and not target.startswith("mailto:"):
        return f"<{target}>"
    lead, tail = _around(inner)
    words = inner.strip(" \n").replace("\\\n", " ").replace("\n", " ")
    wrapped = f"<{target}>" if re.search(r"[()]", target) else target
    return f"{lead}[{words}]({wrapped}){tail}"


def _code(text: str) -> str:
    text = _BLANK.sub(" ", text).strip(" ")
    if not text:
        return ""
    fence = "`" * (max((len(one) for one in re.findall(r"`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _escaped(text: str) -> str:
    """Return plain text so that Markdown shows it as it is; addresses are left alone, as they become links."""
    pieces = _URL.split(text)
    return "".join(
        one if at % 2 else _SPECIAL.sub(lambda found: f"\\{found[0]}", one) for at, one in enumerate(pieces)
    )
