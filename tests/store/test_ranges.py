"""The grammar of range and conditional requests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.store.ranges import (
    Span,
    UnsatisfiableRangeError,
    matches_none,
    parse_range,
    range_is_current,
)

BODY = bytes(range(97, 117))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-1", b"ab"),
        ("bytes=0-", BODY),
        ("bytes=5-7", b"fgh"),
        ("bytes=-3", b"rst"),
        ("bytes=-100", BODY),
        ("bytes=19-", b"t"),
        ("bytes=15-100", b"pqrst"),
        ("Bytes=0-0", b"a"),
        (" bytes=0-0 ", b"a"),
    ],
)
def test_a_range_is_read(header: str, expected: bytes) -> None:
    """First and last are included, an open end is the end, a suffix counts from the end."""
    span = parse_range(header, len(BODY))
    assert span is not None
    assert BODY[span.first : span.last + 1] == expected
    assert span.size == len(expected)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=abc",
        "bytes=5-2",
        "bytes=0-1,3-4",
        "bytes=0-1, 3-4",
        "bytes =0-1",
        "bytes=0 -1",
        "items=0-1",
        "bytes=+1-2",
        "bytes=--1",
        "bytes=١-٢",
        "bytes=" + "9" * 5000 + "-",
    ],
)
def test_what_is_no_single_range_is_ignored(header: str) -> None:
    """A malformed, foreign or multiple range asks for the whole."""
    assert parse_range(header, len(BODY)) is None


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=20-", 20), ("bytes=-0", 20), ("bytes=0-", 0), ("bytes=-5", 0)]
)
def test_a_range_outside_is_unsatisfiable(header: str, size: int) -> None:
    """No byte to give is an error of its own."""
    with pytest.raises(UnsatisfiableRangeError):
        parse_range(header, size)


@given(
    st.one_of(
        st.text(max_size=20),
        st.builds(
            "bytes={}-{}".format,
            st.one_of(st.just(""), st.integers(0, 40)),
            st.one_of(st.just(""), st.integers(0, 40)),
        ),
    ),
    st.integers(0, 30),
)
def test_a_span_is_always_inside(header: str, size: int) -> None:
    """Whatever the header, the answer is the whole, no byte, or bytes that exist."""
    try:
        span = parse_range(header, size)
    except UnsatisfiableRangeError:
        return
    assert span is None or 0 <= span.first <= span.last < size
    assert span is None or isinstance(span, Span)


@pytest.mark.parametrize("header", ['"a"', 'W/"a"', '"x", "a"', '"x",W/"a"', "*", ' "a" '])
def test_a_version_that_the_client_has_matches(header: str) -> None:
    """If-None-Match compares weakly, over a list, and a star is any."""
    assert matches_none(header, '"a"')


@pytest.mark.parametrize("header", ["", '"b"', "a", '"aa"', '"a', 'W/"b", "c"'])
def test_a_version_that_the_client_has_not_does_not_match(header: str) -> None:
    """Anything else is another version, or no version at all."""
    assert not matches_none(header, '"a"')


def test_if_range_is_strict() -> None:
    """A range goes on only over the very version: not a weak one, not a date."""
    assert range_is_current("", '"a"')
    assert range_is_current('"a"', '"a"')
    for header in ('"b"', 'W/"a"', "Mon, 23 Nov 2026 10:00:00 GMT", '"a", "b"'):
        assert not range_is_current(header, '"a"')
