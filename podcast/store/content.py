"""What an object of any store holds: its digest, read piece by piece where the store does not tell."""

import hashlib

from podcast.store.base import ObjectInfo, Store

_PIECE = 8 << 20


def digest_of(store: Store, info: ObjectInfo) -> str:
    """Return the SHA-256 of an object in hexadecimal."""
    if info.sha256:
        return info.sha256
    found = hashlib.sha256()
    for first in range(0, info.size, _PIECE):
        found.update(store.get(info.key, first=first, last=first + _PIECE - 1).body)
    return found.hexdigest()
