"""Setting up a bucket: what its rules lack, as a plan, and carrying that out.

A rule of somebody else is never removed. What a provider has no request for is said in words, to be done by
hand. Nothing is decided by the table of providers that the bucket can be asked.
"""

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from podcast.errors import Place, TryAgainError
from podcast.messages import msg
from podcast.store.providers import Provider
from podcast.store.rules import DAYS, with_abort, with_cors, with_public_read
from podcast.store.s3 import S3Store
from podcast.store.s3_errors import code_of, status_of, told
from podcast.values import Struct

_ABSENT = {
    "NoSuchBucketPolicy",
    "NoSuchCORSConfiguration",
    "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
}
_WILL_NOT = (400, 403, 404, 405, 501)
_BLOCKS = ("BlockPublicPolicy", "RestrictPublicBuckets")


class Change(Struct, frozen=True, kw_only=True):
    """One document of a bucket that is to be another. `before` is what was read, and None if there is none."""

    rule: str
    message: str
    before: Any
    after: Any


class ByHand(Struct, frozen=True, kw_only=True):
    """What has to be done where the program cannot: because of `reason`, do `remedy`."""

    rule: str
    reason: str
    remedy: str


class Setup(Struct, frozen=True, kw_only=True):
    """What a bucket lacks: changes to make, and what has to be done by hand. `public_url` is empty if unknown."""

    store: str
    changes: tuple[Change, ...]
    by_hand: tuple[ByHand, ...]
    public_url: str


class _Rule(Struct, frozen=True, kw_only=True):
    """How one document is read, merged and written. `fact` is the provider's answer, `remedy` what else to do."""

    name: str
    message: str
    fact: str
    remedy: str
    read: Callable[[], Any]
    merged: Callable[[Any], Any]
    write: Callable[[Any], object]


def propose_setup(store: S3Store) -> Setup:
    """Return what `store` lacks. Changes nothing.

    Raises:
        PodcastError: the bucket cannot be reached.
    """
    store.probe()
    provider = store.connection.provider
    changes: list[Change] = []
    by_hand: list[ByHand] = []
    with told(store.connection.where):
        for rule in _rules(store):
            found = _looked_at(rule, provider)
            if isinstance(found, Change):
                changes.append(found)
            elif found is not None:
                by_hand.append(found)
    bucket, prefix = _place(store)
    base = provider.public_url(bucket, store.connection.client.meta.endpoint_url) if provider else ""
    return Setup(
        store=store.url,
        changes=tuple(changes),
        by_hand=tuple(by_hand),
        public_url=base + prefix if base else "",
    )


def apply_setup(store: S3Store, setup: Setup, tell: Callable[[Change], None]) -> tuple[ByHand, ...]:
    """Make the changes of a plan, one after the other; `tell` gets each when it is made.

    Returns what the bucket refused.

    Raises:
        TryAgainError: somebody has changed the same since the plan was made.
        PodcastError: the bucket cannot be reached.
    """
    rules = {rule.name: rule for rule in _rules(store)}
    refused = []
    with told(store.connection.where):
        for change in setup.changes:
            rule = rules[change.rule]
            if rule.read() != change.before:
                raise TryAgainError(
                    msg("somebody changed the {rule} of the bucket meanwhile", rule=change.rule),
                    hint=msg("run the same command again"),
                    place=Place(file=store.url),
                )
            try:
                rule.write(change.after)
            except ClientError as error:
                if status_of(error) not in _WILL_NOT:
                    raise
                remedy = rule.remedy or msg("let somebody do it whose key may change the rules of the bucket")
                refused.append(
                    ByHand(rule=rule.name, reason=_refusal(msg("the server"), error), remedy=remedy)
                )
            else:
                tell(change)
    return tuple(refused)


def _looked_at(rule: _Rule, provider: Provider | None) -> Change | ByHand | None:
    who = provider.name if provider else msg("this server")
    if rule.fact == "no":
        return _by_hand(rule, msg("{who} has no request for it", who=who))
    try:
        before = rule.read()
    except ClientError as error:
        if status_of(error) not in _WILL_NOT or code_of(error) == "NoSuchBucket":
            raise
        return _by_hand(rule, _refusal(who, error))
    after = rule.merged(before)
    if after is None:
        return None
    return Change(rule=rule.name, message=rule.message, before=before, after=after)


def _by_hand(rule: _Rule, reason: str) -> ByHand | None:
    return ByHand(rule=rule.name, reason=reason, remedy=rule.remedy) if rule.remedy else None


def _refusal(who: str, error: ClientError) -> str:
    return msg("{who} answers {error} ({code})", who=who, error=status_of(error), code=code_of(error))


def _rules(store: S3Store) -> tuple[_Rule, ...]:
    provider = store.connection.provider
    read_rules = _block_rule(store), _policy_rule(store, provider)
    return (*read_rules, _cors_rule(store, provider), _lifecycle_rule(store, provider))


def _block_rule(store: S3Store) -> _Rule:
    """Return the rule that Amazon has over policies; others than those known do not know it."""
    client, provider, (bucket, _) = store.connection.client, store.connection.provider, _place(store)
    return _Rule(
        name=msg("public access block"),
        message=msg("let bucket policies make objects public (it is blocked for new buckets)"),
        fact="yes" if provider is None or provider.id == "aws" else "no",
        remedy="",
        read=lambda: _read(
            lambda: client.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        ),
        merged=_unblocked,
        write=lambda after: client.put_public_access_block(
            Bucket=bucket, PublicAccessBlockConfiguration=after
        ),
    )


def _policy_rule(store: S3Store, provider: Provider | None) -> _Rule:
    client, (bucket, prefix) = store.connection.client, _place(store)
    in_words = msg(
        "let everybody read what is below s3://{bucket}/{prefix}, but not {prefix}_podcast/, as "
        "your server's manual says",
        bucket=bucket,
        prefix=prefix,
    )
    return _Rule(
        name="policy",
        message=msg("let everybody read the show, and not what only producers need (_podcast/)"),
        fact=provider.policy if provider else "",
        remedy=(provider.make_public if provider else "") or in_words,
        read=lambda: _read(lambda: json.loads(client.get_bucket_policy(Bucket=bucket)["Policy"] or "null")),
        merged=lambda before: with_public_read(before, bucket, prefix),
        write=lambda after: client.put_bucket_policy(Bucket=bucket, Policy=json.dumps(after)),
    )


def _cors_rule(store: S3Store, provider: Provider | None) -> _Rule:
    client, (bucket, _) = store.connection.client, _place(store)
    return _Rule(
        name=msg("CORS rules"),
        message=msg("let players of any site read, and ask for ranges"),
        fact=provider.cors if provider else "",
        remedy=msg("send the CORS headers of docs/s3.md from the CDN or web server before it"),
        read=lambda: _read(lambda: client.get_bucket_cors(Bucket=bucket)["CORSRules"]),
        merged=lambda before: with_cors(before or []),
        write=lambda after: client.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": after}),
    )


def _lifecycle_rule(store: S3Store, provider: Provider | None) -> _Rule:
    client, (bucket, prefix) = store.connection.client, _place(store)
    return _Rule(
        name=msg("lifecycle rules"),
        message=msg("end uploads that nobody has finished after {days} days", days=DAYS),
        fact=provider.lifecycle if provider else "",
        remedy=msg("run `podcast gc --apply` now and then: it ends them, too"),
        read=lambda: _read(lambda: client.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]),
        merged=lambda before: with_abort(before or [], prefix),
        write=lambda after: client.put_bucket_lifecycle_configuration(
            Bucket=bucket, LifecycleConfiguration={"Rules": after}
        ),
    )


def _read(ask: Callable[[], Any]) -> Any:
    """Return a document, None if there is none."""
    try:
        return ask()
    except ClientError as error:
        if code_of(error) in _ABSENT:
            return None
        raise
    except KeyError:  # some servers answer 200 and nothing
        return None


def _unblocked(block: Any) -> Any:
    if not block or not any(block.get(name) for name in _BLOCKS):
        return None
    return {**block, **dict.fromkeys(_BLOCKS, False)}


def _place(store: S3Store) -> tuple[str, str]:
    """Return the bucket, and the prefix with a slash at its end, or nothing."""
    bucket, _, prefix = store.url.removeprefix("s3://").partition("/")
    return bucket, f"{prefix}/" if prefix else ""
