"""A show folder as pages, drafts and scheduled episodes included, for the eyes of who writes it.

Nothing is mastered: sound is what is published, else what an earlier plan mastered, else the recording itself. What
comes out is for a preview server; nothing of it is a release, and no store is written.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from podcast.audio.probe import probe
from podcast.content import keys
from podcast.content.episode import Article, Episode
from podcast.content.folder import ShowFolder, Source
from podcast.content.record import Enclosure, EpisodeRecord, Loudness, Record, ShowRecord, recency
from podcast.content.release import Release
from podcast.publish.build import Maker, as_published, identity_of, is_due
from podcast.publish.masters import made_already
from podcast.publish.progress import Silence
from podcast.publish.state import State
from podcast.publish.views import views_of
from podcast.publish.workspace import Workspace
from podcast.site import preview
from podcast.site.bundle import assets
from podcast.values import Struct, replace

_UNHEARD = Loudness(integrated=0.0, range=0.0, true_peak=0.0)


class Preview(Struct, frozen=True, kw_only=True):
    """What to lay over the store: pages, pictures and sound by key; and how many pages are not public."""

    show: ShowRecord
    laid: Mapping[str, bytes | Path]
    held: int
    changed: int


def make_preview(folder: ShowFolder, published: State, *, now: datetime, version: int) -> Preview:
    """Return the pages of a checked folder as they are now, over what is published.

    Raises:
        PodcastError: a file cannot be used.
    """
    maker = _PreviewMaker(folder, published, {}, Workspace(folder.root), Silence())
    show = maker.show_record()
    here: dict[str, Record] = {identity_of(one.page): maker.episode_record(one) for one in folder.episodes}
    here |= {identity_of(one.page): maker.article_record(one) for one in folder.articles}
    maker.save()
    records = {**published.records, **here}
    zone = show.show.time_zone
    words = {name: _words(one, published.records.get(name), now, zone) for name, one in here.items()}
    waiting = sum(bool(one) and not is_due(here[name].page, now) for name, one in words.items())
    changed = sum(bool(one) for one in words.values()) - waiting
    views = _views(show, list(records.values()), published, now)
    summary = preview.summary_words(waiting, changed)
    over = {_page(records[name]): text for name, text in words.items()}
    laid: dict[str, bytes | Path] = {one.key: one.body for one in maker.uploads}
    laid |= {**maker.sound, **assets(show)}
    for key, body in views.items():
        is_page = key.endswith(".html")
        ribbon = "" if key.endswith("embed.html") else over.get(key, summary)
        laid[key] = preview.dressed(body, ribbon, version) if is_page else body
    return Preview(show=show, laid=laid, held=waiting, changed=changed)


class _PreviewMaker(Maker):
    """Makes records without mastering anything."""

    @property
    def sound(self) -> dict[str, Path]:
        """The recordings that are played as they are, by key."""
        return self._sound

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]  # the same as those of the class above
        self._sound: dict[str, Path] = {}

    def _enclosure(self, source: Source[Episode], known: Sequence[EpisodeRecord]) -> Enclosure:
        path = source.files.get(source.page.recording)
        if path is None:
            return _without_sound(source.page)
        ingredients = self._ingredients(source)
        for old in known:
            if old.enclosure.recipe == ingredients.recipe and old.slug == source.page.slug:
                return old.enclosure
        if made_already(ingredients, self._workspace):
            return super()._enclosure(source, known)
        recording = probe(path)
        key = f"audio/{source.page.slug}.recording{path.suffix.lower()}"
        self._sound[key] = path
        return replace(
            _without_sound(source.page),
            key=key,
            bytes=path.stat().st_size,
            duration_ms=recording.declared_ms or recording.about_ms or 0,
        )

    def _as_published(self, source: Source[Episode], known: Sequence[Record]) -> EpisodeRecord:
        old = next((one for one in known if isinstance(one, EpisodeRecord)), None)
        return EpisodeRecord(
            episode=as_published(source.page, old.episode) if old else source.page,
            enclosure=old.enclosure if old else _without_sound(source.page),
            images=self._images(source, known),
            transcript=source.transcript,
        )


def _without_sound(page: Episode) -> Enclosure:
    """Return the enclosure of an episode that has no recording yet: there is nothing at its key."""
    return Enclosure(
        key=f"audio/{page.slug}.none.mp3",
        bytes=0,
        type="audio/mpeg",
        duration_ms=0,
        sha256="0" * 64,
        recipe="",
        before=_UNHEARD,
        after=_UNHEARD,
    )


def _views(show: ShowRecord, records: list[Record], published: State, now: datetime) -> dict[str, bytes]:
    """Render every page with all that is there, and the feeds with what a publish would put into them now."""
    release = published.release or Release(number=0, show="")
    records.sort(key=recency, reverse=True)
    heard = [one for one in records if is_due(one.page, now) and _has_master(one)]
    pages, feeds = (views_of(show, some, release=release) for some in (records, heard))
    chosen = {key: view for key, view in pages.items() if not keys.is_feed(key)}
    chosen |= {key: view for key, view in feeds.items() if keys.is_feed(key)}
    return {key: view.make() for key, view in chosen.items()}


def _has_master(record: Record) -> bool:
    return not isinstance(record, EpisodeRecord) or bool(record.enclosure.recipe)


def _words(record: Record, old: Record | None, now: datetime, zone: str) -> str:
    """Return what stands over a page of the folder: nothing over one that is public as it is."""
    page: Article = record.page
    if old is None and not is_due(page, now):
        return preview.draft_words() if page.draft else preview.scheduled_words(page.date, zone)
    if old is None:
        return preview.unpublished_words(is_new=True)
    return "" if record == old else preview.unpublished_words(is_new=False)


def _page(record: Record) -> str:
    is_episode = isinstance(record, EpisodeRecord)
    return keys.episode_key(record.slug) if is_episode else keys.article_key(record.slug)
