"""Nothing hostile survives on a page, whichever field it came in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import pytest
from lxml import html
from msgspec.structs import force_setattr

from podcast.content.episode import Chapter, Sponsor
from podcast.content.show import Link
from podcast.content.syndication import License, Person
from podcast.content.transcript import Cue
from podcast.site.links import from_anywhere, from_page
from podcast.site.render import render_site
from podcast.site.safety import neutral
from podcast.values import replace

from .vectors import VECTORS


@pytest.mark.parametrize("vector", VECTORS)
def test_hostile_text_in_any_field_stays_text(
    records, rich_episode, make_episode, render, vector: str
) -> None:
    """It is shown as it was written, once escaped, and nothing of it becomes an element or attribute."""
    facts: dict[str, Any] = {
        "title": vector,
        "standfirst": vector,
        "summary": vector,
        "label": vector,
        "body": vector,
        "guests": (Person(name=vector, role=vector, url="javascript:alert(1)", img="javascript:alert(1)"),),
        "chapters": (Chapter(start_ms=0, title=vector, url="javascript:alert(1)"),),
        "sponsor": Sponsor(name=vector, url="javascript:alert(1)"),
        "keywords": (vector,),
    }
    record = make_episode(7, **facts)
    force_setattr(record, "transcript", (Cue(start_ms=0, end_ms=1, text=vector, speaker=vector),))
    clean = html.fromstring(render([make_episode(7), *records])["episodes/episode-7/index.html"])
    for key, body in render([record, *records]).items():
        if not key.endswith(".html"):
            continue
        page = html.fromstring(body)
        assert len(page.cssselect("script")) <= len(clean.cssselect("script"))
        assert not page.cssselect("svg")
        assert not [one for one in page.iter() for name in one.attrib if name.startswith("on")]
        assert not [link for _, _, link, _ in page.iterlinks() if link.lower().startswith("javascript:")]
        if key != "episodes/episode-7/index.html":  # that page shows the code of its own iframe
            assert "&amp;lt;" not in body or "&lt;" in vector
    page = html.fromstring(render([record, *records])["episodes/episode-7/index.html"])
    shown = page.cssselect("h1")[0].text_content()
    assert "".join(shown.split()) == "".join(neutral(vector).split()) or "!" in vector or "'" in vector


def test_a_hostile_show_is_shown_but_not_followed(records, show_record) -> None:
    """Addresses of the newsroom that are no links become none; its words stay words."""
    site = replace(
        show_record.show.site,
        name="<b>x",
        url="javascript:alert(1)",
        links=(
            Link(label="</a><script>", url="https://fine.example/"),
            Link(label="y", url="javascript:alert(1)"),
        ),
    )
    facts = replace(
        show_record.show,
        site=site,
        title="</title><script>alert(1)</script>",
        author='"><img src=x onerror=alert(1)>',
        description="</script><!-- \u202e",
        copyright="<i>",
        license=License(slug="<x>", url="javascript:alert(1)"),
    )
    for key, body in render_site(replace(show_record, show=facts), records).items():
        assert b"javascript:" not in body, key
        assert "\u202e" not in body.decode(), key
        if not key.endswith(".html"):
            continue
        page = html.fromstring(body.decode())
        assert [one.get("type") for one in page.cssselect("script:not([src])")] in (
            [],
            ["application/ld+json"],
        )
        assert not [one for one in page.iter() for name in one.attrib if name.startswith("on")]
        if key.endswith("index.html"):
            assert [one.get("href") for one in page.cssselect("header nav a")] == ["https://fine.example/"]
            assert page.cssselect("header .brand")[0].get("href") == "https://podcast.example/"


@pytest.mark.parametrize(
    "key", ["javascript:alert(1)", "//evil.example/x", "\\\\evil.example/x", "\t//evil.example/x"]
)
def test_a_key_never_leads_away(key: str) -> None:
    """Records come from a store, which may say anything; a key is a place below the site."""
    for link, page in (
        (from_page("index.html"), "https://podcast.example/"),
        (from_page("episodes/a/index.html"), "https://podcast.example/episodes/a/"),
        (from_anywhere("https://podcast.example/"), "https://podcast.example/not/there"),
    ):
        seen = link(key).replace("\\", "/").replace("\t", "")  # as browsers read addresses
        assert urljoin(page, seen).startswith("https://podcast.example/")
