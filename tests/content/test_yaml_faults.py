"""What is wrong with the form of a front matter is told where it begins, and with what to write instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.content.frontmatter import read_document
from podcast.messages import Message


def told(source: str) -> list[str]:
    """Return what is wrong with a front matter."""
    return [str(one) for one in read_document(f"---\n{source}\n---\n", file="e.md").problems]


@pytest.mark.parametrize(
    ("source", "place", "says"),
    [
        ('title: "A\n' + "tags: x\n" * 36 + "", "2:8", 'the quotation mark " is never closed'),
        ('title: "A\ntype: full\nsummary: "B"', "2:8", 'the quotation mark " is never closed'),
        ("title: A\n type: full", "3:2", "the key “type” does not begin where those around it do"),
        (" title: A\ntype: full", "2:2", "the key “title” does not begin where those around it do"),
        ("chapters:\n  - start: 1\n   title: A", "4:4", "the key “title” does not begin where those around"),
        ('title: "C:\\Users"', "2:11", "or each \\ twice: title: 'C:\\Users'"),
        ('title: "C:\\dir"', "2:11", "“\\d” means nothing between double quotes — write single quotes"),
        ("type: {full", "2:7", 'the { is never closed — close it with }, or write quotes: type: "{full"'),
        ("a: [b, c: d: e]", "2:4", "what stands between [ and ] cannot be read"),
        ("title: A\nB", "3:1", "this line is no `key: value`"),
        ("title:A\n\ntype: full", "2:1", "this line is no `key: value`"),
        ("title: A: B", "2:9", 'no quotes — put the value between quotes: title: "A: B"'),
        ('title: Le "mot": B', "2:16", "put the value between quotes: title: 'Le \"mot\": B'"),
        (
            "title: @A",
            "2:8",
            'a value begins with “@” and has no quotes — put the value between quotes: title: "@A"',
        ),
        (
            "title: 'l'ami'",
            "2:11",
            'behind the closing quotation mark — put the value between quotes: title: "l\'ami"',
        ),
        ("title: A\x01", "2:9", "a character that nobody sees may not stand here"),
        ("a: b\n- c", "3:1", "this is not valid YAML"),
        ("title: " + "A: " * 30, "2:9", 'put the value between quotes: title: "…"'),
    ],
)
def test_a_fault_of_form_is_told_where_it_begins(source: str, place: str, says: str) -> None:
    """Not where the parser noticed it, and in the words of a producer."""
    found = told(source)
    assert len(found) == 1
    assert found[0].startswith(f"e.md:{place}: ")
    assert says in found[0]


def test_too_deep_a_nesting_is_told_so() -> None:
    """The parser's stack ends before the file does."""
    assert "the nesting is too deep" in told("a: " + "[" * 3000)[0]


@given(st.text(alphabet="ab:\"'{}[]-#&*!|>%@`,\\\t\n ", max_size=60))
def test_no_words_of_the_parser_are_told(source: str) -> None:
    """They are English and about grammar; what is told can be translated."""
    for one in read_document(f"---\n{source}\n---\n", file="e.md").problems:
        assert isinstance(one.message, Message)
        assert isinstance(one.remedy, Message)
        assert "expected" not in one.message
