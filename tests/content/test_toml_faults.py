"""What is wrong with the form of show.toml is told in the words of a producer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.content.toml import read_toml
from podcast.messages import Message


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("title = Le mot\n", "1:9", 'put a text between double quotes: title = "Le mot"'),
        ("title = “Le mot”\n", "1:9", 'put a text between double quotes: title = "Le mot"'),
        ('title: "A"\n', "1:6", 'there is no “=” behind the key — write title = "A"'),
        ('title = "A\nlink = 1\n', "1:11", "the quotation mark is never closed"),
        ("a = 1\ntitle = '''A\nlink\n", "2:1", "the quotation mark is never closed"),
        ("tags = [\n  1,\n", "1:1", "a bracket is never closed"),
        ('tags = [\n  "A",\nlink = "B"\n', "1:1", "a bracket is never closed"),
        ("tags = [\n  A,\n]\n", "2:3", "the value cannot be read"),
        ("a = 1\na = 2\n", "2:6", "the key or table “a” stands twice"),
        ("[site]\n[site]\n", "2:6", "the key or table “site” stands twice"),
        ('a = "C:\\Users"\n', "1:10", "write single quotes, or each \\ twice: a = 'C:\\Users'"),
        ("explicit = True\n", "1:12", "“True” is no value — write explicit = true"),
        ("a = 012\n", "1:6", 'put a text between double quotes: a = "012"'),
        ('a = "\x01"\n', "1:6", "a character that nobody sees may not stand here"),
        ("é = 1\n", "1:1", "this line is no `key = value`"),
    ],
)
def test_a_fault_of_form_has_its_place_and_a_remedy(text: str, place: str, says: str) -> None:
    """One that can be copied, where there is one."""
    tree, problems = read_toml(text, file="show.toml")
    assert tree is None
    assert [str(one.place) for one in problems] == [f"show.toml:{place}"]
    assert says in str(problems[0])


@given(st.text(alphabet="ab=:\"'{}[]-#.,\\\t\n 01", max_size=60))
def test_no_words_of_the_parser_are_told(text: str) -> None:
    """They are English and about grammar; what is told can be translated."""
    for one in read_toml(text, file="show.toml")[1]:
        assert isinstance(one.message, Message)
        assert isinstance(one.remedy, Message)
        assert "Expected" not in one.message
