"""A master in players that we did not write: it opens, says its length, and goes where it is sent.

The recording is a minute of six chapters, each a tone of its own, so that what is heard tells where in it
a player is. mpv and Chromium are asked when they are installed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from lxml import html
from numpy.typing import NDArray
from scipy.io import wavfile

from podcast.audio.ffmpeg import executable
from podcast.audio.master import master
from podcast.content.show import LoudnessTarget
from podcast.store.memory import MemoryStore
from podcast.store.serve import PreviewServer

from .ebu import write_float

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
MPV = shutil.which("mpv")

TONES = (310.0, 440.0, 620.0, 880.0, 1250.0, 1800.0)
SECONDS = 10
LENGTH = SECONDS * len(TONES)
SLACK = 0.03
"""Seconds by which a player may miss: a frame of an MP3 is 26 ms."""

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
# Goes to every chapter, the last one first, and writes down where the player says that it is. Media knows
# nothing of virtual time, so the page is held open instead: it is not loaded before its frame is closed.
PAGE = """<!DOCTYPE html><title>a</title>
<audio preload="auto" src="master.mp3"></audio><iframe></iframe><pre></pre><script>
const held = document.querySelector("iframe").contentDocument;
held.open();
const audio = document.querySelector("audio"), seen = { times: {} };
const once = (name) => new Promise((done, fail) => {
  audio.addEventListener(name, done, { once: true });
  audio.addEventListener("error", () => fail(new Error(audio.error.message)), { once: true });
});
(async () => {
  if (audio.readyState < 1) await once("loadedmetadata");
  seen.duration = audio.duration;
  for (const start of STARTS) {
    const there = once("seeked");
    audio.currentTime = start;
    await there;
    seen.times[start] = audio.currentTime;
  }
  seen.finally = audio.duration;
})().catch((error) => { seen.error = String(error); }).finally(() => {
  document.querySelector("pre").textContent = JSON.stringify(seen);
  held.close();
});
</script>"""

each_chapter = pytest.mark.parametrize("chapter", range(len(TONES)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What a player gave: samples of one channel at a rate in Hz."""

    rate: int
    samples: NDArray[np.float64]

    def tone(self) -> float:
        """Return the frequency in Hz that there is most of."""
        power = np.abs(np.fft.rfft(self.samples * np.hanning(len(self.samples)))) ** 2
        return float(np.argmax(power) * self.rate / len(self.samples))


@pytest.fixture(scope="session", params=["stereo", "mono"])
def tuned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the master of six tones."""
    rate = 44_100
    time = np.arange(LENGTH * rate) / rate
    hertz = np.repeat(TONES, SECONDS * rate)
    voice = (0.7 + 0.3 * np.sin(2 * np.pi * 3 * time)) * np.sin(2 * np.pi * np.cumsum(hertz) / rate)
    noise = np.random.default_rng(1).standard_normal((len(time), 2)) * 0.02
    sound = voice[:, None] * (0.2, 0.15) + noise * 0.2
    folder = tmp_path_factory.mktemp("players")
    wanted = sound if request.param == "stereo" else sound[:, :1]
    recording = write_float(folder / "a.wav", wanted, rate)
    master(recording, folder / "master.mp3", target=LoudnessTarget())
    return folder / "master.mp3"


def by_ffmpeg(path: Path, start: float) -> Heard:
    """Return a second from a moment on, by ffmpeg."""
    argv = [executable(), "-nostdin", "-v", "error", "-ss", str(start), "-i", f"file:{path}", "-t", "1"]
    done = subprocess.run([*argv, "-ac", "1", "-f", "f32le", "-"], check=True, capture_output=True)
    return Heard(rate=44_100, samples=np.frombuffer(done.stdout, np.float32).astype(np.float64))


def by_mpv(path: Path, start: float) -> Heard:
    """Return a second from a moment on, by mpv."""
    out = path.with_name(f"mpv-{start:g}.wav")
    argv = [MPV or "", "--no-config", "--vo=null", "--ao=pcm", f"--ao-pcm-file={out}", "--really-quiet"]
    place = [f"--start={start}", "--length=1", "--audio-channels=mono", "--audio-format=float"]
    subprocess.run([*argv, *place, "--", str(path)], check=True, capture_output=True, timeout=60)
    rate, samples = wavfile.read(out)
    return Heard(rate=rate, samples=samples.astype(np.float64))


PLAYERS = [
    pytest.param(by_ffmpeg, id="ffmpeg"),
    pytest.param(
        by_mpv,
        id="mpv",
        marks=pytest.mark.skipif(MPV is None, reason="mpv is not installed: apt install mpv"),
    ),
]


@pytest.mark.parametrize("player", PLAYERS)
@each_chapter
def test_a_player_that_goes_to_a_chapter_plays_that_chapter(
    tuned: Path, player: Callable[[Path, float], Heard], chapter: int
) -> None:
    """A second from its start has its tone from the first moments on, and so has its last second."""
    first = player(tuned, chapter * SECONDS)
    assert len(first.samples) == pytest.approx(first.rate, abs=SLACK * first.rate)
    assert first.tone() == pytest.approx(TONES[chapter], rel=0.01)
    begun = Heard(rate=first.rate, samples=first.samples[round(SLACK * first.rate) :][: first.rate // 10])
    assert begun.tone() == pytest.approx(TONES[chapter], abs=10)
    last = player(tuned, (chapter + 1) * SECONDS - 1)
    assert last.tone() == pytest.approx(TONES[chapter], rel=0.01)


@pytest.fixture
def page(tuned: Path) -> Iterator[str]:
    """Give the address of a page with the master in it."""
    starts = [SECONDS * chapter for chapter in reversed(range(len(TONES)))]
    store = MemoryStore()
    body = PAGE.replace("STARTS", json.dumps(starts)).encode()
    store.put("index.html", body, type="text/html", cache="")
    store.put("master.mp3", tuned.read_bytes(), type="audio/mpeg", cache="")
    with PreviewServer(store) as server:
        yield server.url


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium")
def test_chromium_knows_its_length_and_finds_every_chapter(page: str, tmp_path: Path) -> None:
    """Its duration is true before and after it has gone to each chapter, the last one first."""
    argv = [CHROMIUM or "", *FLAGS.split(), f"--user-data-dir={tmp_path}", "--dump-dom", page]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=True)
    (written,) = html.fromstring(done.stdout).cssselect("pre")
    seen = json.loads(written.text_content())
    assert "error" not in seen
    assert seen["duration"] == pytest.approx(LENGTH, abs=SLACK)
    assert seen["finally"] == pytest.approx(LENGTH, abs=SLACK)
    assert len(seen["times"]) == len(TONES)
    for start, time in seen["times"].items():
        assert time == pytest.approx(float(start), abs=SLACK)
