"""From a checked show folder to records and the objects they need.

What is published already with the same recipe is taken as it is: nothing is decoded, and two machines
whose encoders differ by a bit do not publish over each other for ever.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from podcast.content.episode import Article, Episode
from podcast.content.folder import NO_PICTURES, ShowFolder, Source, referenced_files, referenced_pictures
from podcast.content.problem import Problem
from podcast.content.record import (
    ArticleRecord,
    Enclosure,
    EpisodeRecord,
    PublishedImage,
    Record,
    ShowRecord,
)
from podcast.content.text import slugify
from podcast.errors import MissingInputError, Place
from podcast.messages import msg
from podcast.publish.heard import sound_problems
from podcast.publish.images import (
    COVER_WIDTHS,
    PICTURE_WIDTHS,
    Look,
    image_recipe,
    is_rendition,
    publish_image,
)
from podcast.publish.ingredients import Ingredients, gather
from podcast.publish.known_files import KnownFiles
from podcast.publish.progress import Progress
from podcast.publish.state import State
from podcast.publish.timing import in_master
from podcast.publish.upload import Upload
from podcast.publish.workspace import Workspace
from podcast.values import Struct, replace

RecordT = TypeVar("RecordT", Record, ShowRecord)


class Held(Struct, frozen=True, kw_only=True):
    """A page that is not published now: a draft, or dated in the future. `online`: it was before, and still is."""

    slug: str
    title: str
    identity: str
    date: datetime
    draft: bool
    online: bool = False


class Candidate(Struct, frozen=True, kw_only=True):
    """What this show folder says should be public at `now`; `uploads` are the objects that it made,
    `warnings` what one hears in the recordings that were mastered."""

    show: ShowRecord
    records: tuple[Record, ...]
    uploads: tuple[Upload, ...]
    held: tuple[Held, ...]
    now: datetime
    warnings: tuple[Problem, ...] = ()


def build(
    folder: ShowFolder,
    published: State,
    *,
    now: datetime,
    workspace: Workspace,
    progress: Progress,
    seen: Mapping[str, Record] | None = None,
) -> Candidate:
    """Make every record of `folder` that is due at `now`, mastering what has to be.

    `seen` are records that this folder had published before others changed them, by identity: what it still
    has is taken from there.

    Raises:
        PodcastError: a file cannot be used; see `masters` and `images`.
    """
    maker = Maker(folder, published, seen or {}, workspace, progress)
    show = maker.show_record()
    records: list[Record] = []
    records += [maker.episode_record(one) for one in folder.episodes if is_due(one.page, now)]
    records += [maker.article_record(one) for one in folder.articles if is_due(one.page, now)]
    # what equals what is published is that very object from here on: nobody compares the two again
    records = [_or_published(one, published.records.get(identity_of(one.page))) for one in records]
    maker.save()
    return Candidate(
        now=now,
        show=_or_published(show, published.show),
        records=tuple(records),
        uploads=tuple(maker.uploads),
        warnings=tuple(maker.warnings),
        held=tuple(held(one.page, published) for one in folder.pages() if not is_due(one.page, now)),
    )


def identity_of(page: Article) -> str:
    """Return what a page is known by across releases: an episode by its guid, an article by its slug."""
    return page.guid if isinstance(page, Episode) else f"article:{page.slug}"


def as_published(page: Episode, old: Episode) -> Episode:
    """Return an episode that has no recording here with what it says of the one that is published."""
    return replace(page, recording=old.recording, stings=old.stings, jingles=old.jingles)


def _or_published(made: RecordT, old: RecordT | None) -> RecordT:
    return old if old is not None and old == made else made


def is_due(page: Article, now: datetime) -> bool:
    """Say whether a page is meant to be public at `now`: no draft, and not dated later."""
    return not page.draft and page.date <= now


def held(page: Article, published: State) -> Held:
    """Return what there is to say of a page that is not published now."""
    identity = identity_of(page)
    return Held(
        slug=page.slug,
        title=page.title,
        identity=identity,
        date=page.date,
        draft=page.draft,
        online=identity in published.records,
    )


class Maker:
    """Makes records one after the other and gathers their uploads."""

    def __init__(
        self,
        folder: ShowFolder,
        published: State,
        seen: Mapping[str, Record],
        workspace: Workspace,
        progress: Progress,
    ) -> None:
        self._folder = folder
        self._show, _ = folder.show_and_settings()
        self._published = published
        self._seen = seen
        self._workspace = workspace
        self._known_files = KnownFiles(workspace)
        self._progress = progress
        self.uploads: list[Upload] = []
        self.warnings: list[Problem] = []

    def save(self) -> None:
        """Keep what was found out about files for the next time."""
        self._known_files.save()

    def show_record(self) -> ShowRecord:
        old = self._published.show
        cover = self._image(
            self._folder.files[self._show.cover],
            Look(name="cover", widths=COVER_WIDTHS, accent=self._show.site.accent),
            self._folder.place("cover"),
            *([old.cover] if old else []),
        )
        images = {
            named: self._image(
                self._folder.files[named],
                Look(name=slugify(f"show {Path(named).stem}"), widths=PICTURE_WIDTHS),
                self._folder.place(where),
                *([old.images[named]] if old and named in old.images else []),
            )
            for where, named in referenced_pictures(self._show).items()
            if named in self._folder.files
        }
        return ShowRecord(show=self._show, cover=cover, images=images, templates=self._folder.templates)

    def article_record(self, source: Source[Article]) -> ArticleRecord:
        return ArticleRecord(article=source.page, images=self._images(source, self._known(source.page)))

    def episode_record(self, source: Source[Episode]) -> EpisodeRecord:
        known = self._known(source.page)
        if not source.page.recording:
            return self._as_published(source, known)
        enclosure = self._enclosure(source, [one for one in known if isinstance(one, EpisodeRecord)])
        episode, transcript = in_master(source, enclosure)
        return EpisodeRecord(
            episode=episode,
            enclosure=enclosure,
            images=self._images(source, known),
            transcript=transcript,
        )

    def _as_published(self, source: Source[Episode], known: Sequence[Record]) -> EpisodeRecord:
        """Return the record of an episode that has no recording here: its audio stays as it is published."""
        old = next((one for one in known if isinstance(one, EpisodeRecord)), None)
        if old is None:
            raise MissingInputError(
                msg("{slug} has no recording, and none is published", slug=source.page.slug),
                hint=msg("put one beside it, and write its name: recording: enregistrement.wav"),
                place=source.place("recording"),
            )
        return EpisodeRecord(
            episode=as_published(source.page, old.episode),
            enclosure=old.enclosure,
            images=self._images(source, known),
            transcript=source.transcript,
        )

    def _known(self, page: Article) -> list[Record]:
        """Return what is or was published of a page: what has the same recipe need not be made again."""
        identity = identity_of(page)
        found = (self._published.records.get(identity), self._seen.get(identity))
        return [one for one in found if one]

    def _enclosure(self, source: Source[Episode], known: Sequence[EpisodeRecord]) -> Enclosure:
        ingredients = self._ingredients(source)
        for old in known:
            if old.enclosure.recipe == ingredients.recipe and old.slug == source.page.slug:
                return old.enclosure
        from podcast.publish.masters import (
            make_enclosure,  # loads what masters, which most publishes do without
        )

        made = make_enclosure(source, ingredients, workspace=self._workspace, progress=self._progress)
        self.uploads += made.uploads
        self.warnings += sound_problems(source, made.faults)
        return made.enclosure

    def _ingredients(self, source: Source[Episode]) -> Ingredients:
        return gather(source, self._folder, digest=self._known_files.digest)

    def _images(self, source: Source[Article], known: Sequence[Record]) -> dict[str, PublishedImage]:
        images: dict[str, PublishedImage] = {}
        for where, name in referenced_files(source.page).items():
            path = source.files.get(name)
            if path is None or where.startswith(NO_PICTURES) or name in images:
                continue
            key_name = slugify(f"{source.page.slug} {path.stem}".removeprefix(f"{path.stem} "))
            accent = self._show.site.accent if where == "image.file" else ""
            images[name] = self._image(
                path,
                Look(name=key_name, widths=PICTURE_WIDTHS, accent=accent),
                source.place(where),
                *(old.images[name] for old in known if name in old.images),
            )
        return images

    def _image(self, path: Path, look: Look, place: Place, *known: PublishedImage) -> PublishedImage:
        """Return a picture as published, made only if its recipe is new."""
        recipe = image_recipe(path, look, digest=self._known_files.digest) if known else ""
        for old in known:
            if old.recipe == recipe or is_rendition(path, old, digest=self._known_files.digest):
                return old
        image, uploads = publish_image(path, look, workspace=self._workspace, place=place)
        self.uploads += uploads
        return image
