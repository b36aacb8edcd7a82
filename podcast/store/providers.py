"""What is known of providers of S3-compatible storage: how `providers.toml` is read.

The facts are there and not here. Knows nothing of boto3, and asks nobody: what a bucket really does is for
`podcast doctor` to try.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from podcast.values import Struct

Addressing = Literal["path", "virtual"]

_FILE = Path(__file__).with_name("providers.toml")


class Provider(Struct, frozen=True, kw_only=True):
    """One provider, or one server that people run themselves; `providers.toml` says what each field means.

    Answers are "yes", "no", "unverified" and a few others: for people to read, and not to decide by.
    """

    id: str
    name: str
    hosts: tuple[str, ...]
    region: str
    addressing: Addressing
    public: str
    create: str
    match: str
    complete: str
    acl: str
    make_public: str
    policy: str
    cors: str
    lifecycle: str
    most_parts: int
    notes: str
    sources: tuple[str, ...]
    unverified: tuple[str, ...]

    def region_of(self, endpoint: str) -> str:
        """Return the region that an endpoint's address implies, or nothing."""
        if self.region == "settings":
            return ""
        if self.region != "host":
            return self.region
        found = self._match(endpoint)
        return (found.groupdict().get("region") or "") if found else ""

    def public_url(self, bucket: str, endpoint: str) -> str:
        """Return the base URL at which a public bucket would be read, or nothing if that is not known."""
        region = self.region_of(endpoint)
        if not self.public or ("{region}" in self.public and not region):
            return ""
        return self.public.format(bucket=bucket, region=region)

    def addressing_of(self, bucket: str) -> Addressing:
        """Return how to name `bucket`: a name with dots fits no certificate as a part of the host."""
        return "path" if "." in bucket else self.addressing

    def _match(self, endpoint: str) -> re.Match[str] | None:
        host = _host(endpoint)
        return next((found for one in self.hosts if (found := re.fullmatch(one, host))), None)


def provider_of(endpoint: str) -> Provider | None:
    """Return who is behind an endpoint, as far as its host tells."""
    return next((one for one in providers() if one._match(endpoint)), None)


@cache
def providers() -> tuple[Provider, ...]:
    """Return all that are known, in the order of the file."""
    return tuple(_read(one) for one in tomllib.loads(_FILE.read_text(encoding="utf-8"))["provider"])


def _read(facts: dict[str, Any]) -> Provider:
    found: dict[str, Any] = {
        name: tuple(fact) if isinstance(fact, list) else fact for name, fact in facts.items()
    }
    return Provider(**found)


def _host(endpoint: str) -> str:
    try:
        return (urlsplit(endpoint).hostname or "").rstrip(".")
    except ValueError:
        return ""
