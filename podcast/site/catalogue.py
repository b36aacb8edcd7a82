"""All the published pages together: who links to whom, what a card says of each, what is related.

The notes of a record are rendered once, when they are first asked for, and kept here, because its page, its
cards and the feed need them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from heapq import nsmallest
from itertools import islice
from typing import Any

from markupsafe import Markup

from podcast.content.body import READ_ALSO, Directive, Illustration, Markdown, directives, split_body
from podcast.content.episode import Article, Episode
from podcast.content.record import EpisodeRecord, PublishedImage, Record, ShowRecord, recency
from podcast.content.references import defined, definitions
from podcast.site import wording
from podcast.site.markdown import to_html
from podcast.site.typography import french, french_html
from podcast.site.view import Inputs, digest_of
from podcast.values import Struct

PICTURE = "picture"
MOST_RELATED = 6
_EXCERPT = 160
_MOST_SHARING = 100


class Part(Struct, frozen=True, kw_only=True):
    """A stretch of an article: `html`, the pages that a directive names, or a picture. `kind` says which."""

    kind: str
    html: str = ""
    records: tuple[Record, ...] = ()
    image: PublishedImage | None = None
    alt: str = ""
    caption: str = ""

    @property
    def shown(self) -> dict[str, Any]:
        """The part for a template; its HTML left nh3's allow-list and is printed as it is."""
        return {
            "kind": self.kind,
            "html": Markup(self.html),  # noqa: S704
            "records": self.records,
            "image": self.image,
            "alt": self.alt,
            "caption": self.caption,
        }


class Catalogue:
    """The records of a release by slug, newest first, whatever the order they came in."""

    def __init__(
        self,
        show: ShowRecord,
        records: Sequence[Record],
        *,
        digests: Mapping[str, str] | None = None,
        changed: Mapping[str, datetime] | None = None,
    ) -> None:
        """Hold the records; `digests` are those of the records by slug, and of the show under the empty slug.
        `changed` says when pages, by slug, became another than they were published as."""
        self.show = show
        self._digests = digests or {}
        self._changed = changed or {}
        self.records = tuple(sorted(records, key=recency, reverse=True))
        self.by_slug = {one.slug: one for one in self.records}
        self._french = show.show.language.lower().startswith("fr")
        self._parts: dict[str, tuple[Part, ...]] = {}
        self._texts: dict[str, str] = {}
        self._excerpts: dict[str, str] = {}
        self._said: dict[str, str] = {}
        self._shown: dict[str, tuple[Inputs, Inputs]] = {}
        self._near: dict[tuple[tuple[int, str], ...], Sequence[Record]] = {}

    def parts(self, record: Record) -> tuple[Part, ...]:
        """Return the body of a page in its parts; what links to nothing published is left out."""
        if record.slug not in self._parts:
            self._parts[record.slug] = self._read_parts(record)
        return self._parts[record.slug]

    def targets(self, record: Record) -> tuple[Record, ...]:
        """Return the published pages that the body of a page names."""
        if "[[" not in record.page.body:
            return ()
        found = (self._target(one, record) for one in directives(record.page.body))
        return tuple(one for one in found if one)

    def is_worn(self, record: Record) -> bool:
        """Say whether what is said of a page begins with a line that opens others, too: a card leaves it out."""
        return wording.first_sentence(self._blurb(record)) in self._worn

    @property
    def knows_digests(self) -> bool:
        return bool(self._digests)

    def digest(self, *inputs: Inputs) -> str:
        """Return the digest of inputs and of the show; nothing if its digest is not known."""
        return digest_of((self._digests[""], *inputs)) if self._digests else ""

    def shown(self, records: Iterable[Record]) -> Iterator[Inputs]:
        """Give what each record decides where it is shown: its digest, and whether its text begins with a worn line,
        which others decide. Nothing if digests are not known."""
        for one in records if self._digests else ():
            if one.slug not in self._shown:
                self._shown[one.slug] = (self._digests.get(one.slug), self.is_worn(one))
            yield from self._shown[one.slug]

    def modified(self, record: Record) -> datetime | None:
        """Return when a page became another after its date, nothing if it never did."""
        changed = self._changed.get(record.slug)
        return changed if changed and changed > record.page.date else None

    def typed(self, text: str) -> str:
        """Return plain text in the typography of the show's language."""
        return french(text) if self._french else text

    def reading_minutes(self, record: Record) -> int:
        """Return how long the standfirst and the body take to read; nothing else is counted."""
        body = sum(wording.words_in_html(part.html) for part in self.parts(record))
        return wording.reading_minutes(wording.words_in(record.page.standfirst) + body)

    def excerpt(self, record: Record, limit: int = _EXCERPT) -> str:
        """Return what a card says of a page: the start of its summary, standfirst or text."""
        if limit != _EXCERPT:
            return self._excerpt(record, limit)
        if record.slug not in self._excerpts:
            self._excerpts[record.slug] = self._excerpt(record, limit)
        return self._excerpts[record.slug]

    def image(self, record: Record) -> PublishedImage | None:
        """Return the published illustration of a page."""
        picture = record.page.image
        return record.images.get(picture.file) if picture else None

    def related(self, record: Record) -> tuple[Record, ...]:
        """Return the pages declared as related, in that order, then the nearest others up to six."""
        declared = [slug for slug in dict.fromkeys(record.page.related) if slug in self.by_slug]
        declared = [slug for slug in declared if slug != record.slug]
        wanted = max(0, MOST_RELATED - len(declared))
        known = {record.slug, *declared}
        near = (one for one in self._nearest(record) if one.slug not in known) if wanted else ()
        return (*(self.by_slug[slug] for slug in declared), *islice(near, wanted))

    def _nearest(self, record: Record) -> Sequence[Record]:
        """Return the pages nearest to one, more than are ever shown; pages that are alike have the same."""
        traits = tuple(sorted(_traits(record.page)))
        if traits not in self._near:
            nearness: Counter[int] = Counter()
            for weight, trait in traits:
                nearness.update(dict.fromkeys(self._sharing[trait], weight))
            # `records` is newest first, so that among equals the newer one wins.
            most = 2 * MOST_RELATED + 1  # some are declared already, and one is the page itself
            ranked = nsmallest(most, nearness, key=lambda at: (-nearness[at], at))
            self._near[traits] = [self.records[at] for at in ranked]
        return self._near[traits]

    @cached_property
    def _worn(self) -> frozenset[str]:
        """Every show has a line that opens many of its texts; on a card it says nothing."""
        openings = Counter(wording.first_sentence(self._blurb(one)) for one in self.records)
        return frozenset(opening for opening, times in openings.items() if times > 1)

    def _text(self, record: Record) -> str:
        if record.slug not in self._texts:
            self._texts[record.slug] = _words(self.parts(record))
        return self._texts[record.slug]

    def _blurb(self, record: Record) -> str:
        page = record.page
        said = page.summary.strip() or page.standfirst.strip()
        return said or self._text(record).strip() or page.title.strip()

    def _excerpt(self, record: Record, limit: int) -> str:
        if record.slug not in self._said:
            blurb = self._blurb(record)
            opening = wording.first_sentence(blurb)
            rest = blurb.removeprefix(opening).strip() if opening in self._worn else ""
            self._said[record.slug] = rest or blurb
        return self.typed(wording.excerpt(self._said[record.slug], limit))

    @cached_property
    def _sharing(self) -> dict[str, list[int]]:
        """Return which records have each trait: without it, each page would be compared with all others."""
        sharing: defaultdict[str, list[int]] = defaultdict(list)
        for at, record in enumerate(self.records):
            for _, trait in _traits(record.page):
                # a trait that everything has tells little: its newest are enough, and time stays in proportion
                if len(sharing[trait]) < _MOST_SHARING:
                    sharing[trait].append(at)
        return sharing

    def _read_parts(self, record: Record) -> tuple[Part, ...]:
        made: list[Part] = []
        sponsor = record.page.sponsor.url if record.page.sponsor else ""
        known = definitions(record.page.body)
        for part in split_body(record.page.body):
            if isinstance(part, Markdown):
                body = to_html(defined(part.text, known), sponsor=sponsor)
                made.append(Part(kind="html", html=french_html(body) if self._french else body))
                continue
            if isinstance(part, Illustration):
                if image := record.images.get(part.file):
                    made.append(Part(kind=PICTURE, image=image, alt=part.alt, caption=part.caption))
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


def _words(parts: tuple[Part, ...]) -> str:
    return "\n".join(wording.plain_text(part.html) for part in parts if part.html)


def _traits(page: Article) -> Iterator[tuple[int, str]]:
    """Give what makes a page near to another that has it too, with its weight: guests, keywords, label."""
    guests = page.guests if isinstance(page, Episode) else ()
    yield from ((3, f"guest:{name}") for name in {one.name.casefold() for one in guests})
    yield from ((2, f"keyword:{word}") for word in {one.casefold() for one in page.keywords})
    if page.label:
        yield 1, f"label:{page.label}"
