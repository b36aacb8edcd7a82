"""Every row of the vocabulary is looked at, and every rule of the linter has a defect that it finds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lxml import etree

from podcast.feed.lint import RULES, lint_feed
from podcast.feed.lint_model import name_of
from podcast.feed.lint_podcasting20 import ROWS as PODCAST_ROWS
from podcast.feed.lint_structure import TAGS
from podcast.feed.lint_vocabulary import ROWS, Tag, rule_name, rules_of

from .mutations import CHANGES, CLEAN, DEFECTS, WHERE

_GONE = {f"itunes:{one}" for one in ("owner", "name", "email", "summary", "subtitle", "keywords", "order")}
_GONE.add("podcast:images")
ALL_ROWS = (*ROWS, *PODCAST_ROWS)
LIVE_ROWS = [row for row in ALL_ROWS if row.name not in _GONE]
"""Rows of tags that a clean feed may have."""

_TOO_LONG = "x y" * 2000
"""What no grammar holds: it has blanks, and more letters than any text may have."""


def first(root: etree._Element, name: str) -> etree._Element:
    """Return the first tag of that name."""
    return next(one for one in root.iter(etree.Element) if name_of(one) == name)


def rules_of_tree(root: etree._Element) -> set[str]:
    """Return the rules that a feed breaks."""
    return {one.rule for one in lint_feed(etree.tostring(root), where=WHERE)}


def attributes() -> Iterator[tuple[Tag, str]]:
    """Return each row with each of its attributes."""
    for row in LIVE_ROWS:
        for name in row.attributes:
            yield row, name


def test_the_clean_feed_has_every_tag_and_attribute_that_is_not_gone() -> None:
    """So that a rule which is wrong about a right one is noticed."""
    root = etree.fromstring(CLEAN.encode())
    tags = {name_of(one) for one in root.iter(etree.Element)}
    assert set(TAGS) - tags == _GONE
    for row, attribute in attributes():
        same = [one for one in root.iter(etree.Element) if name_of(one) == row.name]
        assert any(one.get(attribute) for one in same), (row.name, attribute)


@pytest.mark.parametrize(("row", "attribute"), list(attributes()), ids=lambda one: getattr(one, "name", one))
def test_each_attribute_is_looked_at(row: Tag, attribute: str) -> None:
    """If it must be there, if it is empty, and if it looks like nothing that it could be."""
    rule = f"{rule_name(row.name)}-{rule_name(attribute)}"
    wrong = ["", " "]
    if not row.attributes[attribute].grammar.holds(_TOO_LONG):
        wrong.append(_TOO_LONG)
    for value in wrong:
        root = etree.fromstring(CLEAN.encode())
        first(root, row.name).set(attribute, value)
        assert rule in rules_of_tree(root), repr(value)
    root = etree.fromstring(CLEAN.encode())
    element = first(root, row.name)
    element.attrib.pop(attribute, None)
    assert (rule in rules_of_tree(root)) == row.attributes[attribute].required


@pytest.mark.parametrize("row", LIVE_ROWS, ids=lambda one: one.name)
def test_each_text_is_looked_at(row: Tag) -> None:
    """If it must be there, if it is too long, and if it looks like nothing that it could be."""
    for text, looked_at, rule in (
        (None, row.needs_text, rule_name(row.name)),
        (_TOO_LONG, row.text and not row.text.holds(_TOO_LONG), rule_name(row.name)),
        (_TOO_LONG, row.long and not row.long.holds(_TOO_LONG), "too-long"),
    ):
        if looked_at:
            root = etree.fromstring(CLEAN.encode())
            first(root, row.name).text = text
            assert rule in rules_of_tree(root), text


@pytest.mark.parametrize("row", LIVE_ROWS, ids=lambda one: one.name)
def test_each_tag_has_its_place_and_its_number(row: Tag) -> None:
    """One that stands elsewhere, and a second one where there may be one only."""
    root = etree.fromstring(CLEAN.encode())
    element = first(root, row.name)
    element.addnext(etree.fromstring(etree.tostring(element)))
    assert ("repeated-tag" in rules_of_tree(root)) == (not row.many)
    if ":" in row.name:
        root = etree.fromstring(CLEAN.encode())
        first(root, "docs").append(first(root, row.name))
        assert "misplaced-tag" in rules_of_tree(root)


def test_every_rule_has_a_defect_that_it_finds() -> None:
    """Those of the rows are tried above."""
    of_rows = {rule.name for row in ALL_ROWS for rule in rules_of(row)}
    tried = {rule for one in (*DEFECTS, *CHANGES) for rule in one.rules}
    tried |= {"encoding", "namespace-missing", "no-items"}  # in test_lint_defects
    assert {rule.name for rule in RULES} - of_rows - tried == set()
    assert tried <= {rule.name for rule in RULES}
