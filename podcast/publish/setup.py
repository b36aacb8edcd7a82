"""What a store needs before readers can use it, as a plan, and carrying it out."""

from podcast.errors import UsageError
from podcast.store.base import Store
from podcast.store.guarded import GuardedStore
from podcast.store.s3_facts import Bucket, Setup


def plan_store_setup(store: Store) -> Setup:
    """Return what a bucket lacks. Changes nothing.

    Raises:
        UsageError: it is a folder.
        PodcastError: it cannot be asked.
    """
    return _bucket(store).setup()


def carry_out_setup(store: Store, plan: Setup) -> None:
    """Apply every step of a plan, in order.

    Raises:
        PodcastError: the bucket refuses one; those before it are done.
    """
    bucket = _bucket(store)
    for step in plan.steps:
        bucket.set_up(step)


def _bucket(store: Store) -> Bucket:
    inner = store.inner if isinstance(store, GuardedStore) else store
    if not isinstance(inner, Bucket):
        raise UsageError(
            f"{store.url} is a folder: nothing of it can be set up from here",
            hint="`podcast doctor --store` prints how nginx or Caddy serves it",
        )
    return inner
