"""Chapters as JSON, for apps that read `podcast:chapters`.

Specification: https://github.com/Podcastindex-org/podcast-namespace, chapters/jsonChapters.md, version 1.2.0.
"""

from podcast.content import canonical, keys
from podcast.content.record import EpisodeRecord


def chapters_json(record: EpisodeRecord, base_url: str) -> bytes:
    """Return the chapters file of an episode; addresses in it are absolute."""
    chapters = []
    for chapter in record.episode.chapters:
        facts: dict[str, object] = {"startTime": chapter.start_ms / 1000, "title": chapter.title}
        if chapter.url:
            facts["url"] = chapter.url
        if image := record.images.get(chapter.image):
            facts["img"] = keys.url_of(base_url, image.largest.key)
        chapters.append(facts)
    return canonical.encode({"version": "1.2.0", "title": record.episode.title, "chapters": chapters})


def chapter_ends(starts: tuple[int, ...], duration_ms: int) -> tuple[int, ...]:
    """Return where each chapter ends: at the next one's start, the last at the end of the recording."""
    return (*starts[1:], duration_ms) if starts else ()
