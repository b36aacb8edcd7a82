"""Links by reference, `[text][label]`, whose address stands elsewhere in a body: `[label]: https://…`.

Directives and illustrations cut a body into stretches, each of which is Markdown by itself: what one defines holds in
the others, too.
"""

import re
from collections.abc import Mapping

from podcast.content.body import Markdown, split_body, unfenced_lines

_LABEL = r"\[((?:[^\[\]\\]|\\.)+)\]"
_OWN = rf"(?m)^[ \t>*+0-9.)-]*{_LABEL}:"
_DEFINITION = rf" {{0,3}}{_LABEL}:\s*(?:<[^<>]*>|[^\s<]\S*)(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*"
_LONGEST = 2_000
"""Characters of a definition that is repeated: a long one in each of many stretches would fill the memory."""


def definitions(body: str) -> dict[str, str]:
    """Return the lines of `body` that define a label, by the label; of several the first holds, as in CommonMark."""
    found: dict[str, str] = {}
    if "]:" not in body:
        return found
    for stretch in (part.text for part in split_body(body) if isinstance(part, Markdown)):
        lines = stretch.split("\n")
        ends = 0  # the line before the first that may define something: within a paragraph nothing is defined
        for number, _ in unfenced_lines(stretch):
            line = lines[number - 1]
            definition = re.fullmatch(_DEFINITION, line) if ends == number - 1 else None
            if definition and len(line) <= _LONGEST:
                found.setdefault(_folded(definition[1]), line)
            if definition or not line.strip():
                ends = number
    return found


def defined(text: str, known: Mapping[str, str]) -> str:
    """Return a stretch of Markdown headed by those of the definitions that it may need and does not have itself."""
    if not known:
        return text
    own = {_folded(label) for label in re.findall(_OWN, text)}
    used = dict.fromkeys(_folded(label) for label in re.findall(_LABEL, text))
    lines = [known[label] for label in used if label in known and label not in own]
    return "\n".join([*lines, "", text]) if lines else text


def _folded(label: str) -> str:
    """Return a label as it is compared: neither case nor the number of blanks counts."""
    return " ".join(label.split()).casefold()
