"""Views come up to the newest release and never go back."""

from __future__ import annotations

from podcast.content import keys
from podcast.feed.follows import release_of
from podcast.publish.converge import converge
from podcast.publish.progress import Silence


def test_a_process_that_stood_still_does_not_put_old_pages_over_new_ones(
    show, store, watch, publish_show, contents
) -> None:
    """It wakes up in the middle of writing release 2, after release 3 is online: release 3 stays."""
    path = show.episode(1)
    publish_show(show.root, store)
    show.edit(path, "Un résumé.", "Deuxième résumé.")
    slow, online = watch(store), {}

    def sleep_meanwhile(key: str) -> None:
        if key.startswith("episodes/") and not online:
            show.edit(path, "Deuxième résumé.", "Troisième résumé.")
            online["done"] = True
            publish_show(show.root, store)
            online.update(contents(store))

    slow.before_put = sleep_meanwhile
    publish_show(show.root, slow)
    online.pop("done")
    assert release_of(store.get(keys.FEED).body) == 3
    assert contents(store) == online


def test_converging_again_writes_nothing(show, watch, store, publish_show) -> None:
    """Safe to run at any time: a finished release costs two reads."""
    show.episode(1)
    publish_show(show.root, store)
    idle = watch(store)
    assert converge(idle, None, Silence()) == 1
    assert idle.calls == [("get", keys.FEED), ("list", "_podcast/releases/")]
