"""A small published show with everything in it that a page can show."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from msgspec.structs import force_setattr

from podcast.content import keys
from podcast.content.cues import Cues
from podcast.content.episode import Chapter, Picture, Sponsor
from podcast.content.record import ArticleRecord, EpisodeRecord, PublishedImage, Record, Rendition, ShowRecord
from podcast.content.release import Tombstone
from podcast.content.syndication import License, Person
from podcast.content.transcript import Cue
from podcast.site.bundle import assets
from podcast.site.render import render_site
from podcast.store.memory import MemoryStore
from podcast.store.serve import PreviewServer
from podcast.values import replace

from .chromium import Chromium
from .sound import silence

EPISODE = "episodes/episode-9/"
AUDIO = "audio/episode-9.0123456789ab.mp3"
# What a page around the frame hears, and how it asks.
HOST = """<!DOCTYPE html><html lang="fr"><title>a</title>{frame}<script>
const heard = [], frame = document.querySelector("iframe");
addEventListener("message", (event) => heard.push(event.data));
const texts = () => heard.filter((one) => typeof one === "string").map(JSON.parse);
const said = (name) => texts().filter((one) => one.event === name);
const ask = (method, value, listener) => {{
  const message = {{ context: "player.js", version: "0.0.11", method, value, listener }};
  frame.contentWindow.postMessage(JSON.stringify(message), "*");
}};
</script>"""


def _with(record: Any, **changes: Any) -> Any:
    for name, value in changes.items():
        force_setattr(record, name, value)
    return record


@pytest.fixture
def photo() -> PublishedImage:
    """Give a published illustration in three widths."""
    return PublishedImage(
        renditions=tuple(
            Rendition(
                key=f"images/photo-{one}.0123456789ab.jpg", width=one, height=one * 9 // 16, type="image/jpeg"
            )
            for one in (480, 960, 1600)
        )
    )


@pytest.fixture
def rich_episode(make_episode: Callable[..., EpisodeRecord], photo: PublishedImage) -> EpisodeRecord:
    """Give an episode that uses every field."""
    record = make_episode(
        9,
        title="Comment fédérer un réseau ?",
        standfirst="Le chapô de l’épisode.",
        label="Parole d’expert",
        body="## Une partie\n\nDu texte.\n\n[[read-also: un-article]]\n[[read-also: episode-8]]\n\nLa fin.\n\n"
        "![Une salle & des gens](photo.jpg)\n\n![Une autre](ailleurs.jpg)",
        guests=(Person(name="Une invitée", role="Présidente", url="https://invitee.example/"),),
        image=Picture(file="photo.jpg", alt="Un restaurant", caption="La salle", credit="Une photographe"),
        chapters=(
            Chapter(start_ms=0, title="Début"),
            Chapter(start_ms=90_500, title="Suite", url="https://suite.example/"),
        ),
        sponsor=Sponsor(name="Une enseigne", url="https://enseigne.example/"),
        related=("un-article", "nulle-part"),
        keywords=("réseau",),
        season=2,
        license=License(slug="cc-by-sa-4.0"),
    )
    cues = (
        Cue(start_ms=0, end_ms=4000, text="Bonjour.", speaker="Elle"),
        Cue(start_ms=4000, end_ms=8000, text="Merci.", speaker="Lui"),
        Cue(start_ms=8000, end_ms=9000, text="Allons-y.", speaker="Lui"),
    )
    episode: EpisodeRecord = _with(record, images={"photo.jpg": photo}, transcript=Cues(cues))
    return episode


@pytest.fixture
def rich_article(make_article: Callable[..., ArticleRecord], photo: PublishedImage) -> ArticleRecord:
    """Give an article with everything that the newsroom's own page has."""
    record = make_article(
        title="500 points de vente",
        standfirst="Le chapô de l’article.",
        summary="Le résumé de l’article.",
        body='Un [mot](https://marque.example/offre).\n\n![Une vitrine "éclairée"](photo.jpg "La vitrine : le soir")'
        "\n\n[[read-also: episode-9]]\n\nDeux.\n\n[[listen: episode-9]]\n\n[[listen: nulle-part]]",
        image=Picture(file="photo.jpg", alt="Une boutique", caption="La boutique", credit="Un photographe"),
        sponsor=Sponsor(name="Une marque", url="https://marque.example/"),
        related=("episode-8", "episode-9"),
        keywords=("réseau",),
    )
    article: ArticleRecord = _with(record, images={"photo.jpg": photo})
    return article


@pytest.fixture
def records(
    rich_episode: EpisodeRecord, rich_article: ArticleRecord, make_episode: Callable[..., EpisodeRecord]
) -> list[Record]:
    """Give the records of a release."""
    return [rich_article, make_episode(8), rich_episode]


@pytest.fixture
def render(show_record: ShowRecord) -> Callable[[list[Record]], dict[str, str]]:
    """Give the function that renders these records, as text by key."""
    return lambda records: {key: body.decode() for key, body in render_site(show_record, records).items()}


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """Give one browser for all the tests that look at pages with it."""
    with Chromium(tmp_path_factory.mktemp("profile")) as chromium:
        yield chromium


@pytest.fixture
def store(records, show_record) -> MemoryStore:
    """Give a published show whose ninth episode can be heard and read."""
    store = MemoryStore()
    long = next(one for one in records if one.slug == "episode-9")
    cues = tuple(
        Cue(start_ms=second * 1000, end_ms=second * 1000 + 10_000, text=text, speaker=("Elle", "Lui")[at % 2])
        for at, (second, text) in enumerate(
            (
                (0, "Bonjour à tous."),
                (10, "Un réseau se fédère."),
                (20, "Voici comment."),
                (42, "Merci du réseau."),
            )
        )
    )
    enclosure = replace(long.enclosure, waveform="audio/episode-9.0123456789ab.json")
    chapters = (long.episode.chapters[0], replace(long.episode.chapters[1], start_ms=30_000))
    long = replace(
        long,
        transcript=Cues(cues),
        enclosure=enclosure,
        episode=replace(long.episode, chapters=chapters, former_slugs=("ancien",)),
    )
    other = next(one for one in records if one.slug == "episode-8")
    other = replace(other, enclosure=replace(other.enclosure, bytes=2_500_000, duration_ms=121_500))
    published = [{long.slug: long, other.slug: other}.get(one.slug, one) for one in records]
    when = long.episode.date
    gone = [Tombstone(kind="episode", slug="parti", identity="parti", title="Parti", at=when)]
    made = {**render_site(show_record, published, gone=gone), **assets(show_record)}
    segments = [
        {
            "speaker": one.speaker,
            "startTime": one.start_ms / 1000,
            "endTime": one.end_ms / 1000,
            "body": one.text,
        }
        for one in cues
    ]
    made[f"{EPISODE}transcript.json"] = json.dumps({"version": "1.0.0", "segments": segments}).encode()
    made[enclosure.waveform] = json.dumps({"length": 4, "data": [-1, 1, -9, 8, -100, 90, 0, 0]}).encode()
    for key, body in made.items():
        store.put(key, body, type=keys.media_type(key), cache="")
    for key in (AUDIO, "audio/episode-8.0123456789ab.mp3"):
        store.put(key, silence(61.5), type="audio/wav", cache="")
    dot = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
    for one in (*show_record.cover.renditions, *long.images["photo.jpg"].renditions):
        store.put(one.key, dot, type="image/jpeg", cache="")
    return store


@pytest.fixture
def site(store: MemoryStore) -> Iterator[str]:
    """Give the address of the show."""
    with PreviewServer(store, public_url="https://podcast.example/") as server:
        yield server.url


@pytest.fixture
def host(site: str) -> Iterator[Callable[[str], str]]:
    """Give a function that puts a frame onto a page of another origin, and returns the address of that page."""
    store = MemoryStore()
    with PreviewServer(store) as server:

        def put(attributes: str, body: str = HOST) -> str:
            frame = f'<iframe name="frame" width="700" height="220" {attributes}></iframe>'
            store.put("index.html", body.format(frame=frame).encode(), type="text/html", cache="")
            return server.url

        yield put
