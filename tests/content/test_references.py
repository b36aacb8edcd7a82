"""Links by reference whose address stands in another stretch of the body."""

import re

from hypothesis import given
from hypothesis import strategies as st

from podcast.content.body import Markdown, split_body
from podcast.content.references import defined, definitions
from podcast.site.markdown import to_html


def test_a_label_is_compared_as_commonmark_does() -> None:
    """Neither case nor blanks count, and the first definition holds."""
    known = definitions("[Le  Site]: https://a.example/ 'Titre'\n[le site]: https://b.example/\n\nTexte.")
    assert known == {"le site": "[Le  Site]: https://a.example/ 'Titre'"}
    assert defined("Voir [cela][LE\nSITE].", known) == (
        "[Le  Site]: https://a.example/ 'Titre'\n\nVoir [cela][LE\nSITE]."
    )


def test_what_only_looks_like_a_definition_is_none() -> None:
    """In code, within a paragraph, without an address, with more after it than a title."""
    body = "```\n[a]: https://a.example/\n```\n\nTexte `b`\n[b]: https://b.example/\n\n[c]:\n\n[d]: x y\n\n    [e]: x\n"
    assert definitions(body) == {}


def test_a_stretch_that_needs_none_stays_as_it_is() -> None:
    """Definitions are no text."""
    assert defined("Texte [a] (b).", {"c": "[c]: https://c.example/"}) == "Texte [a] (b)."


def test_a_stretch_keeps_what_it_defines_itself() -> None:
    """What another one says of the same label does not hold there."""
    text = "[a]\n- [A]: https://own.example/"
    assert defined(text, {"a": "[a]: https://other.example/"}) == text


def test_a_long_definition_is_not_repeated() -> None:
    """It would be in each of thousands of stretches."""
    assert definitions(f"[a]: https://a.example/{'a' * 2000}") == {}


_LINES = (
    "[a]: https://a.ex/",
    '[A]: <https://b.ex/> "t"',
    "[x][a]",
    "[b][]",
    "Texte",
    "# t",
    "- l",
    "> q",
    "```",
    "    c",
    "`k`",
)


@given(st.lists(st.sampled_from(("", *_LINES)), max_size=12).map("\n".join))
def test_a_body_without_directives_reads_as_before(body: str) -> None:
    """What a stretch defines itself is not defined otherwise by being said twice."""
    (text,) = [one.text for one in split_body(body) if isinstance(one, Markdown)] or [""]
    assert _blankless(to_html(defined(text, definitions(body)))) == _blankless(to_html(text))


def _blankless(html: str) -> str:
    return re.sub(r"\s+", "", html)
