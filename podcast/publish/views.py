"""Every view of a release, as bytes by key: pages and players, feed, chapter and transcript files."""

from collections.abc import Sequence

from podcast.content import keys
from podcast.content.chapters import chapters_json
from podcast.content.record import EpisodeRecord, Record, ShowRecord
from podcast.content.transcript import write_json, write_srt, write_vtt
from podcast.feed.rss import render_feed
from podcast.site.render import render_notes, render_site


def render_views(show: ShowRecord, records: Sequence[Record], *, release: int) -> dict[str, bytes]:
    """Return all views of the release with this number. Pure: they follow from the records alone."""
    base_url = show.show.base_url
    episodes = [record for record in records if isinstance(record, EpisodeRecord)]
    views = render_site(show, records)
    for record in episodes:
        if record.episode.chapters:
            views[keys.episode_key(record.slug, "chapters.json")] = chapters_json(record, base_url)
        if record.transcript:
            for suffix, write in (("vtt", write_vtt), ("srt", write_srt), ("json", write_json)):
                views[keys.episode_key(record.slug, f"transcript.{suffix}")] = write(record.transcript)
    views[keys.FEED] = render_feed(show, episodes, render_notes(show, records), release=release)
    return views
