"""Secrets taken out of what is written to a log: those that are known, and what looks like one.

Owns which values of the environment and of AWS profiles are secret, and the shapes of credentials in headers,
addresses and answers. Rather too much is taken out than too little.
"""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Mapping
from pathlib import Path

GONE = "[redacted]"
_SHORTEST = 6  # letters below which a value is no secret, and would be found everywhere
_NAMED_SECRET = re.compile(
    r"TOKEN|SECRET|PASSW|CREDENTIAL|ACCESS_?KEY|API_?KEY|PRIVATE|AUTH|SESSION_?KEY", re.I
)
_FILES = ("CREDENTIALS", "CREDENTIALS_FILE", "CONFIG_FILE", "IDENTITY_TOKEN_FILE")

_QUERY = r"access[_-]?token|api[_-]?key|auth|credential|key|pass(?:word|wd)?|secret|sig|signature|token"
_NAMED = r"(?:secret|access|session)_?(?:access_)?(?:key|token)"
_SHAPES = (
    # headers, as text, as a line of a dictionary, or as a canonical request
    (re.compile(r"(?i)((?:proxy-)?authorization['\"]?\s*[:=]\s*)[^\r\n]*"), rf"\1{GONE}"),
    (re.compile(r"(?i)((?:x-amz-security-token|x-auth-token|cookie)['\"]?\s*[:=]\s*)[^\s,}]+"), rf"\1{GONE}"),
    # parts of a signature, wherever they stand
    (re.compile(r"(?i)\b((?:X-Amz-)?(?:Credential|Signature|Security-Token)=)[^\s&,'\"}]+"), rf"\1{GONE}"),
    (re.compile(rf"(?i)([?&;](?:[\w.-]*[_-])?(?:{_QUERY})=)[^\s&#'\"<>]+"), rf"\1{GONE}"),
    (re.compile(r"(://)[^\s/@'\"]+@"), rf"\1{GONE}@"),
    (re.compile(r"\b(?:A3T[A-Z0-9]|AKIA|ASIA|AGPA|AIDA|AROA|AIPA|ANPA|SCW)[A-Z0-9]{12,}\b"), GONE),
    (
        re.compile(r"(?i)(<(AWSAccessKeyId|SignatureProvided|SecretAccessKey|SessionToken)>)[^<]*"),
        rf"\1{GONE}",
    ),
    (re.compile(r"(?i)\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}"), rf"\1 {GONE}"),
    (re.compile(rf"(?i)({_NAMED}['\"]?\s*[:=]\s*)[^\s,}}]+"), rf"\1{GONE}"),
)


class Redactor:
    """Takes the secrets of one environment, and whatever looks like one, out of texts."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        known = {value for name, value in environment.items() if _is_secret(name)}
        known |= _profile_secrets(environment)
        self._known = sorted((one for one in known if len(one) >= _SHORTEST), key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for secret in self._known:
            text = text.replace(secret, GONE)
        for shape, instead in _SHAPES:
            text = shape.sub(instead, text)
        return text


def _is_secret(name: str) -> bool:
    """Say whether a variable of the environment holds a secret, by its name; one that names a file does not."""
    return bool(_NAMED_SECRET.search(name)) and not name.endswith(_FILES) and name != "SSH_AUTH_SOCK"


def _profile_secrets(environment: Mapping[str, str]) -> set[str]:
    """Return the secrets of every AWS profile of this user."""
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or os.devnull)
    files = (
        Path(environment.get("AWS_SHARED_CREDENTIALS_FILE") or home / ".aws" / "credentials"),
        Path(environment.get("AWS_CONFIG_FILE") or home / ".aws" / "config"),
    )
    found: set[str] = set()
    for path in files:
        read = configparser.RawConfigParser(strict=False)
        try:
            read.read_string(path.read_text(encoding="utf-8", errors="replace"))
        except (OSError, configparser.Error):
            continue
        found |= {
            value for section in read.sections() for name, value in read.items(section) if _is_secret(name)
        }
    return found
