"""moto's S3, one request at a time: it looks at a condition and writes without a lock in between, so that of
writers who race in a busy moment several win, and the store is rightly found to be unsafe."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Any

from moto.moto_server import threaded_moto_server
from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from moto.server import ThreadedMotoServer


class _OneAtATime(DomainDispatcherApplication):
    """The application behind a lock; a request is answered whole inside it."""

    _busy = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self._busy:
            return list(super().__call__(environ, start_response))


class AtomicMotoServer(ThreadedMotoServer):
    """A `ThreadedMotoServer` whose conditional writes are one step."""

    def _server_entry(self) -> None:
        threaded_moto_server.DomainDispatcherApplication = _OneAtATime  # type: ignore[attr-defined]
        super()._server_entry()
