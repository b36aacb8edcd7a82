"""Records and releases as bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.content import canonical
from podcast.content.episode import Article
from podcast.content.record import ArticleRecord, EpisodeRecord, decode_record
from podcast.content.release import (
    ObjectFact,
    Release,
    decode_release,
    decode_views,
    release_key,
    release_number,
)
from podcast.errors import ConfigurationError, ContentError
from podcast.values import names_of


def test_a_record_comes_back_equal_from_its_bytes(make_episode) -> None:
    """A page can be rebuilt from the record alone."""
    record = make_episode()
    body = canonical.encode(record)
    assert canonical.decode(body, EpisodeRecord, where="r") == record
    assert canonical.encode(canonical.decode(body, EpisodeRecord, where="r")) == body


def test_what_is_not_given_is_not_written(make_episode) -> None:
    """So a field that a later version adds leaves today's bytes alone."""
    body = canonical.encode(make_episode())
    assert b"soundbites" not in body
    assert b"null" not in body


@pytest.mark.parametrize(
    "date", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:00:00-05:00", "2026-11-30T06:00:00"]
)
@pytest.mark.parametrize("kind", ["episode", "article"])
def test_a_record_of_no_moment_is_none(make_episode, kind: str, date: str) -> None:
    """What is in no other zone, or in none, cannot be put in order."""
    record = make_episode()
    if kind == "article":
        record = ArticleRecord(article=Article(title="A", slug="a", date=record.page.date))
    body = canonical.encode(record)
    assert decode_record(body, kind=kind, where="r") == record
    written = canonical.encode({"date": record.page.date})[9:-3]
    assert body.count(written) == 1
    with pytest.raises(ContentError, match="cannot be read"):
        decode_record(body.replace(written, date.encode()), kind=kind, where="r")


@given(st.integers(1, 99_999_998))
def test_keys_of_releases_count_down(number: int) -> None:
    """The first key that a store lists is the newest release."""
    assert release_number(release_key(number)) == number
    assert release_key(number + 1) < release_key(number)


@pytest.mark.parametrize("key", ["_podcast/releases/x.json", "_podcast/releases/.json", "feed.xml"])
def test_other_keys_are_no_releases(key: str) -> None:
    """Whatever else lies there is not taken for a release."""
    assert release_number(key) is None


def test_a_release_of_a_newer_format_is_refused() -> None:
    """An old version must not rewrite what it does not understand."""
    body = Release(number=1, parent="", show="s", entries=(), objects={}, format=2).encode()
    with pytest.raises(ConfigurationError, match="install the newest version"):
        decode_release(body, where="store")


FACTS = st.dictionaries(
    st.text(min_size=1, max_size=9),
    st.builds(
        ObjectFact,
        size=st.integers(0, 2**60),
        type=st.text(min_size=1),
        sha256=st.text("0123456789abcdef", min_size=1),
    ),
    max_size=4,
)


@given(objects=FACTS, views=FACTS)
def test_a_release_is_written_as_everything_else_is(
    objects: dict[str, ObjectFact], views: dict[str, ObjectFact]
) -> None:
    """Its facts take a shorter way to the same bytes, and pages can be read without the rest."""
    release = Release(number=7, show="s", objects=objects, views=views)
    plain = {name: getattr(release, name) for name in names_of(release)}
    assert release.encode() == canonical.encode(plain)
    assert decode_release(release.encode(), where="r") == release
    assert decode_views(release.encode(), where="r") == views


@given(st.binary(max_size=200))
def test_damaged_bytes_are_content_errors(body: bytes) -> None:
    """No damage is taken for a release."""
    with pytest.raises(ContentError):
        decode_release(body, where="store")
