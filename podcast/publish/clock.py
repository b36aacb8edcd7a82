"""Whether this computer's clock can be relied on: what is due is decided by it.

Knows of no clock but this computer's and the one of a server that has just answered.
"""

from datetime import timedelta

from podcast.store.base import Store

_MOST = timedelta(minutes=5)


def clock_warning(store: Store) -> str:
    """Return what is wrong with this computer's clock by the server of `store`, which was asked before; or nothing."""
    if not store.server:
        return ""
    from podcast.store.s3 import S3Store

    ahead = store.connection.clock.ahead if isinstance(store, S3Store) else timedelta()
    if abs(ahead) <= _MOST:
        return ""
    minutes = round(abs(ahead).total_seconds() / 60)
    shown = f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
    return (
        f"this computer’s clock is {shown} {'ahead of' if ahead > _MOST else 'behind'} the server’s"
        " — set it: it decides what is due"
    )
