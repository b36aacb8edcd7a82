"""Sentences that remember what they are made of."""

from __future__ import annotations

import copy
import errno
import http.client
import json
import os
import pickle
import socket
import ssl
import urllib.error

import numpy as np
import pytest

from podcast.messages import Message, joined, msg, msgs, on_one_line, packed, unpacked, why


def test_a_message_is_its_english() -> None:
    """So that logs, JSON and tests need not know what it is."""
    assert msg("{name} is not there", name="son.wav") == "son.wav is not there"
    assert msgs("{n} page", "{n} pages", 1) == "1 page"
    assert [msgs("{n} page", "{n} pages", n) for n in (0, 2)] == ["0 pages", "2 pages"]


def test_what_is_put_together_keeps_its_parts() -> None:
    """With `+` and `joined`; the separator is data."""
    both = joined(" {} ", [msg("no title"), "b"]) + msg("!")
    assert both == "no title {} b!"
    assert isinstance(both, Message)
    assert isinstance("a" + msg("b"), Message)
    assert joined(msg(" and "), "ab").values["separator"] == " and "


def test_a_message_on_one_line_is_still_one() -> None:
    """A value of several lines loses them, not its template."""
    flat = on_one_line(msg("{name} is not there", name="a\nb"))
    assert flat == "a b is not there"
    assert flat.template == "{name} is not there"
    assert on_one_line("{a}\nb") == "{a} b"


def test_what_is_no_message_never_becomes_one() -> None:
    """Neither alone nor within one: a key of a file, or a word of a producer, is not looked up in a catalogue."""
    assert not isinstance(on_one_line("draft"), Message)
    flat = on_one_line(msg("unknown key “{name}”", name="path"))
    assert isinstance(flat, Message)
    assert not isinstance(flat.values["name"], Message)


def test_a_message_survives_being_copied_and_sent_to_another_process() -> None:
    """Errors of children come back pickled."""
    one = msgs("{n} page of {what}", "{n} pages of {what}", 2, what=msg("it"))
    for again in (copy.deepcopy(one), pickle.loads(pickle.dumps(one))):  # noqa: S301  our own
        assert again == "2 pages of it"
        assert (again.template, again.plural, again.number, again.values) == (
            *(one.template, one.plural, one.number),
            one.values,
        )


def test_what_the_system_says_is_a_message() -> None:
    """In its own English, so that the usual reasons can be translated; others stay as they are."""
    full = why(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert full == os.strerror(errno.ENOSPC)
    assert isinstance(full, Message)
    assert why(OSError(errno.EDOM, "odd")) == "“odd”"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), "Connection refused"),
        (socket.gaierror(socket.EAI_NONAME, "x"), "no such name is known to the network"),
        (
            urllib.error.URLError(socket.gaierror(socket.EAI_AGAIN, "x")),
            "no such name is known to the network",
        ),
        (urllib.error.URLError("unknown url type"), "“unknown url type”"),
        (ssl.SSLCertVerificationError(1, "x"), "its certificate is not to be trusted"),
        (ssl.SSLError(1, "x"), "no secure connection (TLS) comes about"),
        (TimeoutError("x"), "no answer in time"),
        (http.client.RemoteDisconnected("x"), "the connection was closed without an answer"),
        (http.client.IncompleteRead(b""), "the answer broke off"),
        (http.client.BadStatusLine("x"), "the answer is not that of a web server"),
        (ValueError(""), "“ValueError”"),
    ],
)
def test_what_the_network_says_is_a_message(error: BaseException, said: str) -> None:
    """However it is wrapped; what is rare is quoted, as it stays English."""
    assert why(error) == said
    assert isinstance(why(error), Message)


def test_a_message_can_be_kept_and_told_again() -> None:
    """As JSON, with its template and the parts it is made of."""
    one = msgs("{n} page of {what}", "{n} pages of {what}", 2, what=msg("{name}", name="it"))
    again = unpacked(json.loads(json.dumps(packed(one))))
    assert again == "2 pages of it"
    assert isinstance(again, Message)
    assert isinstance(again.values["what"], Message)
    assert unpacked(packed("plain {x}")) == "plain {x}"
    with pytest.raises(ValueError, match="no message"):
        unpacked({"template": "{a}"})


def test_numbers_of_a_meter_are_kept_as_numbers() -> None:
    """What numpy counts and measures looks like Python's numbers and is none of JSON's."""
    values = packed(msg("{a} {b:.1f} {c} {d}", a=np.int64(3), b=np.float64(1.25), c=True, d=None))["values"]
    assert {name: type(one) for name, one in values.items()} == {"a": int, "b": float, "c": bool, "d": str}
    assert unpacked({"template": "{a} {b:.1f}", "values": values}) == "3 1.2"
