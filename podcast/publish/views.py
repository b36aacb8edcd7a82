"""Every view of a release, by key: pages and players, feed, chapter and transcript files."""

from collections.abc import Mapping, Sequence
from functools import partial

from podcast.content import keys
from podcast.content.chapters import chapters_json
from podcast.content.pieces import OfRecords, Pieces
from podcast.content.record import EpisodeRecord, Record, ShowRecord
from podcast.content.release import Release, Tombstone
from podcast.feed.document import Document, documents
from podcast.site.catalogue import Catalogue
from podcast.site.links import trusted
from podcast.site.notes import Notes
from podcast.site.render import site_views
from podcast.site.view import View, digest_of


def views_of(
    show: ShowRecord,
    records: Sequence[Record],
    *,
    release: Release,
    digests: Mapping[str, str] | None = None,
    pieces: Pieces | None = None,
) -> dict[str, View]:
    """Return all views of a release, of which only number, moments and tombstones are looked at. Pure.

    `digests` are those of the records by slug, and of the show under the empty slug; with them views say what
    they follow from. `pieces` may remember some of the long ones.
    """
    changed = {one.slug: one.changed for one in release.entries if one.changed}
    catalogue = Catalogue(trusted(show), records, digests=digests, changed=changed)
    views = site_views(catalogue, gone=_gone(records, release), pieces=pieces)
    episodes = [record for record in records if isinstance(record, EpisodeRecord)]
    for record in episodes:
        views |= _files(show, record, digests or {})
    return views | _feeds(show, episodes, catalogue, release, pieces)


def _files(show: ShowRecord, record: EpisodeRecord, digests: Mapping[str, str]) -> dict[str, View]:
    """Return the chapter and transcript files of an episode."""
    own, base_url, views = digests.get(record.slug, ""), show.show.base_url, {}
    if record.episode.chapters:
        views[keys.episode_key(record.slug, "chapters.json")] = View(
            make=partial(chapters_json, record, base_url),
            inputs=digest_of(("chapters", own, base_url)) if own else "",
        )
    if record.transcript:
        for suffix in ("vtt", "srt", "json"):
            views[keys.episode_key(record.slug, f"transcript.{suffix}")] = View(
                make=partial(_transcript, suffix, record), inputs=digest_of((suffix, own)) if own else ""
            )
    return views


def _transcript(suffix: str, record: EpisodeRecord) -> bytes:
    from podcast.content.transcript import write_json, write_srt, write_vtt  # which few pages need

    write = {"vtt": write_vtt, "srt": write_srt, "json": write_json}[suffix]
    return write(record.transcript)


def _feeds(
    show: ShowRecord,
    episodes: Sequence[EpisodeRecord],
    catalogue: Catalogue,
    release: Release,
    pieces: Pieces | None,
) -> dict[str, View]:
    """Return the feeds: the main one carries its release's number, so it is another one each time."""
    notes = Notes(catalogue)

    def items(document: Document, kind: str) -> OfRecords:
        feed = document.stem.rpartition("/")[0] if document.newer else document.stem

        def key_of(record: Record) -> str:
            named = catalogue.targets(record)
            return catalogue.digest(kind, feed, document.format, *catalogue.shown([record, *named]))

        return OfRecords(pieces=pieces, key_of=key_of)

    # Only who makes a feed loads what makes it: pages may be made beside it.
    def xml(document: Document) -> bytes:
        from podcast.feed.rss import render_feed

        known = items(document, "item")
        return render_feed(document, notes, release=release.number, updated=release.updated, items=known)

    def json(document: Document) -> bytes:
        from podcast.feed.json_feed import render_json_feed

        return render_json_feed(document, notes, items=items(document, "json"))

    views = {}
    for document in documents(show, episodes):
        views[f"{document.stem}.xml"] = View(make=partial(xml, document))
        views[f"{document.stem}.json"] = View(make=partial(json, document))
    return views


def _gone(records: Sequence[Record], release: Release) -> list[Tombstone]:
    """Return the tombstones whose address no other page has taken."""
    taken = {(record.kind, record.slug) for record in records}
    return [one for one in release.tombstones if (one.kind, one.slug) not in taken]
