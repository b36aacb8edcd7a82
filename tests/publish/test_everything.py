"""A show that uses every tag, from its folder to its feed, and back through the linter."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from lxml import etree

from podcast.content import keys
from podcast.content.problem import Severity
from podcast.errors import ContentError
from podcast.feed.lint import lint_feed
from podcast.publish.check import checked_show
from podcast.publish.progress import Silence
from podcast.publish.verify import verify_store
from podcast.publish.workflow import propose
from podcast.store.memory import MemoryStore
from tests.everything import write_everything

from .conftest import NOW

NAMES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
TAGS = (
    "transcript chapters locked funding soundbite person location season episode trailer license alternateEnclosure "
    "source integrity guid value valueRecipient valueTimeSplit medium liveItem contentLink socialInteract block txt "
    "remoteItem podroll updateFrequency podping publisher chat image"
)


@pytest.fixture
def root(tmp_path: Path, write_wav) -> Path:
    """Give the show folder."""
    return write_everything(tmp_path / "emission", write_wav)


def test_every_tag_stands_in_the_feed_and_every_feed_is_clean(root: Path, publish_show) -> None:
    """Each formalised tag of the namespace; our own linter finds no error."""
    store = MemoryStore()
    publish_show(root, store)
    channel = etree.fromstring(store.get(keys.FEED).body)
    for tag in TAGS.split():
        assert channel.find(f".//podcast:{tag}", NAMES) is not None, tag
    assert verify_store(store, Silence()).findings == ()
    for info in store.list():
        if keys.is_feed(info.key) and info.key.endswith(".xml"):
            where = f"https://podcast.example/{info.key}"
            findings = lint_feed(store.get(info.key).body, where=where, now=NOW)
            # Apple takes no Opus, and this feed is kept out of its directory
            wrong = [one for one in findings if one.severity is Severity.ERROR and ".opus" not in one.message]
            assert [str(one) for one in wrong] == []


def test_all_that_readers_need_is_public_and_nothing_else(root: Path, publish_show) -> None:
    """What `podcast store setup` lets everybody read."""
    store = MemoryStore()
    publish_show(root, store)
    for info in store.list():
        is_public = any(fnmatchcase(info.key, pattern) for pattern in keys.PUBLIC)
        # _headers and _redirects are for hosts of static sites, which read them and hand them to nobody
        assert is_public == (not info.key.startswith("_")), info.key


def test_a_plan_names_the_tags_that_change(root: Path, publish_show) -> None:
    """Not just that some did."""
    store = MemoryStore()
    publish_show(root, store)
    for path, old, new in (
        (root / "show.toml", "Soutenir l’émission", "Nous soutenir"),
        (root / "002-creperie" / "episode.md", "Un café", "Deux cafés"),
    ):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    folder, _ = checked_show(root)
    plan = propose(folder, store, now=NOW, progress=Silence()).plan
    assert [(one.what, [field.name for field in one.fields]) for one in plan.changes] == [
        ("show", ["funding"]),
        ("episode", ["funding"]),
    ]


def test_a_bucket_that_gives_another_type_is_refused(show, publish_show) -> None:
    """The feed would claim what is not so: nothing is committed."""

    class Forgetful(MemoryStore):
        def put(self, key, body, *, type, **rest):
            forgotten = "binary/octet-stream" if key.endswith(".mp3") else type
            return super().put(key, body, type=forgotten, **rest)

    show.episode(1)
    store = Forgetful()
    with pytest.raises(ContentError, match=r"stored as binary/octet-stream and should be audio/mpeg"):
        publish_show(show.root, store)
    assert not list(store.list("_podcast/releases/"))


def test_a_show_without_category_can_be_published_and_read_back(show, publish_show) -> None:
    """As an imported one may be: directories refuse it, and nothing breaks."""
    toml = show.root / "show.toml"
    show.edit(toml, 'categories = ["Business > Entrepreneurship"]', "categories = []")
    show.episode(1)
    store = MemoryStore()
    publish_show(show.root, store)
    assert publish_show(show.root, store).plan.empty
    assert verify_store(store, Silence()).findings == ()
