"""Whether the public address of a feed gives what the store has: before that, there is nothing to announce.

Who is told of a change fetches the feed at once. If a folder is not copied to its web server yet, if a cache
still has the old feed, or if the store was only a trial, they would find nothing new and not come again.
"""

from podcast.content import canonical
from podcast.errors import PodcastError
from podcast.feed.follows import without_release
from podcast.messages import msg
from podcast.publish.fetch import fetch
from podcast.publish.verify import MOST_FEED
from podcast.store.base import Store


def not_public_yet(url: str, key: str, store: Store) -> str:
    """Return why `url` does not give what `store` has under `key`, nothing if it does. Raises nothing."""
    try:
        expected = store.get(key).body
        answer = fetch(url, most=MOST_FEED)
    except PodcastError as error:
        return error.message
    if answer.status != 200:
        return msg("{url} answers {status}", url=url, status=answer.status)
    if canonical.digest(without_release(answer.body)) != canonical.digest(without_release(expected)):
        return msg("{url} still gives another feed than {store} has", url=url, store=store.url)
    return ""
