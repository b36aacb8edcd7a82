"""Front matter is read strictly, and every problem has its line and column."""

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.content import frontmatter
from podcast.content.frontmatter import read_document
from podcast.content.node import Leaf, Mapping, Sequence


def scalars(text: str) -> dict[str, object]:
    """Return the top-level scalars of a document."""
    document = read_document(text, file="e.md")
    assert document.fields is not None, document.problems
    return {key.name: node.value for key, node in document.fields.entries if isinstance(node, Leaf)}


@pytest.mark.parametrize("word", ["no", "012", "1:02:03", "1.10", "null", "2025-01-02", "0x1F", "~"])
def test_a_scalar_stays_the_text_that_was_written(word: str) -> None:
    """YAML would turn these words into other types; a producer means the words."""
    assert scalars(f"---\ntitle: {word}\n---\n")["title"] == word


def test_body_and_places_are_those_of_the_file() -> None:
    """Line and column count in the whole file, from 1."""
    document = read_document("---\ntitle: A\nguests:\n  - name: B\n---\n\n\nTexte\n", file="e.md")
    assert document.fields is not None
    guests = document.fields.entries[1][1]
    assert isinstance(guests, Sequence)
    assert isinstance(guests.items[0], Mapping)
    name = guests.items[0].entries[0][1]
    assert (str(name.place), document.body, document.body_line) == ("e.md:4:11", "Texte", 8)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("title: A\n", "e.md:1:1", "begin with ---"),
        ("---\ntitle: A\n", "e.md:1:1", "not closed"),
        ("---\ntitle: A: B\n---\n", "e.md:2:9", "no quotes"),
        ("---\ntitle: A\ntitle: B\n---\n", "e.md:3:1", "stands twice, first on line 2"),
        ("---\na: &x [1]\nb: *x\n---\n", "e.md:2:4", "alias"),
        ("---\na: !!python/object:os.system {}\n---\n", "e.md:2:4", "no meaning here"),
        ("---\n- a\n---\n", "e.md:2:1", "not a list of"),
        ("---\n\ttitle: A\n---\n", "e.md:2:1", "a tab stands where YAML wants blanks"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, place: str, words: str) -> None:
    """Each fault of form is one problem where it stands."""
    problems = read_document(text, file="e.md").problems
    assert [str(one.place) for one in problems] == [place]
    assert words in problems[0].message


def test_an_alias_bomb_is_refused_without_being_expanded() -> None:
    """A few lines of aliases stand for billions of values; none is built."""
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    document = read_document("---\n" + "\n".join(lines) + "\n---\n", file="e.md")
    assert document.problems


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing that a file can hold makes the reader fail otherwise than by problems."""
    document = read_document("---\n" + text + "\n---\n", file="e.md")
    assert document.fields is not None or document.problems


_WORDS = ("title", "a", "é", "😀", "12", "1:30", "~", "null", "yes", "\u00a0", "\u202f", "\\n", "\\u00e9")
_SIGNS = (
    "b: ",
    "key: ",
    ": ",
    ":",
    "- ",
    ", ",
    ",",
    "? ",
    "&x ",
    "*x",
    "!t ",
    "#",
    " # c",
    "<<: ",
    "=",
    "%",
    "@",
    "`",
)
_FRAMES = ("[", "]", "{", "}", "'", '"', "|", "|#", ">#", ">-\n  ", "|\n  ", "---", "...", "’", "« ")
_BLANKS = ("\n", "\n  ", "\n    ", "\t", "\u2028", "\x85", "\ufeff")
_BITS = st.sampled_from((*_WORDS, *_SIGNS, *_FRAMES, *_BLANKS))


@given(st.lists(_BITS, max_size=9).map("".join), st.booleans())
def test_the_fast_reader_says_what_the_slow_one_says(text: str, in_a_value: bool) -> None:
    """The same tree at the same places, whether PyYAML was built with libyaml or not."""
    source = f"---\n{'k: ' * in_a_value}{text}\n---\n"
    fast = read_document(source, file="F")
    with mock.patch.object(frontmatter, "_SHORT", 0):
        assert read_document(source, file="F") == fast


def test_front_matter_that_nests_without_end_is_refused_and_not_a_crash() -> None:
    """libyaml counts no levels."""
    for text in ("- " * 7000 + "a", "? " * 7000 + "a", "[" * 15000):
        assert read_document(f"---\n{text}\n---\n", file="F").problems
