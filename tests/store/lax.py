"""Stores that take conditions and do not keep them, as some servers do."""

from __future__ import annotations

from typing import Any

from podcast.errors import UnavailableError
from podcast.store.base import Body, ObjectInfo
from podcast.store.memory import MemoryStore


class Ignorant(MemoryStore):
    """Writes whatever the condition says, as `rclone serve s3` does."""

    def put(self, key: str, body: Body, **given: Any) -> ObjectInfo:
        return super().put(key, body, **{**given, "if_match": None, "if_none_match": False})


class CreatesOnly(MemoryStore):
    """Knows no condition for what is there already, and says so, as Swift does."""

    def put(self, key: str, body: Body, **given: Any) -> ObjectInfo:
        if given.get("if_match"):
            raise UnavailableError("If-Match: NotImplemented")
        return super().put(key, body, **given)


class Overwrites(MemoryStore):
    """Creates once, and replaces whatever is there."""

    def put(self, key: str, body: Body, **given: Any) -> ObjectInfo:
        return super().put(key, body, **{**given, "if_match": None})
