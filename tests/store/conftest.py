"""A moto server on loopback, and a bucket whose requests a test may answer in the server's place."""

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.exceptions import ConnectionClosedError
from botocore.httpsession import URLLib3Session
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from podcast.store.s3 import S3Store

from ..conformance.certificate import make_certificate

BUCKET = "podcasts"
CANARY = "canarySECRETcanary0123456789"

Reply = Callable[[Any], AWSResponse | None]


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Print nothing."""


def start_moto(tls: tuple[str, str] | None = None) -> BaseWSGIServer:
    """Serve moto in a thread, on a free port of loopback."""
    application = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, application, threaded=True, ssl_context=tls, request_handler=_Quiet)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep boto3 from looking for the real ones, and give it a secret that nothing may show."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIACANARYKEYID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", CANARY)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let retries wait for nothing."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """The address of a moto server that has the bucket."""
    server = start_moto()
    address = f"http://127.0.0.1:{server.server_port}"
    client = boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106  moto asks for any
    )
    client.create_bucket(Bucket=BUCKET)
    client.close()
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture
def bucket(endpoint: str, tmp_path: Path) -> S3Store:
    """A store in a folder of the bucket that no other test uses."""
    return S3Store(BUCKET, f"shows/{tmp_path.name}", endpoint=endpoint, region="us-east-1")


class Line:
    """The line to the server: a test says what happens to the next requests of an operation."""

    bucket = BUCKET
    canary = CANARY

    def __init__(self, store: S3Store) -> None:
        self._events = store._client.meta.events
        self.requests: list[Any] = []

    def script(self, operation: str, *replies: Reply) -> None:
        """Let `replies` answer the next requests, one each; the last one answers all that follow."""
        left = list(replies)

        def hook(request: Any, **_: Any) -> AWSResponse | None:
            self.requests.append(request)
            return (left.pop(0) if len(left) > 1 else left[0])(request)

        self._events.register_last(f"before-send.s3.{operation}", hook)

    @staticmethod
    def says(status: int, body: str = "", **headers: str) -> Reply:
        """Answer without asking the server."""

        def reply(request: Any) -> AWSResponse:
            found = {name.replace("_", "-"): text for name, text in headers.items()}
            found.setdefault("Content-Length", str(len(body.encode())))
            content = b"" if request.method == "HEAD" else body.encode()
            return AWSResponse(request.url, status, HeadersDict(found), _Raw(content))

        return reply

    @classmethod
    def fails(cls, status: int, code: str, more: str = "") -> Reply:
        """Answer with an error as S3 writes it, key id and signature included."""
        return cls.says(
            status,
            f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>SERVERTEXT</Message>"
            f"<AWSAccessKeyId>AKIACANARYKEYID</AWSAccessKeyId><StringToSign>x</StringToSign>{more}</Error>",
            Content_Type="application/xml",
        )

    @classmethod
    def portal(cls, request: Any) -> AWSResponse | None:
        """Answer like the login page of a train's network."""
        return cls.says(200, "<html><body>Bienvenue à bord</body></html>", Content_Type="text/html")(request)

    @staticmethod
    def passes(request: Any) -> None:
        """Let the server answer."""

    @staticmethod
    def encrypts(request: Any) -> AWSResponse:
        """Let the server do what is asked, and answer an ETag that is no MD5, as encrypted buckets do."""
        session = URLLib3Session()
        status = session.send(request).status_code
        session.close()
        return AWSResponse(request.url, status, HeadersDict({"ETag": '"0badcafe"'}), _Raw(b""))

    @staticmethod
    def loses_the_answer(request: Any) -> AWSResponse | None:
        """Let the server do what is asked, and break the line before it can say so."""
        session = URLLib3Session()
        session.send(request)
        session.close()
        raise ConnectionClosedError(endpoint_url=request.url, request=request)


class _Raw(io.BytesIO):
    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self.read()


@pytest.fixture
def line(bucket: S3Store) -> Line:
    """The line of `bucket`."""
    return Line(bucket)


@pytest.fixture(scope="session")
def tls_endpoint(endpoint: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The same server over TLS: its address, and the certificate to trust."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = make_certificate(folder)
    server = start_moto((str(certificate), str(key)))
    yield f"https://127.0.0.1:{server.server_port}", certificate
    server.shutdown()
    server.server_close()
