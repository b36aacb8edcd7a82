"""What all tests share: values to start from, and a small show folder with real sound in it."""

from __future__ import annotations

import math
import os
import struct
import wave
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from PIL import Image

from podcast.content.episode import Article, Chapter, Episode
from podcast.content.record import (
    ArticleRecord,
    Enclosure,
    EpisodeRecord,
    Loudness,
    PublishedImage,
    Rendition,
    ShowRecord,
)
from podcast.content.show import Category, Show, Site
from podcast.content.syndication import Person

BASE_URL = "https://podcast.example/"

# No test is timed: a machine that is busy with something else must not fail one.
settings.register_profile("podcast", deadline=None)
settings.load_profile("podcast")

# Nor may the language of the machine: a test of another says so.
for _name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(_name, None)
os.environ["LANG"] = "C.UTF-8"


def _write_wav(path: Path, seconds: float = 3.0, level: float = 0.1, rate: int = 16_000) -> Path:
    """Write mono 16-bit sound that rises and falls like speech."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(_speech(seconds, level, rate))
    return path


@lru_cache(maxsize=64)
def _speech(seconds: float, level: float, rate: int) -> bytes:
    frames = bytearray()
    for at in range(int(seconds * rate)):
        envelope = 0.4 + 0.6 * abs(math.sin(at / rate * 7.0))
        tone = math.sin(at / rate * 2 * math.pi * 220) + 0.5 * math.sin(at / rate * 2 * math.pi * 1333)
        frames += struct.pack("<h", int(32767 * level * envelope * tone / 1.5))
    return bytes(frames)


@pytest.fixture(scope="session")
def write_wav() -> Callable[..., Path]:
    """Give the function that writes a short recording."""
    return _write_wav


SHOW_TOML = """\
title = "Émission d’essai"
author = "La rédaction"
language = "fr"
description = "Une émission & ses épisodes."
link = "https://podcast.example/"
guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
categories = ["Business > Entrepreneurship"]
cover = "cover.jpg"
base_url = "https://podcast.example/"
store = "../public"

[site]
name = "La rédaction"
url = "https://redaction.example/"
accent = "#e63b11"
"""

EPISODE_MD = """\
---
title: "{title}"
number: {number}
date: 2025-03-{number:02}T06:00:00+01:00
guid: {guid}
slug: {slug}
summary: Un résumé.
recording: son.wav
chapters:
  - start: "00:00"
    title: Début
  - start: "00:01"
    title: Suite
---

Le texte de l’épisode {number}.
"""


class ShowFolderMaker:
    """Makes and edits a show folder as a producer would."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True)
        (root / "show.toml").write_text(SHOW_TOML, encoding="utf-8")
        Image.new("RGB", (1400, 1400), "#e63b11").save(root / "cover.jpg", quality=50)

    def episode(self, number: int = 1, **changes: Any) -> Path:
        """Write episode `number` and return its `episode.md`."""
        facts = {
            "number": number,
            "title": f"Épisode {number}",
            "slug": f"episode-{number}",
            "guid": f"guid-{number}",
            **changes,
        }
        folder = self.root / f"{number:03}-{facts['slug']}"
        _write_wav(folder / "son.wav", seconds=2.0 + number / 10)
        path = folder / "episode.md"
        path.write_text(EPISODE_MD.format(**facts), encoding="utf-8")
        return path

    def article(self, slug: str = "un-article", body: str = "Le texte.", extra: str = "") -> Path:
        """Write an article and return its file."""
        path = self.root / "articles" / f"{slug}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            f"---\ntitle: Article {slug}\ndate: 2025-04-01T06:00:00+02:00\nsummary: Un résumé.\n{extra}---\n\n{body}\n",
            encoding="utf-8",
        )
        return path

    @staticmethod
    def edit(path: Path, old: str, new: str) -> None:
        """Replace text in a file, which must contain it."""
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def show(tmp_path: Path) -> ShowFolderMaker:
    """Give an empty but valid show folder."""
    return ShowFolderMaker(tmp_path / "emission")


@pytest.fixture
def make_show(tmp_path: Path) -> Callable[[str], ShowFolderMaker]:
    """Give a function that makes another show folder."""
    return lambda name: ShowFolderMaker(tmp_path / name)


def _image(name: str, *widths: int) -> PublishedImage:
    renditions = tuple(
        Rendition(key=f"images/{name}-{one}.0123456789ab.jpg", width=one, height=one, type="image/jpeg")
        for one in widths
    )
    return PublishedImage(renditions=renditions)


@pytest.fixture
def show_record() -> ShowRecord:
    """Give the record of a show with everything that is required."""
    facts = Show(
        title="En Toute Franchise",
        author="L’Express Franchise",
        language="fr",
        description="Le podcast de la franchise.",
        guid="917393e3-1b1e-5cef-ace4-edaa54e1f810",
        link="https://redaction.example/",
        base_url=BASE_URL,
        cover="cover.jpg",
        categories=(Category(name="Business", sub="Entrepreneurship"), Category(name="News")),
        site=Site(name="L’Express Franchise", url="https://redaction.example/", accent="#e63b11"),
        copyright="L’Express Franchise",
        hosts=(Person(name="Une hôte"),),
    )
    return ShowRecord(show=facts, cover=_image("cover", 300, 600, 3000))


@pytest.fixture
def make_episode() -> Callable[..., EpisodeRecord]:
    """Give a function that makes an episode's record; keywords change the episode's facts."""

    def make(number: int = 1, **changes: Any) -> EpisodeRecord:
        facts: dict[str, Any] = {
            "slug": f"episode-{number}",
            "title": f"Épisode {number}",
            "date": datetime(2025, 3, number, 5, tzinfo=UTC),
            "body": "Le *texte*.",
            "summary": "Un résumé.",
            "guid": f"guid-{number}",
            "recording": "son.wav",
            "number": number,
            "chapters": (Chapter(start_ms=0, title="Début"),),
            **changes,
        }
        loudness = Loudness(integrated=-16.0, range=3.0, true_peak=-1.2)
        enclosure = Enclosure(
            key=f"audio/{facts['slug']}.0123456789ab.mp3",
            bytes=123_456,
            type="audio/mpeg",
            duration_ms=61_500,
            sha256="0" * 64,
            recipe="1" * 64,
            before=loudness,
            after=loudness,
        )
        return EpisodeRecord(episode=Episode(**facts), enclosure=enclosure)

    return make


@pytest.fixture
def make_article() -> Callable[..., ArticleRecord]:
    """Give a function that makes an article's record."""

    def make(slug: str = "un-article", **changes: Any) -> ArticleRecord:
        facts: dict[str, Any] = {
            "slug": slug,
            "title": "Un article",
            "date": datetime(2025, 4, 1, 5, tzinfo=UTC),
            "body": "Le texte.",
            **changes,
        }
        return ArticleRecord(article=Article(**facts))

    return make
