"""The small files beside an episode: its picture, its chapters with theirs, its transcript. Fetched, told by
their bytes, and named here.

What is gone for good is left out and said; what may come back keeps the episode from being finished, so that
the next run asks again.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from podcast.content.text import is_web_address, parse_clock, slugify
from podcast.content.transcript import parse_transcript
from podcast.errors import ContentError, PodcastError, TryAgainError
from podcast.feed.source_item import Linked, SourceItem, clock_text
from podcast.feed.source_tags import Facts, add, plain
from podcast.files import write_whole
from podcast.messages import msg
from podcast.moving.feed import site_of
from podcast.moving.web import Web

MOST_PICTURE = 30_000_000
MOST_TEXT = 5_000_000
MOST_CHAPTERS = 1000

_PICTURES = ((b"\xff\xd8\xff", ".jpg"), (b"\x89PNG\r\n\x1a\n", ".png"))
_RANK = {"text/vtt": 0, "application/json": 1, "application/x-subrip": 2, "application/srt": 2, "text/srt": 2}


@dataclass(kw_only=True, slots=True)
class Sidecars:
    """Fetches files into one folder, each address once, and keeps what could not be had."""

    web: Web
    folder: Path
    notes: list[str] = field(default_factory=list)
    fetched: dict[str, str] = field(default_factory=dict)

    def picture(self, address: str, stem: str) -> str:
        """Return the name of the file of a picture, nothing if it is none or is gone.

        Raises:
            TryAgainError: it may be there later.
        """
        if address in self.fetched:
            return self.fetched[address]
        name = ""
        try:
            body, _ = self.web.get(address, most=MOST_PICTURE)
            if suffix := picture_suffix(body):
                name = stem + suffix
                write_whole(self.folder / name, body)
            else:
                self.notes.append(msg("{address} is no picture: left out", address=address))
        except TryAgainError:
            raise
        except PodcastError as error:
            self.notes.append(msg("{reason}: left out", reason=error.message))
        self.fetched[address] = name
        return name

    def text(self, address: str) -> str:
        """Return a text of the web, nothing if it is gone; raises TryAgainError if it may be there later."""
        try:
            body, _ = self.web.get(address, most=MOST_TEXT, accept_gzip=True)
            return body.decode("utf-8-sig")
        except TryAgainError:
            raise
        except (PodcastError, UnicodeDecodeError) as error:
            self.notes.append(
                msg("{value}: left out", value=getattr(error, "message", f"{address} is not UTF-8"))
            )
            return ""


def picture_suffix(body: bytes) -> str:
    """Return the suffix of a picture that can be published, by its first bytes."""
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return ".webp"
    return next((suffix for magic, suffix in _PICTURES if body.startswith(magic)), "")


def fetch_transcript(item: SourceItem, language: str, sidecars: Sidecars) -> str:
    """Return the name of the transcript's file: the best of those that the item links to."""
    for linked in sorted(item.transcripts, key=lambda one: _transcript_order(one, language)):
        if linked.type not in _RANK:
            sidecars.notes.append(
                msg(
                    "a transcript of the type {type} has no times: left out",
                    type=linked.type or msg("nothing"),
                )
            )
            continue
        text = sidecars.text(linked.url)
        try:
            if not text or not parse_transcript(text, file=linked.url):
                continue
        except ContentError as error:
            sidecars.notes.append(msg("{error}: left out", error=error))
            continue
        name = f"transcript{('.vtt', '.json', '.srt')[_RANK[linked.type]]}"
        write_whole(sidecars.folder / name, text.encode())
        return name
    return ""


def _transcript_order(linked: Linked, language: str) -> tuple[bool, int]:
    other = bool(linked.language) and linked.language.lower()[:2] != language.lower()[:2]
    return other, _RANK.get(linked.type, 9)


def fetch_chapters(item: SourceItem, sidecars: Sidecars) -> list[Facts]:
    """Return the chapters of an item with the files of their pictures: those of its file, else those in the feed."""
    chapters: list[Facts] = []
    if item.chapters_url:
        chapters = _from_json(sidecars.text(item.chapters_url), item.chapters_url, sidecars)
    chapters = chapters or [dict(one) for one in item.facts.get("chapters", [])]
    by_start = {parse_clock(str(one["start"])) or 0: one for one in reversed(chapters)}
    found = [by_start[at] for at in sorted(by_start)]
    images = list(dict.fromkeys(str(one["image"]) for one in found if "image" in one))
    for one in found:
        if "image" in one:
            address = str(one.pop("image"))
            stem = f"chapitre-{images.index(address) + 1}"
            add(one, "image", sidecars.picture(address, stem) if is_web_address(address) else "")
    return found


def _from_json(text: str, where: str, sidecars: Sidecars) -> list[Facts]:
    """Read a chapters file; those that are in no table of contents are no chapters here."""
    if not text:
        return []
    try:
        listed: Any = json.loads(text)["chapters"]
        entries = [one for one in listed if isinstance(one, dict)][:MOST_CHAPTERS]
    except (ValueError, KeyError, TypeError, RecursionError):
        sidecars.notes.append(msg("{where} holds no chapters: left out", where=where))
        return []
    found: list[Facts] = []
    for one in entries:
        start, title = one.get("startTime"), plain(str(one.get("title") or ""))[:255]
        if (
            isinstance(start, int | float)
            and 0 <= start < 3_600_000
            and title
            and one.get("toc") is not False
        ):
            facts: Facts = {"start": clock_text(round(start * 1000)), "title": title}
            for ours, theirs in (("url", "url"), ("image", "img")):
                add(facts, ours, plain(str(one.get(theirs) or "")))
            found.append(facts)
    return found


def portraits(people: Iterable[Facts], stem: str, old_sites: frozenset[str], sidecars: Sidecars) -> None:
    """Fetch pictures of people that lie where the show goes away from; leave alone those elsewhere."""
    for one in people:
        address = str(one.get("img", ""))
        if not address or (address.startswith("https:") and site_of(address) not in old_sites):
            continue
        name = slugify(str(one.get("name", "")))[:40]
        file = (
            sidecars.picture(address, f"{stem}-{name}" if name else stem) if is_web_address(address) else ""
        )
        one.pop("img")
        add(one, "img", file)
