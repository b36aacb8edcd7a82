"""Which keys a store accepts: the same in every store, so that a show can move from one to another.

A key is a relative path of non-empty names joined by slashes. It is written in Unicode NFC, fits S3's
1024 bytes and a file system's 240 bytes a name, and is safe to join to a folder on any system. A name
that begins with a full stop is hidden: stores keep lock and temporary files there and show none of them.
"""

import unicodedata

from podcast.errors import CannotWriteError
from podcast.messages import msg

_MOST_KEY_BYTES = 1024
_MOST_NAME_BYTES = 240  # file systems stop at 255; a temporary name is longer than its own
_UNSAFE = frozenset('\\:*?"<>|')  # separators, drives, streams and wildcards on Windows
_CONTROL = frozenset({"Cc", "Cs", "Zl", "Zp"})


def fault_in(key: str) -> str:
    """Return what makes `key` unfit for a store, as the end of a sentence, or nothing if it is fit."""
    if not key:
        return msg("is empty")
    plain = key.isascii() and key.isprintable()  # as most are, which is known at once
    if not plain and any(unicodedata.category(character) in _CONTROL for character in key):
        return msg("contains a control character")
    if found := sorted(_UNSAFE.intersection(key)):
        return msg("contains {found}", found=found[0])
    if not unicodedata.is_normalized("NFC", key):
        return msg("is not in Unicode normal form C")
    if len(key.encode()) > _MOST_KEY_BYTES:
        return msg("is longer than {most_key_bytes} bytes", most_key_bytes=_MOST_KEY_BYTES)
    return next((fault for name in key.split("/") if (fault := _fault_in_name(name))), "")


def check_key(key: str) -> str:
    """Return `key`.

    Raises:
        CannotWriteError: no store holds such a key.
    """
    if fault := fault_in(key):
        raise CannotWriteError(
            msg("the key {key!a} {fault}", key=key, fault=fault),
            hint=msg("use relative names joined by slashes, with no “..” and no hidden names"),
        )
    return key


def _fault_in_name(name: str) -> str:
    if not name:
        return msg("has an empty name between its slashes")
    if name.startswith("."):
        return msg("has a hidden or relative name")
    if name.endswith((".", " ")):
        return msg("has a name that ends with a full stop or a space")
    if len(name.encode()) > _MOST_NAME_BYTES:
        return msg("has a name longer than {most_name_bytes} bytes", most_name_bytes=_MOST_NAME_BYTES)
    return ""
