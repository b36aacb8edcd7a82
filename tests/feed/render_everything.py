"""Renders every document of the show that uses every tag, and prints the digest of each.

Run by tests in other locales, time zones and Pythons; masters are invented, so that only rendering counts.
"""

from __future__ import annotations

import hashlib
import locale
import random
import sys
from pathlib import Path

from podcast.content.load import load_show
from podcast.content.record import (
    Alternate,
    Enclosure,
    EpisodeRecord,
    Loudness,
    PublishedImage,
    Record,
    Rendition,
    ShowRecord,
)
from podcast.content.release import Release
from podcast.publish.views import views_of
from podcast.values import replace


def picture(name: str, width: int, height: int) -> PublishedImage:
    """Return a picture as if it had been published."""
    return PublishedImage(
        renditions=(Rendition(key=f"images/{name}.aa.jpg", width=width, height=height, type="image/jpeg"),)
    )


def render(root: Path, seed: int) -> dict[str, bytes]:
    """Return every view of the show folder at `root`, its episodes taken in the order that `seed` gives."""
    folder = load_show(root)
    assert not folder.problems
    assert folder.show
    images = {"banniere.png": picture("banniere", 1200, 400), "hote.png": picture("hote", 400, 400)}
    show = ShowRecord(show=folder.show, cover=picture("cover", 1400, 1400), images=images)
    measured = Loudness(integrated=-16.0, range=3.0, true_peak=-1.2)
    records: list[Record] = []
    for source in folder.episodes:
        slug = source.page.slug
        opus = Alternate(key=f"audio/{slug}.aa.opus", bytes=999, type="audio/ogg", sha256="b" * 64, kbps=48)
        enclosure = Enclosure(
            key=f"audio/{slug}.aa.mp3",
            bytes=1234,
            type="audio/mpeg",
            duration_ms=3200,
            sha256="a" * 64,
            recipe="",
            before=measured,
            after=measured,
            alternates=(opus,),
        )
        record = EpisodeRecord(episode=source.page, enclosure=enclosure, transcript=source.transcript)
        records.append(replace(record, images={"image.png": picture("image", 1280, 720)}))
    random.Random(seed).shuffle(records)  # noqa: S311  any order will do
    views = views_of(show, records, release=Release(number=1, show=""))
    return {key: view.make() for key, view in views.items()}


if __name__ == "__main__":
    locale.setlocale(locale.LC_ALL, "")
    for key, body in sorted(render(Path(sys.argv[1]), int(sys.argv[2])).items()):
        print(key, hashlib.sha256(body).hexdigest())  # noqa: T201
    print("#", locale.setlocale(locale.LC_TIME), file=sys.stderr)  # noqa: T201
