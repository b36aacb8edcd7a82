"""A bucket behind a line that goes wrong exactly when a test says so."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from email.message import Message

from ..chaos import Chances, Chaos

NAME = "podcasts"

Fault = Callable[[int, str, Message], str]
"""From the number of a request, the request and its headers to the kind of fault that it meets, or nothing."""


class Line(Chaos):
    """A proxy to a server of S3; `fault` says what each request meets, and `asked` which came."""

    def __init__(self, port: int) -> None:
        super().__init__(port, Chances())
        self.asked: list[str] = []
        self.victim = 0
        self.fault: Fault = lambda number, request, headers: ""
        self.answers["skewed"] = (
            403,
            _says("RequestTimeTooSkewed", "<ServerTime>2020-01-01T00:00:00Z</ServerTime>"),
        )
        self.answers["unsigned"] = 403, _says("SignatureDoesNotMatch")
        self.answers["checksum"] = 400, _says("InvalidArgument")
        self.answers["region"] = 400, _says("AuthorizationHeaderMalformed", "<Region>eu-west-3</Region>")

    def draw(self, request: str, headers: Message) -> str:
        with self._lock:
            self.asked.append(request)
            kind = self.fault(len(self.asked), request, headers)
            self.met[kind] += bool(kind)
            return "lost" if kind == "kill" else kind

    def lose(self) -> None:
        """Kill who asked, if that is what was asked for: the request was carried out by then."""
        if self.victim:
            with suppress(ProcessLookupError):
                os.kill(self.victim, signal.SIGKILL)

    def puts(self) -> list[str]:
        """Return the paths that were written to."""
        return [one.partition("?")[0].removeprefix("PUT ") for one in self.asked if one.startswith("PUT")]


def _says(code: str, more: str = "") -> bytes:
    return f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>x</Message>{more}</Error>".encode()
