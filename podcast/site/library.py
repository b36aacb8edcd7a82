"""All the published pages together: who links to whom, what a card says of each, what is related.

The notes of every record are rendered once and kept here, because its page, its cards and the feed need
them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from podcast.content.body import READ_ALSO, Directive, Markdown, split_body
from podcast.content.episode import Article, Episode
from podcast.content.record import EpisodeRecord, PublishedImage, Record, ShowRecord
from podcast.site import wording
from podcast.site.markdown import to_html
from podcast.site.typography import french, french_html

MOST_RELATED = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A stretch of an article: `html`, or the pages that a directive names. `kind` says which."""

    kind: str
    html: str = ""
    records: tuple[Record, ...] = ()


class Library:
    """The records of a release by slug, newest first, whatever the order they came in."""

    def __init__(self, show: ShowRecord, records: Sequence[Record]) -> None:
        self.show = show
        self.records = tuple(sorted(records, key=lambda one: (one.page.date, one.slug), reverse=True))
        self.by_slug = {one.slug: one for one in self.records}
        self._french = show.show.language.lower().startswith("fr")
        self._parts = {one.slug: self._read_parts(one) for one in self.records}

    def parts(self, record: Record) -> tuple[Part, ...]:
        """Return the body of a page in its parts; what links to nothing published is left out."""
        return self._parts[record.slug]

    def typed(self, text: str) -> str:
        """Return plain text in the typography of the show's language."""
        return french(text) if self._french else text

    def reading_minutes(self, record: Record) -> int:
        """Return how long the standfirst and the body take to read; nothing else is counted."""
        return wording.reading_minutes(record.page.standfirst, *self._texts(record))

    def excerpt(self, record: Record, limit: int = 160) -> str:
        """Return what a card says of a page: the start of its summary, standfirst or text."""
        texts = (record.page.summary, record.page.standfirst, *self._texts(record), record.page.title)
        return self.typed(wording.excerpt(next((text for text in texts if text.strip()), ""), limit))

    def image(self, record: Record) -> PublishedImage | None:
        """Return the published illustration of a page."""
        picture = record.page.image
        return record.images.get(picture.file) if picture else None

    def related(self, record: Record) -> tuple[Record, ...]:
        """Return the pages declared as related, in that order, then the nearest others up to six."""
        declared = [self.by_slug[slug] for slug in dict.fromkeys(record.page.related) if slug in self.by_slug]
        declared = [one for one in declared if one.slug != record.slug]
        others = [one for one in self.records if one.slug != record.slug and one not in declared]
        near = sorted(others, key=lambda one: -_nearness(record.page, one.page))
        wanted = max(0, MOST_RELATED - len(declared))
        return (*declared, *[one for one in near if _nearness(record.page, one.page) > 0][:wanted])

    def _texts(self, record: Record) -> list[str]:
        return [wording.plain_text(part.html) for part in self.parts(record) if part.html]

    def _read_parts(self, record: Record) -> tuple[Part, ...]:
        made: list[Part] = []
        for part in split_body(record.page.body):
            if isinstance(part, Markdown):
                body = to_html(part.text)
                made.append(Part(kind="html", html=french_html(body) if self._french else body))
                continue
            target = self._target(part, record)
            if target is None:
                continue
            if part.name == READ_ALSO and made and made[-1].kind == READ_ALSO:
                made[-1] = Part(kind=READ_ALSO, records=(*made[-1].records, target))
            else:
                made.append(Part(kind=part.name, records=(target,)))
        return tuple(made)

    def _target(self, directive: Directive, record: Record) -> Record | None:
        target = self.by_slug.get(directive.target)
        if target is None or target.slug == record.slug:
            return None
        if directive.name == READ_ALSO:
            return target
        return target if isinstance(target, EpisodeRecord) else None


def _nearness(one: Article, other: Article) -> int:
    """Return how much two pages have in common: keywords, guests and label."""
    keywords = {word.casefold() for word in one.keywords} & {word.casefold() for word in other.keywords}
    guests = _names(one) & _names(other)
    return 2 * len(keywords) + 3 * len(guests) + (1 if one.label and one.label == other.label else 0)


def _names(page: Article) -> set[str]:
    return {person.name.casefold() for person in page.guests} if isinstance(page, Episode) else set()
