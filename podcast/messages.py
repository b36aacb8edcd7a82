"""Sentences for the reader: text in English that remembers what it was made of, so that it can be translated.

    raise ContentError(msg("{name} is not there", name=name), hint=msg("put the file beside episode.md"))
    note(msgs("{n} page is left", "{n} pages are left", count))

A `Message` is its English rendering: logs, JSON, `str()` and whatever is stored have that. Only the terminal
(`podcast.cli.language`) makes another language of it, from the template and the values. So a template is a literal
with named fields, a value may be a message itself, and a message is never put into an f-string nor through
`str.join`, which know only its English: use a field, `+`, or `joined`. A brace is written twice.

This module knows no language but English, and nothing else of the project.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any


class Message(str):
    """The English rendering, with the template, its plural if it has one, and the values they are filled with."""

    __slots__ = ("number", "plural", "template", "values")

    template: str
    plural: str
    number: int
    values: Mapping[str, Any]

    def __new__(cls, template: str, values: Mapping[str, Any], plural: str = "", number: int = 1) -> Message:
        """Return the message; `plural` is the template for any `number` but one, and empty if there is none."""
        self = super().__new__(cls, (plural if plural and number != 1 else template).format_map(values))
        self.template = template
        self.plural = plural
        self.number = number
        self.values = values
        return self

    def __getnewargs__(self) -> tuple[str, Mapping[str, Any], str, int]:  # type: ignore[override]
        return self.template, self.values, self.plural, self.number

    def __add__(self, other: str) -> Message:
        return joined("", (self, other))

    def __radd__(self, other: str) -> Message:
        return joined("", (other, self))


def msg(template: str, /, **values: Any) -> Message:
    """Return a sentence whose fields are filled with these values."""
    return Message(template, values)


def msgs(one: str, many: str, n: int, /, **values: Any) -> Message:
    """Return the sentence for one thing or for many; `n` is a field of it."""
    return Message(one, {"n": n, **values}, many, n)


def marked(template: str) -> str:
    """Return a template as it is: it is to be translated, and filled later with `msg(template, …)`."""
    return template


def joined(separator: str, parts: Iterable[str]) -> Message:
    """Return `separator.join(parts)`, in which each part stays translatable, and so does a separator."""
    listed = list(parts)
    values = {f"part{at}": one for at, one in enumerate(listed)}
    between = "{separator}" if isinstance(separator, Message) else _literal(separator)
    if isinstance(separator, Message):
        values["separator"] = separator
    return Message(between.join(f"{{part{at}}}" for at in range(len(listed))), values)


def why(error: BaseException) -> str:
    """Return the reason of an error of the system or of the network: the usual ones are messages.

    What is not usual is quoted, as it is English whatever the language of the reader.
    """
    inner = getattr(error, "reason", None)  # of urllib, which wraps what happened
    if isinstance(inner, BaseException):
        return why(inner)
    for one in type(error).__mro__:
        if said := _NETWORK.get(one.__name__):
            return said
    if said := _SYSTEM.get(getattr(error, "errno", None) or 0):
        return said
    words = getattr(error, "strerror", None) or str(inner or error) or type(error).__name__
    return msg("“{said}”", said=" ".join(str(words).split())[:200])


def on_one_line(text: str) -> str:
    """Return text without line breaks, which a value of several lines may have brought in.

    What is no message does not become one: a producer's own word may be one that the catalogue has, too.
    """
    if not isinstance(text, Message):
        return " ".join(text.splitlines())
    values = {name: on_one_line(one) if isinstance(one, str) else one for name, one in text.values.items()}
    return Message(text.template, values, text.plural, text.number)


def packed(text: str) -> dict[str, Any]:
    """Return what a message is made of in JSON's own types, to be kept until it is told again; see `unpacked`."""
    if not isinstance(text, Message):
        return {"text": str(text)}
    values = {name: packed(one) if isinstance(one, str) else _plain(one) for name, one in text.values.items()}
    return {"template": text.template, "plural": text.plural, "number": int(text.number), "values": values}


def unpacked(facts: Mapping[str, Any]) -> str:
    """Return what was packed.

    Raises:
        ValueError: nothing that was packed looks so.
    """
    try:
        if "template" not in facts:
            return str(facts["text"])
        values = {
            name: unpacked(one) if isinstance(one, Mapping) else one
            for name, one in facts.get("values", {}).items()
        }
        return Message(facts["template"], values, facts.get("plural", ""), facts.get("number", 1))
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError(f"no message: {error}") from error


_NETWORK = {
    "gaierror": msg("no such name is known to the network"),
    "SSLCertVerificationError": msg("its certificate is not to be trusted"),
    "SSLError": msg("no secure connection (TLS) comes about"),
    "TimeoutError": msg("no answer in time"),
    "TimeoutExpired": msg("no answer in time"),
    "RemoteDisconnected": msg("the connection was closed without an answer"),
    "IncompleteRead": msg("the answer broke off"),
    "HTTPException": msg("the answer is not that of a web server"),
}
"""By the names of their classes, which are imported only by whoever uses the network."""

_SYSTEM = {
    errno.EACCES: msg("Permission denied"),
    errno.EADDRINUSE: msg("Address already in use"),
    errno.ECONNABORTED: msg("Connection aborted"),
    errno.ECONNREFUSED: msg("Connection refused"),
    errno.ECONNRESET: msg("Connection reset by peer"),
    errno.EEXIST: msg("File exists"),
    errno.EHOSTUNREACH: msg("No route to host"),
    errno.EIO: msg("Input/output error"),
    errno.EISDIR: msg("Is a directory"),
    errno.ELOOP: msg("Too many levels of symbolic links"),
    errno.EMFILE: msg("Too many open files"),
    errno.ENAMETOOLONG: msg("File name too long"),
    errno.ENETUNREACH: msg("Network is unreachable"),
    errno.ENOENT: msg("No such file or directory"),
    errno.ENOSPC: msg("No space left on device"),
    errno.ENOTDIR: msg("Not a directory"),
    errno.EPERM: msg("Operation not permitted"),
    errno.EPIPE: msg("Broken pipe"),
    errno.EROFS: msg("Read-only file system"),
}


def _plain(value: object) -> str | bool | int | float:
    """Return a value as one of JSON's own types: numpy's numbers, which look like them, are none."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) else str(value)


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
