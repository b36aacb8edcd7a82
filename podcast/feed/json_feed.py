"""A feed document as JSON Feed 1.1, beside the RSS. Pure. Specification: https://www.jsonfeed.org/version/1.1/."""

from collections.abc import Mapping

from podcast.content import canonical, keys
from podcast.content.cut import cut
from podcast.content.pieces import OfRecords
from podcast.content.record import EpisodeRecord
from podcast.feed.document import Document
from podcast.feed.enclosure import media_of

VERSION = "https://jsonfeed.org/version/1.1"


def render_json_feed(
    document: Document,
    notes: Mapping[str, str],
    *,
    items: OfRecords = OfRecords(),  # noqa: B008  a value
) -> bytes:
    """Return a feed document as JSON; `notes` maps an episode's slug to its article as safe HTML, and `items` may
    remember some."""
    show, base_url = document.show.show, document.show.show.base_url
    facts: dict[str, object] = {
        "version": VERSION,
        "title": show.title,
        "home_page_url": show.link,
        "feed_url": f"{base_url}{document.stem}.json",
        "next_url": f"{base_url}{document.older}.json" if document.older else "",
        "description": cut(show.description),
        "icon": keys.url_of(base_url, document.show.cover.at_least(512).key),
        "authors": [{"name": show.author}],
        "language": show.language,
        "hubs": [{"type": "WebSub", "url": hub} for hub in show.tags.hubs] if not document.newer else [],
    }
    if show.tags.complete:
        facts["expired"] = True
    made = []
    for record in document.records:
        piece = items.get(record)
        if piece is None:
            piece = canonical.encode(_item(document, record, notes.get(record.slug, ""))).rstrip()
            items.keep(record, piece)
        made.append(piece)
    # before what follows in the order of names; readers want the list even when it is empty
    listed = b'"items":[' + b",".join(made) + b'],"language"'
    return canonical.encode(facts).replace(b'"language"', listed, 1)


def _item(document: Document, record: EpisodeRecord, notes: str) -> dict[str, object]:
    show, episode = document.show.show, record.episode
    media = media_of(record.enclosure, document.format, base_url=show.base_url)
    picture = record.images.get(episode.image.file) if episode.image else None
    summary = cut(episode.summary or episode.standfirst or episode.title)
    return {
        "id": episode.guid,
        "url": keys.url_of(show.base_url, keys.episode_key(episode.slug)),
        "title": episode.title,
        "summary": summary,
        "content_html": notes,
        "content_text": "" if notes else summary,
        "image": keys.url_of(show.base_url, picture.largest.key) if picture else "",
        "date_published": episode.date.isoformat(),
        "authors": [{"name": episode.tags.author}] if episode.tags.author else [],
        "tags": list(episode.keywords),
        "attachments": [
            {
                "url": media.url,
                "mime_type": media.type,
                "size_in_bytes": media.bytes,
                "duration_in_seconds": max(1, round(record.enclosure.duration_ms / 1000)),
            }
        ],
    }
