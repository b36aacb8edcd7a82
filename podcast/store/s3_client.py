"""One S3 client per store, with every choice that boto3 would make by itself pinned.

With the other `s3` modules, the only home of boto3. Credentials are boto3's own affair: nothing here
reads or holds them.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from podcast.errors import ConfigurationError, Place
from podcast.store.s3_errors import Where, translate
from podcast.store.s3_upload import UploadStream

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_Style = Literal["auto", "path"]

_ATTEMPTS = 4
_CONNECTIONS = 32


def connect(url: str, bucket: str, *, endpoint: str, region: str, profile: str) -> "tuple[S3Client, Where]":
    """Return a client for `bucket`, and how messages name it; asks nothing of the network.

    An empty `endpoint`, `region` or `profile` is left to boto3's usual variables and files.

    Raises:
        ConfigurationError: the endpoint is no web address, or the profile or region is unknown.
    """
    where = Where(url=url, bucket=bucket, endpoint=endpoint or "the usual endpoint")
    if endpoint:
        _check_endpoint(endpoint, url)
    try:
        session = boto3.Session(profile_name=profile or None, region_name=region or None)

        def client(style: "_Style") -> "S3Client":
            return session.client("s3", endpoint_url=endpoint or None, config=_config(style))

        chosen = client("path") if endpoint else _client_for_default(client)
    except (BotoCoreError, ValueError) as error:
        raise translate(error, where) from error
    chosen.meta.events.register_last("before-call.s3", _at_once)
    chosen.meta.events.register("before-send.s3.PutObject", _begin)
    return chosen, Where(url=url, bucket=bucket, endpoint=_without_secrets(chosen.meta.endpoint_url))


def _client_for_default(client: "Callable[[_Style], S3Client]") -> "S3Client":
    """Address AWS as it prefers; anything that variables or a profile put in its place, by path."""
    chosen = client("auto")
    host = urlsplit(chosen.meta.endpoint_url).hostname or ""
    return chosen if ".amazonaws.com" in host else client("path")


def _config(style: "_Style") -> Config:
    """Return pinned settings.

    Checksums only when required: by default boto3 1.36 and later sends trailers over TLS that many
    servers refuse, and some store as content (https://github.com/boto/boto3/issues/4392).
    """
    return Config(
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
        s3={"addressing_style": style},
        connect_timeout=10,
        read_timeout=60,
        max_pool_connections=_CONNECTIONS,
        signature_version="s3v4",
    )


def _check_endpoint(endpoint: str, url: str) -> None:
    try:
        parts = urlsplit(endpoint)
        fit = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        named = bool(parts.username or parts.password)
    except ValueError:
        fit = named = False
    if named:
        raise ConfigurationError(
            "`endpoint` must not contain credentials",
            hint="remove what is before the @",
            place=Place(file=url),
        )
    if not fit:
        raise ConfigurationError(
            f"`endpoint` is no web address: {endpoint!a}",
            hint="write it like https://s3.example.com under [s3] in show.toml",
            place=Place(file=url),
        )


def _without_secrets(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _at_once(params: dict[str, Any], **_: object) -> None:
    """Send small bodies without asking first: `Expect: 100-continue` costs a round trip for each."""
    if not isinstance(params["body"], UploadStream):
        params["headers"].pop("Expect", None)


def _begin(request: object, **_: object) -> None:
    """Tell a streamed body that what is read from now on goes over the line: signing has read it before."""
    body = getattr(request, "body", None)
    if isinstance(body, UploadStream):
        body.begin()
