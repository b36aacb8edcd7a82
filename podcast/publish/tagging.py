"""What the tags of a master say, from what the producer wrote. In the order and the times of the master."""

from pathlib import Path

from podcast.audio.tags import TagChapter, Tags
from podcast.content import keys
from podcast.content.chapters import chapter_ends
from podcast.content.episode import Episode
from podcast.content.folder import Source
from podcast.content.show import Show
from podcast.errors import ContentError
from podcast.messages import msg
from podcast.publish.images import ARTWORK_WIDTH

TAGGING = "id3-1"
"""Changes whenever the same facts would be tagged otherwise."""


def plain_tags(episode: Episode, show: Show) -> Tags:
    """Return all that the tags say but for pictures, and where the last chapter ends."""
    return _tags(episode, show, duration_ms=0, cover=b"", images={})


def full_tags(
    source: Source[Episode], episode: Episode, show: Show, cover: Path, *, duration_ms: int
) -> Tags:
    """Return the tags of the master of `episode`, which is that of `source` with the times of the master.

    Raises:
        ContentError: a picture cannot be used.
    """
    from podcast.publish.images_encode import artwork  # with Pillow, which a recipe can do without

    images = {
        name: artwork(path, width=ARTWORK_WIDTH, place=source.place("chapters"))
        for name, path in chapter_images(source).items()
    }
    picture = artwork(cover, width=ARTWORK_WIDTH, place=source.place("recording"))
    return _tags(episode, show, duration_ms=duration_ms, cover=picture, images=images)


def refuse_too_late(episode: Episode, recorded_ms: int, source: Source[Episode]) -> None:
    """Raise ContentError for what begins or ends after `recorded_ms`: a check cannot know it of files that do
    not say how long they are."""
    late = [("chapters", one.start_ms) for one in episode.chapters if one.start_ms >= recorded_ms]
    bites = ((one.start_ms, one.start_ms + one.duration_ms) for one in episode.soundbites)
    late += [("soundbites", start) for start, end in bites if end > recorded_ms]
    for where, _ in late:
        raise ContentError(
            msg("one of the {where} is after the end of the recording", where=where),
            hint=msg("correct its times"),
            place=source.place(where),
        )


def chapter_images(source: Source[Episode]) -> dict[str, Path]:
    """Return the files of the chapters' pictures by name."""
    names = {chapter.image for chapter in source.page.chapters if chapter.image in source.files}
    return {name: source.files[name] for name in sorted(names)}


def _tags(episode: Episode, show: Show, *, duration_ms: int, cover: bytes, images: dict[str, bytes]) -> Tags:
    ends = chapter_ends(tuple(chapter.start_ms for chapter in episode.chapters), duration_ms)
    return Tags(
        title=episode.title,
        artist=show.author,
        album=show.title,
        track=episode.number,
        season=episode.season,
        date=episode.date,
        genre="Podcast",
        language=show.language,
        comment=episode.summary or episode.standfirst,
        url=keys.url_of(show.base_url, keys.episode_key(episode.slug)),
        publisher_url=show.link,
        copyright=show.copyright,
        cover=cover,
        chapters=tuple(
            TagChapter(
                start_ms=chapter.start_ms,
                end_ms=end,
                title=chapter.title,
                url=chapter.url,
                image=images.get(chapter.image),
            )
            for chapter, end in zip(episode.chapters, ends, strict=True)
        ),
    )
