"""Recordings made on the spot: modulated tones and noise, in every format, a few seconds long."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from podcast.audio.ffmpeg import executable

Make = Callable[..., Path]
Meter = Callable[[Path], tuple[float, float]]

_VOICE = (
    "0.4*(0.5+0.5*sin(2*PI*4*t))*(sin(2*PI*(180+30*sin(2*PI*3*t))*t)+0.3*sin(2*PI*900*t)+0.1*sin(2*PI*2500*t))"
    "+0.04*(random({seed})*2-1)*(0.5+0.5*sin(2*PI*2.3*t))"
)


def voice(channels: int, *, rate: int = 48000, seconds: float = 4, scale: float = 0.6) -> str:
    """Return a lavfi source that sounds somewhat like speech, different in every channel."""
    parts = [f"{scale * (1 - 0.1 * seed)}*({_VOICE.format(seed=seed)})" for seed in range(channels)]
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[channels]
    return f"aevalsrc=exprs='{'|'.join(parts)}':s={rate}:d={seconds}:c={layout}"


def ffmpeg(*arguments: str) -> str:
    """Run ffmpeg plainly, without anything of the package but its executable, and return its messages."""
    argv = [executable(), "-nostdin", "-hide_banner", "-y", *arguments]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stderr


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write a recording: `make("a.wav", "-c:a", "pcm_s24le", channels=1)`."""

    def make(name: str, *arguments: str, source: str = "", **options: float) -> Path:
        path = tmp_path / name
        channels = int(options.pop("channels", 2))
        ffmpeg("-f", "lavfi", "-i", source or voice(channels, **options), *arguments, f"file:{path}")  # type: ignore[arg-type]
        return path

    return make


@pytest.fixture(scope="session")
def meter() -> Meter:
    """Measure integrated loudness in LUFS and true peak in dBTP, independently of the package."""

    def meter(path: Path) -> tuple[float, float]:
        log = ffmpeg("-i", f"file:{path}", "-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-")
        summary = log[log.rindex("Summary:") :]
        loudness, peak = re.search(r"I: +(\S+) LUFS", summary), re.search(r"Peak: +(\S+) dBFS", summary)
        assert loudness
        assert peak
        return float(loudness[1]), float(peak[1])

    return meter


@pytest.fixture(scope="session")
def small_mp3(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of MP3 without tags."""
    path = tmp_path_factory.mktemp("small") / "small.mp3"
    ffmpeg(
        "-f", "lavfi", "-i", voice(1, rate=44100, seconds=1), "-b:a", "64k", "-id3v2_version", "0", str(path)
    )
    return path
