"""One S3 client per store, with every choice that boto3 would make by itself pinned.

With the other `s3` modules, the only home of boto3. Credentials are boto3's own affair: nothing here
reads or holds them.
"""

from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from podcast.errors import ConfigurationError, Place
from podcast.messages import msg
from podcast.store import s3_genuine, s3_retry
from podcast.store.providers import Provider, provider_of
from podcast.store.s3_clock import Clock
from podcast.store.s3_errors import Where, translate
from podcast.store.s3_retry import ATTEMPTS
from podcast.store.s3_upload import PartStream, UploadStream
from podcast.values import Struct

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_Style = Literal["auto", "path", "virtual"]

_CONNECTIONS = 32
_WORTH_ASKING = 1 << 20  # bytes: a refusal that is known before the body goes saves that much


class Connection(Struct, frozen=True, kw_only=True):
    """A client for a bucket, how messages name it, and who provides it, if that is known."""

    client: "S3Client"
    where: Where
    provider: Provider | None
    clock: Clock


def connect(url: str, bucket: str, *, endpoint: str, region: str, profile: str) -> Connection:
    """Return a client for `bucket`; asks nothing of the network.

    An empty `endpoint`, `region` or `profile` is left to boto3's usual variables and files, and a region
    that they do not name to the endpoint's own name.

    Raises:
        ConfigurationError: the endpoint is no web address, or the profile or region is unknown.
    """
    where = Where(url=url, bucket=bucket, endpoint=endpoint or msg("the usual endpoint"))
    if endpoint:
        _check_endpoint(endpoint, url)
    try:
        session = boto3.Session(profile_name=profile or None, region_name=region or None)
        client = _client(session, endpoint, bucket)
    except (BotoCoreError, ValueError) as error:
        raise translate(error, where) from error
    s3_retry.install(client)
    client.meta.events.register_last("before-call.s3", _at_once)
    for operation in ("PutObject", "UploadPart"):
        client.meta.events.register(f"before-send.s3.{operation}", _begin)
    address = client.meta.endpoint_url
    where = Where(url=url, bucket=bucket, endpoint=_without_secrets(address))
    s3_genuine.install(client, where)
    return Connection(client=client, where=where, provider=provider_of(address), clock=Clock().watch(client))


def _client(session: boto3.Session, endpoint: str, bucket: str) -> "S3Client":
    """Address AWS and the providers that are known as they prefer, and every other server by path."""

    def client(style: "_Style", region: str = "") -> "S3Client":
        return session.client(
            "s3", endpoint_url=endpoint or None, region_name=region or None, config=_config(style)
        )

    address = endpoint
    if not endpoint:  # variables or a profile may name another than AWS
        usual = client("auto")
        address = usual.meta.endpoint_url
        if ".amazonaws.com" in (urlsplit(address).hostname or ""):
            return usual
    provider = provider_of(address)
    if provider is None:
        return client("path")
    region = "" if session.region_name else provider.region_of(address)
    return client(provider.addressing_of(bucket), region)


def _config(style: "_Style") -> Config:
    """Return pinned settings.

    Checksums only when required: by default boto3 1.36 and later sends trailers over TLS that many
    servers refuse, and some store as content (https://github.com/boto/boto3/issues/4392). Bodies are not read
    once more to be signed: each goes with its Content-MD5, which is.
    """
    return Config(
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        s3={"addressing_style": style, "payload_signing_enabled": False},
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
            msg("`endpoint` must not contain credentials"),
            hint=msg("remove what is before the @"),
            place=Place(file=url),
        )
    if not fit:
        raise ConfigurationError(
            msg("`endpoint` is no web address: {endpoint!a}", endpoint=endpoint),
            hint=msg("write it like https://s3.example.com under [s3] in show.toml"),
            place=Place(file=url),
        )


def _without_secrets(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _at_once(params: dict[str, Any], **_: object) -> None:
    """Send small bodies without asking first: `Expect: 100-continue` costs a round trip for each."""
    headers = params["headers"]
    if int(headers.get("Content-Length", 0)) < _WORTH_ASKING:
        headers.pop("Expect", None)


def _begin(request: object, **_: object) -> None:
    """Tell a streamed body that what is read from now on goes over the line: signing has read it before."""
    body = getattr(request, "body", None)
    if isinstance(body, UploadStream | PartStream):
        body.begin()
