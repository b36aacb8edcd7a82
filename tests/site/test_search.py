"""The search page finds what is published, with a policy of its own, and sends nothing to anybody."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence

import pytest

from podcast.content import keys
from podcast.content.record import Record, ShowRecord
from podcast.content.release import Entry, Release
from podcast.errors import UnavailableError
from podcast.publish import search
from podcast.publish.progress import Silence
from podcast.publish.search import index_pages
from podcast.publish.state import Front
from podcast.publish.upload import upload_of
from podcast.site.bundle import assets
from podcast.site.render import render_site
from podcast.store.memory import MemoryStore
from podcast.store.serve import PreviewServer
from podcast.values import replace

from .chromium import PROGRAM, Chromium

ENTRY = f"{keys.SEARCH_INDEX}pagefind-entry.json"


def searching(show: ShowRecord) -> ShowRecord:
    """Return the show with a search page."""
    return replace(show, show=replace(show.show, site=replace(show.show.site, search=True)))


def published(store: MemoryStore, show: ShowRecord, records: Sequence[Record]) -> Front:
    """Put the pages into a store, and return the release that they are."""
    views = render_site(searching(show), records)
    for key, body in {**views, **assets(searching(show))}.items():
        store.put(key, body, type=keys.media_type(key), cache="")
    release = Release(
        number=1,
        show="",
        entries=tuple(Entry(kind=one.kind, slug=one.slug, record="") for one in records),
        views={key: upload_of(key, body).fact for key, body in views.items()},
    )
    return Front(release=release, show=searching(show))


def indexed(store: MemoryStore) -> set[str]:
    """Return the keys of the index."""
    return {one.key for one in store.list(keys.SEARCH_INDEX)}


def test_only_the_search_page_allows_webassembly(show_record: ShowRecord, records: list[Record]) -> None:
    """And it is there only when the show asks for it, with a link on every page."""
    without = render_site(show_record, records)
    pages = {key: body.decode() for key, body in render_site(searching(show_record), records).items()}
    assert keys.SEARCH_PAGE not in without
    assert [key for key, body in pages.items() if "wasm-unsafe-eval" in body] == [keys.SEARCH_PAGE]
    assert 'href="../../recherche/">Rechercher</a>' in pages["articles/un-article/index.html"]
    assert "recherche/" not in without["articles/un-article/index.html"].decode()
    assert '<meta name="robots" content="noindex">' in pages[keys.SEARCH_PAGE]


def test_an_index_follows_the_pages(show_record: ShowRecord, records: list[Record]) -> None:
    """The same pages are not indexed again; the files of the index before stay, those before that go."""
    store = MemoryStore()
    assert index_pages(store, published(store, show_record, records), Silence()) == 3
    first = indexed(store)
    assert {ENTRY, f"{keys.SEARCH_INDEX}pagefind.js", f"{keys.SEARCH_INDEX}wasm.fr.pagefind"} <= first
    assert not [key for key in first if "ui" in key or "unknown" in key], (
        "nothing that the page does not need"
    )
    assert index_pages(store, published(store, show_record, records), Silence()) == 0
    assert index_pages(store, published(store, show_record, records[:2]), Silence()) == 2
    assert first < indexed(store)
    assert index_pages(store, published(store, show_record, records[1:]), Silence()) == 2
    assert not first <= indexed(store)


def test_what_is_found_is_prose(show_record: ShowRecord, records: list[Record]) -> None:
    """Titles, texts, chapters and what was said; badge and date stand beside it, a page's furniture nowhere."""
    store = MemoryStore()
    index_pages(store, published(store, show_record, records), Silence())
    packed = [gzip.decompress(store.get(key).body) for key in indexed(store) if key.endswith(".pf_fragment")]
    found = {one["url"]: one for one in (json.loads(body[body.index(b"{") :]) for body in packed)}
    episode = found["/episodes/episode-9/"]
    assert episode["content"] == (
        "Comment fédérer un réseau ? Le chapô de l’épisode. Une hôte Une invitée La salle Début. Suite. Une partie. "
        "Du texte. La fin. Elle : Bonjour. Lui : Merci. Allons-y."
    )
    assert (episode["meta"]["badge"], episode["meta"]["date"]) == ("Podcast", "le\u00a09\u00a0mars 2025")
    assert found["/articles/un-article/"]["meta"]["badge"] == "Article"


def test_what_names_the_files_goes_up_after_them(
    show_record: ShowRecord, records: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader never asks for what is not there yet."""
    store, order = MemoryStore(), []
    state = published(store, show_record, records)
    real = search._put
    monkeypatch.setattr(search, "_put", lambda to, key, body: (order.append(key), real(to, key, body)))
    index_pages(store, state, Silence())
    at = order.index(ENTRY)
    assert order[at + 1 :] == [f"{keys.SEARCH_INDEX}source.json"]
    assert all(keys.cache_control(key) == keys.IMMUTABLE for key in order[:5])
    assert keys.cache_control(ENTRY) == keys.BRIEF


def test_without_pagefind_it_says_what_to_install(
    show_record: ShowRecord, records: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing of the site changes."""
    store = MemoryStore()
    state = published(store, show_record, records)
    monkeypatch.setattr(search, "is_installed", lambda: False)
    with pytest.raises(UnavailableError, match="Pagefind is not installed") as caught:
        index_pages(store, state, Silence())
    assert "requirements-search.txt" in caught.value.hint
    assert not indexed(store)


@pytest.mark.skipif(PROGRAM is None, reason="no Chromium here")
def test_a_reader_finds_a_word_of_a_transcript(
    browser: Chromium, show_record: ShowRecord, records: list[Record]
) -> None:
    """By the address and by typing; nothing is asked of another host, and the policy is kept."""
    store = MemoryStore()
    index_pages(store, published(store, show_record, records), Silence())
    dot = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
    for one in show_record.cover.renditions:
        store.put(one.key, dot, type="image/jpeg", cache="")
    with PreviewServer(store, public_url="https://podcast.example/") as server:
        browser.window()
        browser.visit(f"{server.url}recherche/?q=allons")
        browser.until("document.querySelectorAll('.search-found a').length > 0")
        found = browser.run("document.querySelector('.search-found a').href")
        assert found == f"{server.url}episodes/episode-9/"
        assert browser.run("document.querySelector('.search-found mark').textContent").startswith("Allons")
        assert browser.run("document.querySelector('.search-said').textContent") == "1 page trouvée"
        browser.run(
            "(() => { const field = document.querySelector('.search input'); field.value = 'zzyzx';"
            " field.dispatchEvent(new Event('input')); })()"
        )
        browser.until("document.querySelector('.search-said').textContent === 'Aucune page trouvée'")
        assert browser.run("document.querySelectorAll('.search-found a').length") == 0
        assert browser.complaints == []
        assert not [one for one in browser.requests if not one.startswith((server.url, "data:"))]
