"""Chapters as JSON for apps that read `podcast:chapters`, and as a list of times for notes.

Owns both texts. Must not know the feed that names one and holds the other, nor the tags of the master.
Specifications: https://github.com/Podcastindex-org/podcast-namespace, chapters/jsonChapters.md, version
1.2.0; Apple, "Using chapters on Apple Podcasts".
"""

import html
from collections.abc import Sequence

from podcast.content import canonical, keys
from podcast.content.episode import Chapter
from podcast.content.record import EpisodeRecord

LEAST_LISTED = 3
"""Apple takes times in a description for chapters from the third on."""


def chapters_json(record: EpisodeRecord, base_url: str) -> bytes:
    """Return the chapters file of an episode; addresses in it are absolute."""
    chapters = []
    for chapter in record.episode.chapters:
        facts: dict[str, object] = {"startTime": chapter.start_ms / 1000, "title": chapter.title}
        if chapter.url:
            facts["url"] = chapter.url
        if image := image_url(record, chapter, base_url):
            facts["img"] = image
        chapters.append(facts)
    return canonical.encode({"version": "1.2.0", "title": record.episode.title, "chapters": chapters})


def image_url(record: EpisodeRecord, chapter: Chapter, base_url: str) -> str:
    """Return the absolute address of a chapter's picture, or nothing."""
    image = record.images.get(chapter.image)
    return keys.url_of(base_url, image.largest.key) if image else ""


def chapters_html(chapters: Sequence[Chapter], language: str) -> str:
    """Return the chapters as an HTML list of `hh:mm:ss Title` that Apple reads out of notes.

    Nothing if Apple would not: fewer than three chapters, or the first does not start at 0. The heading is
    French in a French show, else English; `language` is an ISO 639 code.
    """
    if len(chapters) < LEAST_LISTED or chapters[0].start_ms != 0:
        return ""
    heading = "Chapitres" if language.lower().replace("_", "-").split("-")[0] == "fr" else "Chapters"
    rows = (f"<li>{_clock(one.start_ms)} {html.escape(one.title)}</li>" for one in chapters)
    return f"<p>{heading}</p>\n<ul>\n{chr(10).join(rows)}\n</ul>\n"


def chapter_ends(starts: tuple[int, ...], duration_ms: int) -> tuple[int, ...]:
    """Return where each chapter ends: at the next one's start, the last at the end of the recording."""
    return (*starts[1:], duration_ms) if starts else ()


def _clock(milliseconds: int) -> str:
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"
