"""The show folder as pages: drafts and scheduled episodes with a ribbon, and nothing of it published."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from lxml import html

from podcast.publish.check import checked_show
from podcast.publish.preview import make_preview
from podcast.publish.state import State
from podcast.site.preview import FILES

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_folder_is_shown_with_all_that_is_not_public(show) -> None:
    """Each page says why; the feed has none of it; sound that is not mastered is the recording itself."""
    show.episode(1)
    show.edit(show.episode(2), "2025-03-02", "2999-03-02")
    show.edit(show.episode(3), "recording:", "draft: true\nrecording:")
    without = show.episode(4)
    show.edit(without, "recording: son.wav", "draft: true")
    before = {path: path.read_bytes() for path in show.root.rglob("*") if path.is_file()}
    folder, _ = checked_show(show.root)
    made = make_preview(folder, State(), now=NOW, version=7)
    assert (made.held, made.changed) == (3, 1)

    def ribbon(number: int) -> str:
        page = made.laid[f"episodes/episode-{number}/index.html"]
        assert isinstance(page, bytes)
        return page.decode().partition('role="status">')[2].partition("<")[0]

    assert ribbon(1) == "Pas encore publié"
    assert ribbon(2).replace("\u00a0", " ").startswith("Programmé : samedi 2 mars 2999 à")
    assert ribbon(3).startswith("Brouillon")
    assert ribbon(4).startswith("Brouillon")
    feed = made.laid["feed.xml"]
    assert isinstance(feed, bytes)
    assert b"<item>" not in feed
    assert made.laid["audio/episode-3.recording.wav"] == show.root / "003-episode-3" / "son.wav"
    page = made.laid["index.html"]
    assert isinstance(page, bytes)
    assert 'data-version="7"' in page.decode()
    after = {path: body for path in show.root.rglob("*") if path.is_file() for body in [path.read_bytes()]}
    assert {path for path in after if ".podcast" not in path.parts} == set(before)
    assert not Path(show.root.parent / "public").exists()


def test_all_that_a_page_loads_is_there_with_nothing_published(show) -> None:
    """Styles, scripts, pictures and sound; the browser would show a bare page, and nobody would say why."""
    show.episode(1)
    folder, _ = checked_show(show.root)
    made = make_preview(folder, State(), now=NOW, version=1)
    pages = [key for key in made.laid if key.endswith(".html")]
    loaded = 0
    for key in pages:
        body = made.laid[key]
        assert isinstance(body, bytes)
        page = html.fromstring(body)
        for address in page.xpath("//link[@rel!='canonical' and @rel!='alternate']/@href | //*/@src"):
            if not urlsplit(address).scheme:
                path = urlsplit(urljoin(f"https://preview.example/{key}", address)).path
                assert path.removeprefix("/") in {*FILES, *made.laid}, (key, address)
                loaded += 1
    assert loaded > len(pages)
