"""Whether this computer's clock can be relied on: what is due is decided by it.

Knows of no clock but this computer's and the one of a server that has just answered.
"""

from datetime import timedelta

from podcast.messages import Message, msg, msgs
from podcast.store.base import Store

_MOST = timedelta(minutes=5)


def clock_warning(store: Store) -> Message | None:
    """Return what is wrong with this computer's clock by the server of `store`, which was asked before; or nothing."""
    if not store.server:
        return None
    from podcast.store.s3 import S3Store

    ahead = store.connection.clock.ahead if isinstance(store, S3Store) else timedelta()
    if abs(ahead) <= _MOST:
        return None
    minutes = round(abs(ahead).total_seconds() / 60)
    hours = msgs("{n} hour", "{n} hours", minutes // 60)
    shown = msgs("{n} minute", "{n} minutes", minutes) if minutes < 120 else hours
    if ahead > _MOST:
        return msg(
            "this computer’s clock is {time} ahead of the server’s — set it: it decides what is due",
            time=shown,
        )
    return msg(
        "this computer’s clock is {time} behind the server’s — set it: it decides what is due", time=shown
    )
