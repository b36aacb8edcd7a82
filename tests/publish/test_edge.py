"""A CDN is told what changed before anything is announced, and what listeners get is compared with the store."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import force_setattr

from podcast.content import keys
from podcast.content.show import CdnSettings
from podcast.errors import ContentError
from podcast.publish import edge
from podcast.publish.edge import AUTHORIZATION, changed_urls, purge_edges
from podcast.publish.fetch import fetch
from podcast.publish.progress import Silence
from podcast.publish.verify_public import verify_public
from podcast.store.directory import DirectoryStore
from podcast.store.memory import MemoryStore
from podcast.store.serve import PreviewServer
from tests.services import Reply, Service

URLS = ["https://podcast.example/", "https://podcast.example/feed.xml"]
SECRET = "Bearer jeton-12345678"  # noqa: S105


@pytest.fixture
def service() -> Iterator[Service]:
    """Give a service."""
    with Service() as running:
        yield running


def command(code: str) -> CdnSettings:
    """Return settings with a command of Python."""
    return CdnSettings(purge_command=(sys.executable, "-c", code))


def test_a_command_gets_the_addresses_a_line_each(tmp_path: Path) -> None:
    """Without a shell."""
    out = tmp_path / "got"
    settings = command(f"import sys; open({str(out)!r}, 'w').write(sys.stdin.read())")
    assert purge_edges(settings, URLS, environment={}) == []
    assert out.read_text(encoding="utf-8").splitlines() == URLS


def test_an_address_is_sent_them_as_json(service: Service) -> None:
    """With the header of the environment, which is a secret."""
    settings = CdnSettings(purge_urls=(f"{service.url}purge",))
    assert purge_edges(settings, URLS, environment={AUTHORIZATION: SECRET}) == []
    (asked,) = service.asked
    assert asked.line == "POST /purge HTTP/1.1"
    assert json.loads(asked.body) == {"files": URLS}
    assert asked.headers["authorization"] == SECRET


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (command("import sys; sys.exit('pas de jeton')"), "ended with 1, “pas de jeton”"),
        (CdnSettings(purge_command=("/nulle/part",)), "cannot be run"),
        (CdnSettings(purge_urls=("http://127.0.0.1:9/",)), "does not answer"),
    ],
)
def test_what_goes_wrong_is_one_line(settings: CdnSettings, said: str) -> None:
    """With what to do; nothing is raised."""
    (error,) = purge_edges(settings, URLS, environment={AUTHORIZATION: SECRET})
    assert said in str(error)
    assert "podcast announce" in error.hint
    assert SECRET not in str(error)


@pytest.mark.parametrize(
    "reply", [Reply(status=401), Reply(status=302, headers={"Location": "/"}), Reply(raw=b"x")]
)
def test_a_service_that_refuses_is_said_without_the_secret(service: Service, reply: Reply) -> None:
    """Redirects are not followed: they would take the secret along."""
    service.reply = reply
    settings = CdnSettings(purge_urls=(service.url,))
    (error,) = purge_edges(settings, URLS, environment={AUTHORIZATION: SECRET})
    assert SECRET not in str(error)
    assert len(service.asked) == 1


def test_a_command_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """The publish goes on."""
    monkeypatch.setattr(edge, "TIMEOUT", 0.3)
    (error,) = purge_edges(command("import time; time.sleep(60)"), URLS, environment={})
    assert "did not end" in str(error)


def test_the_addresses_are_those_of_what_changed_the_feed_last(show, store, publish_show) -> None:
    """A page is addressed by its folder."""
    path = show.episode(1)
    publish_show(show.root, store)
    show.edit(path, "Un résumé.", "Un autre.")
    urls = changed_urls(publish_show(show.root, store).plan, "https://podcast.example/")
    assert urls[-1] == "https://podcast.example/feed.xml"
    assert "https://podcast.example/episodes/episode-1/" in urls
    assert not any("audio" in url for url in urls)
    assert purge_edges(command("raise SystemExit(1)"), [], environment={}) == []


@pytest.fixture
def online(show, publish_show, tmp_path: Path) -> Iterator[tuple[DirectoryStore, PreviewServer]]:
    """Give a folder with a published show, and the server at whose address it is public."""
    store = DirectoryStore(tmp_path / "public")
    with PreviewServer(store) as server:
        show.edit(
            show.root / "show.toml", 'base_url = "https://podcast.example/"', f'base_url = "{server.url}"'
        )
        show.episode(1)
        publish_show(show.root, store)
        yield store, server


def test_a_server_that_gives_what_the_store_has_is_well(online) -> None:
    """Feed, enclosures, sidecars: addresses, types, lengths, ranges, caching, CORS."""
    store, _ = online
    found = verify_public(store, Silence())
    assert [str(one) for one in found.findings] == []
    assert found.episodes == 1


def test_a_stale_edge_is_noticed(online, show, publish_show, tmp_path: Path) -> None:
    """It still gives the feed of before; so is one that writes into it."""
    store, _ = online
    later = DirectoryStore(tmp_path / "later")
    for info in store.list():
        later.put(info.key, store.get(info.key).body, type="", cache="")
    show.edit(show.root / "001-episode-1" / "episode.md", "Un résumé.", "Un autre.")
    publish_show(show.root, later)
    messages = [one.message for one in verify_public(later, Silence()).findings]
    assert any("is stale: it follows release 1 and the store has 2" in one for one in messages)
    body = store.get(keys.FEED).body
    (tmp_path / "public" / keys.FEED).write_bytes(body.replace(b"</channel>", b"<!-- pub --></channel>"))
    copy = MemoryStore()
    for info in store.list():
        held = store.get(info.key).body if info.key != keys.FEED else body
        copy.put(info.key, held, type=keys.media_type(info.key), cache="")
    messages = [one.message for one in verify_public(copy, Silence()).findings]
    assert any("something changes it on the way" in one for one in messages)


def test_headers_that_players_need_are_asked_for(online, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are missing are said of each address."""
    import podcast.publish.verify_public as module

    store, _ = online

    def bare(url: str, **given):
        answer = fetch(url, **given)
        force_setattr(answer, "headers", {"content-encoding": "gzip", "cache-control": "no-store"})
        force_setattr(answer, "url", url.replace("http:", "https:"))
        return answer

    monkeypatch.setattr(module, "fetch", bare)
    messages = " ".join(one.message for one in verify_public(store, Silence()).findings)
    for words in (
        "web players cannot read it",
        "let it be kept for a year",
        "compressed on the way",
        "redirects to",
    ):
        assert words in messages


def test_nothing_published_is_nothing_to_verify() -> None:
    """It is said."""
    with pytest.raises(ContentError, match="nothing is published"):
        verify_public(MemoryStore(), Silence())
