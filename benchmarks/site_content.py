"""What the benchmark of the site builds: the same texts as a show folder of ours and as pages for others."""

import array
import json
import math
import random
import uuid
from functools import lru_cache
from pathlib import Path

from site_pelican import write_page

Cue = tuple[int, str, str]  # when it begins in milliseconds, who speaks, what is said

CUES = 400
END = "00:00:02.000"
TEXT = (
    "le la un franchise réseau enseigne contrat point vente candidat ouverture dirigeant marque banque projet emprunt"
    " local accord formation année client centre équipe métier savoir-faire droit entrée redevance territoire zone"
)
WORDS = TEXT.split()

SHOW = """title = "Titre"
author = "Une rédaction"
language = "fr"
description = "Une émission sur la franchise."
link = "https://redaction.example/"
guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
categories = ["News"]
cover = "cover.jpg"
base_url = "https://podcast.example/"
store = "../public"
time_zone = "Europe/Paris"
"""


class Text:
    """Sentences that are the same each time."""

    def __init__(self) -> None:
        self._chance = random.Random(7)  # noqa: S311  texts, not secrets

    def sentence(self) -> str:
        """Return one, some with signs that French typography is about."""
        words = " ".join(self._chance.choice(WORDS) for _ in range(self._chance.randint(6, 16)))
        return words.capitalize() + self._chance.choice([".", ".", ".", " !", " ?", ", soit 25 % de plus."])

    def paragraph(self, count: int) -> str:
        """Return several sentences."""
        return " ".join(self.sentence() for _ in range(count))

    def body(self) -> str:
        """Return some 2.4 kB of Markdown."""
        blocks = [
            self.paragraph(4),
            f"## {' '.join(WORDS[:4]).capitalize()}",
            self.paragraph(5),
            self.paragraph(5),
        ]
        return "\n\n".join(
            [*blocks, f"- {self.sentence()}\n- {self.sentence()}", f"**Important.** {self.paragraph(4)}"]
        )


def write_content(folder: Path, kind: str, count: int) -> None:
    """Write the same pages for all: `show/` for ours, `content/` for Hugo, short ones into `pelican/`, too."""
    text = Text()
    show, content = folder / "show", folder / "content"
    (show / "articles").mkdir(parents=True)
    (show / "show.toml").write_text(SHOW, encoding="utf-8")
    _cover(show / "cover.jpg")
    for at in range(count):
        date = f"2024-{1 + at % 12:02}-{1 + at % 28:02}T06:{at % 60:02}:00+02:00"
        facts: dict[str, object] = {
            "title": f"Page numéro {at}",
            "date": date,
            "summary": text.paragraph(2),
            "keywords": [f"mot{at % 50}"],
        }
        body = text.body()
        cues = [
            # all within the two seconds of sound, as a check compares the transcript with it
            (one * 4, ("Elle", "Lui")[one // 5 % 2], text.sentence())
            for one in range(CUES if kind == "rich" else 0)
        ]
        facts["slug"] = f"page-{at}"
        if kind == "rich":
            facts |= {"number": at + 1, "guid": str(uuid.UUID(int=at + 1))}
            _episode(show / f"{at:04}", facts, body, cues)
            _page_of_hugo(content / "episodes" / f"page-{at}.md", {**facts, **_heard(at, cues)}, body)
        else:
            _page(show / "articles" / f"page-{at}.md", facts, body)
            _page_of_hugo(content / "articles" / f"page-{at}.md", facts, body)
            write_page(folder / "pelican" / f"page-{at}.md", facts, body)


def _cover(path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (1400, 1400), "#e63b11").save(path, quality=40)


def _page(path: Path, facts: dict[str, object], body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in facts.items())
    path.write_text(f"---\n{lines}---\n\n{body}\n", encoding="utf-8")


def _episode(folder: Path, facts: dict[str, object], body: str, cues: list[Cue]) -> None:
    more = {"recording": "son.mp3", "mastering": "none", "transcript": "t.vtt"}
    _page(folder / "episode.md", {**facts, **more}, body)
    lines = ["WEBVTT", ""]
    for start, who, words in cues:
        lines += [f"{_clock(start)} --> {END}", f"<v {who}>{words}", ""]
    (folder / "t.vtt").write_text("\n".join(lines), encoding="utf-8")
    (folder / "son.mp3").write_bytes(_hum())


@lru_cache(maxsize=1)
def _hum() -> bytes:
    """Return two seconds of MP3."""
    import lameenc

    encoder = lameenc.Encoder()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(44100)
    encoder.set_channels(1)
    wave = array.array("h", (round(6000 * math.sin(at / 30)) for at in range(88200)))
    return bytes(encoder.encode(wave.tobytes()) + encoder.flush())


def _page_of_hugo(path: Path, facts: dict[str, object], body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{json.dumps(facts, ensure_ascii=False)}\n\n{body}\n", encoding="utf-8")


def _heard(at: int, cues: list[Cue]) -> dict[str, object]:
    """Return what Hugo need neither read from a transcript nor work out: cues, and the sound as pages name it."""
    audio = {"file": f"audio/page-{at}.aa.mp3", "bytes": 12345678, "size": "12,3 Mo"}
    length = {"seconds": 3600, "clock": "1:00:00", "length": "1 h 00", "iso": "PT1H"}
    listed = []
    for start, who, words in cues:
        clock, _, ms = _clock(start).partition(".")
        listed.append({"at": start / 1000, "clock": clock, "ms": ms, "who": who, "text": words})
    return {"audio": {**audio, **length}, "end": END, "cues": listed}


def _clock(ms: int) -> str:
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
