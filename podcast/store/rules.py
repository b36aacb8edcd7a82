"""The rules of a bucket that readers and our uploads need, merged into those that are there: nothing goes.

Works on the documents that S3 speaks, as dictionaries, and asks nobody. What other people's rules already
grant is not granted again, whatever it is called.
"""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from podcast.content.keys import PUBLIC
from podcast.store.webserver import ALLOWED_HEADERS, EXPOSED_HEADERS, MAX_AGE

DAYS = 7
"""Days after which what is left of an upload in parts goes."""

_SID = "PodcastPublicRead"
_CORS_ID = "podcast"
_LIFECYCLE_ID = "podcast-abort-uploads"

Document = dict[str, Any]


def with_public_read(policy: Document | None, bucket: str, prefix: str) -> Document | None:
    """Return a bucket policy that lets everybody read what is for readers, or None if `policy` does already.

    `prefix` is that of the store in the bucket, empty or with a slash at its end. What only producers need,
    below `_podcast/`, is not named.
    """
    needed = [f"arn:aws:s3:::{bucket}/{prefix}{pattern}" for pattern in PUBLIC]
    statements = _listed((policy or {}).get("Statement"))
    granted = [one for statement in statements if _is_public_read(statement) for one in _resources(statement)]
    if all(any(fnmatchcase(want, have) for have in granted) for want in needed):
        return None
    own = {
        "Sid": _sid(prefix),
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": needed,
    }
    others = [one for one in statements if one.get("Sid") != own["Sid"]]
    return {"Version": "2012-10-17", **(policy or {}), "Statement": [*others, own]}


def with_cors(rules: Sequence[Document]) -> list[Document] | None:
    """Return CORS rules that let players of any site read, and ask for ranges, or None if `rules` do already."""
    if any(_lets_players_read(rule) for rule in rules):
        return None
    own = {
        "ID": _CORS_ID,
        "AllowedOrigins": ["*"],
        "AllowedMethods": ["GET", "HEAD"],
        "AllowedHeaders": list(ALLOWED_HEADERS),
        "ExposeHeaders": list(EXPOSED_HEADERS),
        "MaxAgeSeconds": MAX_AGE,
    }
    return [*(rule for rule in rules if rule.get("ID") != _CORS_ID), own]


def with_abort(rules: Sequence[Document], prefix: str) -> list[Document] | None:
    """Return lifecycle rules that end uploads which nobody finished, or None if `rules` do already."""
    if any(_aborts(rule, prefix) for rule in rules):
        return None
    own = {
        "ID": f"{_LIFECYCLE_ID}-{prefix}".rstrip("-/"),
        "Status": "Enabled",
        "Filter": {"Prefix": prefix},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": DAYS},
    }
    return [*(rule for rule in rules if rule.get("ID") != own["ID"]), own]


def _sid(prefix: str) -> str:
    """Return the name of our statement: one for each show in a bucket, of letters and digits."""
    return _SID + "".join(one if one.isascii() and one.isalnum() else f"x{ord(one):x}" for one in prefix)


def _is_public_read(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal")
    everybody = principal == "*" or (isinstance(principal, Mapping) and "*" in _listed(principal.get("AWS")))
    actions = [str(one).casefold() for one in _listed(statement.get("Action"))]
    reads = any(fnmatchcase("s3:getobject", one) for one in actions)
    return statement.get("Effect") == "Allow" and everybody and reads and not statement.get("Condition")


def _resources(statement: Mapping[str, Any]) -> list[str]:
    return [str(one) for one in _listed(statement.get("Resource"))]


def _lets_players_read(rule: Mapping[str, Any]) -> bool:
    allowed = [str(one).casefold() for one in rule.get("AllowedHeaders", ())]
    exposed = {str(one).casefold() for one in rule.get("ExposeHeaders", ())}
    return (
        "*" in rule.get("AllowedOrigins", ())
        and {"GET", "HEAD"} <= set(rule.get("AllowedMethods", ()))
        and all(any(fnmatchcase(want.casefold(), have) for have in allowed) for want in ALLOWED_HEADERS)
        and {one.casefold() for one in EXPOSED_HEADERS} <= exposed
    )


def _aborts(rule: Mapping[str, Any], prefix: str) -> bool:
    days = rule.get("AbortIncompleteMultipartUpload", {}).get("DaysAfterInitiation")
    is_timely = isinstance(days, int) and days <= DAYS
    return rule.get("Status") == "Enabled" and is_timely and _covers(rule, prefix)


def _covers(rule: Mapping[str, Any], prefix: str) -> bool:
    """Say whether a rule holds for everything below `prefix`."""
    conditions = rule.get("Filter") or {}
    if set(conditions) - {"Prefix"}:
        return False
    return prefix.startswith(str(conditions.get("Prefix", rule.get("Prefix", "")) or ""))


def _listed(value: Any) -> list[Any]:
    """Return what S3 writes as one thing or as a list of them as a list."""
    if value is None:
        return []
    is_list = isinstance(value, Iterable) and not isinstance(value, str | Mapping)
    return list(value) if is_list else [value]
