"""The preview that reloads: a long poll, a ribbon, ranges, and nothing that could be written."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from podcast.site.preview import CHANGES, FILES, dressed, scheduled_words, summary_words
from podcast.store.live import Live
from podcast.store.memory import MemoryStore
from podcast.store.overlay import Overlay
from podcast.store.serve import PreviewServer


def fetched(url: str, **headers: str) -> bytes:
    """Return what answers."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
        return answer.read()


def test_a_page_that_waits_is_told_of_a_new_version() -> None:
    """At once if there is one already, else when it comes, and when the server ends."""
    live = Live(FILES, CHANGES)
    with PreviewServer(Overlay(None), live=live) as server:
        live.advance()
        assert json.loads(fetched(f"{server.url}{CHANGES}?since=0")) == {"version": 1}
        threading.Timer(0.3, live.advance).start()
        began = time.monotonic()
        assert json.loads(fetched(f"{server.url}{CHANGES}?since=1")) == {"version": 2}
        assert time.monotonic() - began >= 0.2
        assert b"location.reload" in fetched(f"{server.url}_preview/preview.js")


def test_nobody_from_elsewhere_is_told_anything() -> None:
    """A page of another site that found the port by DNS rebinding has another name in its requests."""
    live = Live(FILES, CHANGES)
    with (
        PreviewServer(Overlay(None), live=live) as server,
        pytest.raises(urllib.error.HTTPError, match="403"),
    ):
        fetched(f"{server.url}{CHANGES}?since=1", Host="evil.example")


def test_what_is_laid_over_a_store_is_shown_and_the_rest_of_it_too(tmp_path: Path) -> None:
    """Sound in pieces, as players ask for it; a page that is no more does not shine through."""
    store = MemoryStore()
    for key in ("audio/a.mp3", "old/index.html"):
        store.put(key, b"published", type="audio/mpeg", cache="")
    recording = tmp_path / "son.wav"
    recording.write_bytes(b"0123456789")
    overlay = Overlay(store)
    overlay.replace({"audio/b.wav": recording, "index.html": b"<html></html>"})
    with PreviewServer(overlay) as server:
        assert fetched(f"{server.url}audio/b.wav", Range="bytes=2-4") == b"234"
        assert fetched(f"{server.url}audio/a.mp3") == b"published"
        assert fetched(server.url) == b"<html></html>"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            fetched(f"{server.url}old/")
    assert not [one for one in ("put", "delete", "abandon") if hasattr(overlay, one)]


def test_a_ribbon_says_what_is_not_public_and_is_escaped() -> None:
    """The script is a file of the preview's own server, as the policy of the pages wants it."""
    page = dressed(
        b"<html><head></head><body class='x'><h1>T</h1></body></html>", "Brouillon <b>", 3
    ).decode()
    assert '<body class=\'x\'>\n<p class="podcast-preview" role="status">Brouillon &lt;b&gt;</p>' in page
    assert '<script src="/_preview/preview.js" data-version="3"></script>' in page
    assert "podcast-preview" not in dressed(b"<head></head><body></body>", "", 3).decode()
    assert summary_words(0, 0) == ""


def test_a_date_is_the_one_of_the_clock_on_the_wall() -> None:
    """« Programmé : mardi 24 novembre 2026 à 6 h », whatever the language of the terminal."""
    from datetime import UTC, datetime

    moment = datetime(2026, 11, 24, 5, tzinfo=UTC)
    words = scheduled_words(moment, "Europe/Paris").replace("\u00a0", " ")
    assert words == "Programmé : mardi 24 novembre 2026 à 6 h"
