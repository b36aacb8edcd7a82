"""What botocore and S3 servers say, told as the project's own errors: one line, one cause, one remedy.

Only the code of an answer is repeated, never its text: servers put key ids and signatures into it.
With the other `s3` modules, the only home of boto3 and botocore.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from difflib import get_close_matches

from boto3.exceptions import Boto3Error
from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from podcast.errors import (
    ConfigurationError,
    CredentialsError,
    Place,
    PodcastError,
    TryAgainError,
    UnavailableError,
)
from podcast.messages import Message, marked, msg
from podcast.store.s3_clock import difference, is_wrong
from podcast.values import Struct

LOGIN = msg(
    "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a `profile` "
    "under [s3] in show.toml"
)
_RIGHTS = msg("the key needs to list, read and write this bucket; change its policy, or ") + LOGIN
_AGAIN = msg("run the same command again")
_SETTINGS = msg("correct `store`, or `endpoint` and `region` under [s3], in show.toml")
_DOCTOR = msg("`podcast doctor` tries what this bucket supports")
_PORTAL = msg("something in between answers instead of it (a login page of this network?)")

_REFUSED_KEYS = {
    "InvalidAccessKeyId": (marked("{where}: this access key is not known there"), LOGIN),
    "InvalidClientTokenId": (marked("{where}: this access key is not known there"), LOGIN),
    "SignatureDoesNotMatch": (marked("{where} refuses the signature: the secret key is wrong"), LOGIN),
    "ExpiredToken": (
        marked("{where} says that the session has expired"),
        msg("sign in again, for example `aws sso login`"),
    ),
    "ExpiredTokenException": (marked("{where} says that the session has expired"), msg("sign in again")),
    "TokenRefreshRequired": (marked("{where} says that the session has expired"), msg("sign in again")),
    "InvalidToken": (
        marked("{where} refuses the session token"),
        msg("unset AWS_SESSION_TOKEN or sign in again"),
    ),
}
_WRONG_SETTINGS = {
    "NoSuchBucket": (marked("there is no {where}"), msg("create it, or ") + _SETTINGS),
    "InvalidBucketName": (marked("{where}: such a name is not accepted there"), _SETTINGS),
    "PermanentRedirect": (marked("{where} is in another region"), _SETTINGS),
    "AuthorizationHeaderMalformed": (
        marked("{where} is in another region than the one that is set"),
        _SETTINGS,
    ),
    "IllegalLocationConstraintException": (
        marked("{where} is in another region than the one that is set"),
        _SETTINGS,
    ),
    "301": (marked("{where} is in another region"), _SETTINGS),
}
_AGAIN_LATER = {"BadDigest", "IncompleteBody", "RequestTimeout", "SlowDown", "OperationAborted"}

_SKEWED = {"RequestTimeTooSkewed", "RequestExpired"}

_NO_LOGIN = (
    boto.NoCredentialsError,
    boto.PartialCredentialsError,
    boto.CredentialRetrievalError,
    boto.TokenRetrievalError,
    boto.NoAuthTokenError,
    boto.SSOError,
    boto.LoginError,
    boto.MetadataRetrievalError,
)
_BROKEN_LINE = (
    boto.ConnectionError,
    boto.HTTPClientError,
    boto.IncompleteReadError,
    boto.ReadTimeoutError,
    boto.ResponseStreamingError,
)
_BAD_SETTING = (
    ValueError,
    boto.ValidationError,
    boto.ParamValidationError,
    boto.EndpointProviderError,
    boto.InvalidEndpointConfigurationError,
    boto.InvalidConfigError,
    boto.InvalidProxiesConfigError,
    boto.InvalidS3AddressingStyleError,
    boto.UnsupportedS3ConfigurationError,
    boto.ConfigNotFound,
    boto.ConfigParseError,
    boto.NoRegionError,
    boto.UnknownRegionError,
)


class Where(Struct, frozen=True, kw_only=True):
    """The bucket that was asked, as messages name it."""

    url: str
    bucket: str
    endpoint: str

    @property
    def told(self) -> Message:
        return msg("bucket “{bucket}” at {endpoint}", bucket=self.bucket, endpoint=self.endpoint)

    @property
    def place(self) -> Place:
        return Place(file=self.url)


@contextmanager
def told(where: Where) -> Iterator[None]:
    """Translate whatever boto3 raises inside; see `translate`."""
    try:
        yield
    except (boto.ClientError, boto.BotoCoreError, Boto3Error, ResponseParserError) as error:
        raise translate(error, where) from error


def translate(error: Exception, where: Where) -> PodcastError:
    """Return what an exception of boto3 means: whose fault it is decides the exit code."""
    if isinstance(error, boto.ClientError):
        return _answered(error, where)
    if isinstance(error, boto.ProfileNotFound):
        return unknown_profile(error, where)
    if isinstance(error, ResponseParserError):
        return portal(where)
    if isinstance(error, _NO_LOGIN):
        return CredentialsError(
            msg("no usable credentials for {where}", where=where.told), hint=LOGIN, place=where.place
        )
    if isinstance(error, boto.SSLError):
        return TryAgainError(
            msg("no trusted connection to {where}", where=where.told),
            hint=msg("check the endpoint and the network"),
            place=where.place,
        )
    if isinstance(error, _BROKEN_LINE):
        return TryAgainError(
            msg("cannot reach {where} ({name})", where=where.told, name=type(error).__name__),
            hint=msg("check the network and the endpoint, then {again}", again=_AGAIN),
            place=where.place,
        )
    if isinstance(error, _BAD_SETTING):
        return ConfigurationError(
            msg(
                "{where} cannot be used with these settings ({name})",
                where=where.told,
                name=type(error).__name__,
            ),
            hint=_SETTINGS,
            place=where.place,
        )
    return UnavailableError(
        msg("{where} cannot be used ({name})", where=where.told, name=type(error).__name__),
        hint=_DOCTOR,
        place=where.place,
    )


def status_of(error: boto.ClientError) -> int:
    """Return the HTTP status of an answer, 0 if it has none."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def code_of(error: boto.ClientError) -> str:
    """Return the code of an answer, such as `NoSuchKey`, without anything that is not a word."""
    return _word(str(error.response.get("Error", {}).get("Code", "")))


def portal(where: Where) -> TryAgainError:
    """Return the error for an answer that no S3 server gives."""
    return TryAgainError(
        msg("the answer does not come from {where}", where=where.told),
        hint=msg("{portal}; open a web page to see, then {again}", portal=_PORTAL, again=_AGAIN),
        place=where.place,
    )


def unknown_profile(error: boto.ProfileNotFound, where: Where) -> ConfigurationError:
    """Return the error for a profile that is in no configuration file, with the likeliest one that is."""
    from botocore.session import Session

    name = str(error.kwargs.get("profile", ""))
    known = Session().available_profiles
    close = get_close_matches(name, known, n=1)
    remedy = (
        msg("did you mean “{close}”?", close=close[0])
        if close
        else msg("known profiles: {known}", known=", ".join(known) or msg("none"))
    )
    return ConfigurationError(
        msg("there is no AWS profile “{name}” for {where}", name=name, where=where.told),
        hint=msg("{remedy} Correct AWS_PROFILE, or `profile` under [s3] in show.toml", remedy=remedy),
        place=where.place,
    )


def _answered(error: boto.ClientError, where: Where) -> PodcastError:
    code, status = code_of(error), status_of(error)
    if code in _SKEWED or (status == 403 and code in ("", "403") and is_wrong(error.response, _now())):
        return CredentialsError(
            msg(
                "{where} says that this computer’s clock is wrong{response}",
                where=where.told,
                response=difference(error.response, _now()),
            ),
            hint=msg("set the clock, then {again}", again=_AGAIN),
            place=where.place,
        )
    if code in _REFUSED_KEYS:
        what, hint = _REFUSED_KEYS[code]
        return CredentialsError(msg(what, where=where.told), hint=hint, place=where.place)
    if code in _WRONG_SETTINGS:
        what, hint = _WRONG_SETTINGS[code]
        region = _region_in(error)
        suggestion = (
            msg("set `region` to “{region}” under [s3] in show.toml", region=region) if region else hint
        )
        return ConfigurationError(msg(what, where=where.told), hint=suggestion, place=where.place)
    if status in (401, 403):
        return CredentialsError(
            msg("{where} refuses access ({code})", where=where.told, code=code or status),
            hint=_RIGHTS,
            place=where.place,
        )
    if status in (409, 429) or code in _AGAIN_LATER or (status >= 500 and status != 501):
        return TryAgainError(
            msg("{where} is busy or ailing ({code})", where=where.told, code=code or status),
            hint=msg("wait a little, then {again}", again=_AGAIN),
            place=where.place,
        )
    return UnavailableError(
        msg(
            "{where} refuses “{operation_name}” ({code})",
            where=where.told,
            operation_name=_word(error.operation_name),
            code=code or status,
        ),
        hint=_DOCTOR,
        place=where.place,
    )


def _region_in(error: boto.ClientError) -> str:
    """Return the right region, where the answer names it."""
    answer = error.response
    headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    named = answer.get("Error", {}).get("Region") or headers.get("x-amz-bucket-region")
    return _word(str(named or ""))


def _now() -> datetime:
    return datetime.now(UTC)


def _word(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "", text)[:64]
