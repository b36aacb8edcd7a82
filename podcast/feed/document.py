"""What a feed document is: which episodes it holds, where it lies, and what lies before and after it.

The main feed, the feeds that a show filters out of it, and the pages of each are documents. Owns keys and
pages; must not know how a document is written. Specification of pages: RFC 5005, section 3.
"""

import uuid
from collections.abc import Iterator, Sequence

from podcast.content import keys
from podcast.content.record import EpisodeRecord, ShowRecord
from podcast.content.show import FilteredFeed
from podcast.values import Struct, replace


class Document(Struct, frozen=True, kw_only=True):
    """One file of a feed, newest episode first.

    `stem` is its key without `.xml` or `.json`; `first`, `older`, `newer` and `oldest` are those of the pages
    around it, empty where there is none. `show` is what its channel says. `hidden` keeps it out of
    directories; `format` is the alternate that it plays (`m4a`, `opus`), the MP3 if empty.
    """

    stem: str
    show: ShowRecord
    records: tuple[EpisodeRecord, ...]
    first: str = ""
    older: str = ""
    newer: str = ""
    oldest: str = ""
    hidden: bool = False
    format: str = ""

    @property
    def is_main(self) -> bool:
        return self.stem == keys.FEED_STEM


def documents(show: ShowRecord, records: Sequence[EpisodeRecord]) -> Iterator[Document]:
    """Return every document of a show: the main feed, then those that are filtered, each with its pages."""
    ordered = sorted(records, key=lambda one: (one.episode.date, one.episode.guid), reverse=True)
    length = show.show.feed_length
    yield from _pages(Document(stem=keys.FEED_STEM, show=show, records=tuple(ordered)), length)
    for feed in show.show.feeds:
        chosen = tuple(one for one in ordered if _belongs(one, feed))
        document = Document(
            stem=keys.filtered_feed(feed.name),
            show=_as_filtered(show, feed),
            records=chosen,
            hidden=not feed.listed,
            format=feed.format,
        )
        yield from _pages(document, length)


def guid_of(show_guid: str, feed: FilteredFeed) -> str:
    """Return the podcast:guid of a filtered feed: its own, or one that follows from the show's and its name."""
    return feed.guid or str(uuid.uuid5(uuid.UUID(show_guid), feed.name))


def _belongs(record: EpisodeRecord, feed: FilteredFeed) -> bool:
    episode = record.episode
    if feed.seasons and episode.season not in feed.seasons:
        return False
    wanted = {one.casefold() for one in feed.keywords}
    return not wanted or bool(wanted & {one.casefold() for one in episode.keywords})


def _as_filtered(show: ShowRecord, feed: FilteredFeed) -> ShowRecord:
    facts = show.show
    return replace(
        show,
        show=replace(
            facts,
            title=feed.title or f"{facts.title} – {feed.name}",
            description=feed.description or facts.description,
            guid=guid_of(facts.guid, feed),
        ),
    )


def _pages(document: Document, length: int | None) -> Iterator[Document]:
    """Return a document whole, or its newest `length` episodes and the older ones in pages.

    Pages count from the oldest: when an episode is added, only the newest page changes beside the feed.
    Their length is in their names, so that those of another length stay up until nothing names them.
    """
    records = document.records
    if not length or len(records) <= length:
        yield document
        return
    older = records[length:]
    oldest_first = older[::-1]
    chunks = [oldest_first[at : at + length][::-1] for at in range(0, len(older), length)]
    stems = [f"{document.stem}/{length}-{at + 1}" for at in range(len(chunks))]
    first, oldest = document.stem, stems[0]
    yield replace(document, records=records[:length], first=first, older=stems[-1], oldest=oldest)
    for at in reversed(range(len(chunks))):
        yield replace(
            document,
            stem=stems[at],
            records=chunks[at],
            first=first,
            older=stems[at - 1] if at else "",
            newer=stems[at + 1] if at + 1 < len(stems) else first,
            oldest=oldest,
        )
