"""The podcast namespace (Podcasting 2.0). Specification: Podcastindex-org/podcast-namespace, docs/1.0.md."""

import base64
from collections.abc import Iterable, Mapping

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from podcast.content import keys
from podcast.content.episode import License, Person
from podcast.content.record import Alternate, Enclosure, EpisodeRecord, PublishedImage, ShowRecord

URI = "https://podcastindex.org/namespace/1.0"


class PodcastFeed(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """Channel tags."""

    record: ShowRecord

    def extend_ns(self) -> dict[str, str]:
        return {"podcast": URI}

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        channel, show = feed[0], self.record.show
        _add(channel, "guid", show.guid)
        _add(channel, "medium", "podcast")
        _add(channel, "locked", "yes" if show.locked else "no")
        _add_license(channel, show.license)
        _add_persons(channel, show.hosts, "host", {}, show.base_url)
        return feed


class PodcastEntry(BaseEntryExtension):  # type: ignore[misc]  # feedgen is untyped
    """Item tags. Persons of an item replace those of the channel, so hosts are said again."""

    record: EpisodeRecord
    show: ShowRecord

    def extend_rss(self, item: etree._Element) -> etree._Element:
        episode, images = self.record.episode, self.record.images
        base_url = self.show.show.base_url
        if episode.season:
            _add(item, "season", str(episode.season))
        if episode.number:
            _add(item, "episode", str(episode.number))
        if self.record.transcript:
            _add_transcripts(
                item, keys.url_of(base_url, keys.episode_key(episode.slug)), self.show.show.language
            )
        if episode.chapters:
            url = keys.url_of(base_url, keys.episode_key(episode.slug, "chapters.json"))
            _add(item, "chapters", url=url, type="application/json+chapters")
        for bite in episode.soundbites:
            _add(
                item,
                "soundbite",
                bite.title,
                startTime=_seconds(bite.start_ms),
                duration=_seconds(bite.duration_ms),
            )
        _add_persons(item, episode.hosts or self.show.show.hosts, "host", images, base_url)
        _add_persons(item, episode.guests, "guest", images, base_url)
        _add_alternates(item, self.record.enclosure, base_url)
        if place := episode.location:
            _add(item, "location", place.name, **_given(geo=place.geo, osm=place.osm))
        _add_license(item, episode.license)
        return item


def _add(parent: etree._Element, name: str, value: str = "", **attributes: str) -> None:
    element = etree.SubElement(parent, f"{{{URI}}}{name}", dict(attributes))
    if value:
        element.text = value


def _add_transcripts(item: etree._Element, folder_url: str, language: str) -> None:
    """Say where the transcript is, in the format that Apple prefers first; cues with times are captions."""
    url = f"{folder_url}transcript"
    _add(item, "transcript", url=f"{url}.vtt", type="text/vtt", language=language, rel="captions")
    _add(item, "transcript", url=f"{url}.srt", type="application/x-subrip", language=language, rel="captions")
    _add(item, "transcript", url=f"{url}.json", type="application/json", language=language)


def _add_alternates(item: etree._Element, enclosure: Enclosure, base_url: str) -> None:
    """Say which formats there are, the enclosure's own first, when there is more than that one."""
    if not enclosure.alternates:
        return
    bits = enclosure.bytes * 8_000 // max(1, enclosure.duration_ms)
    own = Alternate(
        key=enclosure.key,
        bytes=enclosure.bytes,
        type=enclosure.type,
        sha256=enclosure.sha256,
        kbps=max(1, round(bits / 1000)),
    )
    for one in (own, *enclosure.alternates):
        element = etree.SubElement(
            item,
            f"{{{URI}}}alternateEnclosure",
            {"type": one.type, "length": str(one.bytes), "bitrate": str(one.kbps * 1000)},
        )
        if one is own:
            element.set("default", "true")
        _add(element, "source", uri=keys.url_of(base_url, one.key))
        digest = {"type": "sri", "value": f"sha256-{_base64(one.sha256)}"}
        etree.SubElement(element, f"{{{URI}}}integrity", digest)


def _base64(hexadecimal: str) -> str:
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()


def _add_license(parent: etree._Element, license_: License | None) -> None:
    if license_:
        _add(parent, "license", license_.slug, **_given(url=license_.url))


def _add_persons(
    parent: etree._Element,
    persons: Iterable[Person],
    role: str,
    images: Mapping[str, PublishedImage],
    base_url: str,
) -> None:
    for person in persons:
        image = images.get(person.img)
        img = keys.url_of(base_url, image.largest.key) if image else person.img
        absolute = img if img.startswith("https:") else ""
        _add(parent, "person", person.name, role=role, **_given(href=person.url, img=absolute))


def _given(**attributes: str) -> dict[str, str]:
    return {name: value for name, value in attributes.items() if value}


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.3f}".rstrip("0").rstrip(".")
