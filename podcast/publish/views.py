"""Every view of a release, as bytes by key: pages and players, feed, chapter and transcript files."""

from collections.abc import Sequence

from podcast.content import keys
from podcast.content.chapters import chapters_json
from podcast.content.record import EpisodeRecord, Record, ShowRecord
from podcast.content.release import Release, Tombstone
from podcast.content.transcript import write_json, write_srt, write_vtt
from podcast.feed.document import documents
from podcast.feed.json_feed import render_json_feed
from podcast.feed.rss import render_feed
from podcast.site.notes import render_notes
from podcast.site.render import render_site


def render_views(show: ShowRecord, records: Sequence[Record], *, release: Release) -> dict[str, bytes]:
    """Return all views of a release, of which only number, moments and tombstones are looked at. Pure."""
    base_url = show.show.base_url
    episodes = [record for record in records if isinstance(record, EpisodeRecord)]
    views = render_site(show, records, gone=_gone(records, release))
    for record in episodes:
        if record.episode.chapters:
            views[keys.episode_key(record.slug, "chapters.json")] = chapters_json(record, base_url)
        if record.transcript:
            for suffix, write in (("vtt", write_vtt), ("srt", write_srt), ("json", write_json)):
                views[keys.episode_key(record.slug, f"transcript.{suffix}")] = write(record.transcript)
    notes = render_notes(show, records)
    for document in documents(show, episodes):
        views[f"{document.stem}.xml"] = render_feed(
            document, notes, release=release.number, updated=release.updated
        )
        views[f"{document.stem}.json"] = render_json_feed(document, notes)
    return views


def _gone(records: Sequence[Record], release: Release) -> list[Tombstone]:
    """Return the tombstones whose address no other page has taken."""
    taken = {(record.kind, record.slug) for record in records}
    return [one for one in release.tombstones if (one.kind, one.slug) not in taken]
