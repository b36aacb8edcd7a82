"""The same master as AAC and as Opus."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from podcast.audio import alternate
from podcast.audio.alternate import FORMATS, make_alternate
from podcast.audio.ffmpeg import executable
from podcast.audio.loudness import measure
from podcast.audio.master import Mastered, master
from podcast.audio.probe import probe
from podcast.audio.progress import Progress
from podcast.audio.sting import Stings
from podcast.content.record import Loudness
from podcast.content.show import AudioSettings, LoudnessTarget
from podcast.errors import TryAgainError, UnavailableError

from .conftest import Make, Meter, ffmpeg, voice

TARGET = LoudnessTarget()

Made = tuple[Path, Mastered, Loudness]
Encode = Callable[..., list[Made]]


@pytest.fixture
def encode(tmp_path: Path) -> Encode:
    """Give a function that masters a recording and makes other formats of it."""

    def encode(
        recording: Path,
        *kinds: str,
        stings: Stings | None = None,
        audio: AudioSettings | None = None,
        progress: Progress | None = None,
    ) -> list[Made]:
        stings, audio = stings or Stings(), audio or AudioSettings()
        mastered = master(recording, tmp_path / "o.mp3", target=TARGET, audio=audio, stings=stings)
        made = []
        for kind in kinds or tuple(FORMATS):
            out = tmp_path / f"out{FORMATS[kind].suffix}"
            heard = make_alternate(
                recording,
                out,
                kind,
                mastered=mastered,
                true_peak=TARGET.true_peak,
                audio=audio,
                stings=stings,
                progress=progress,
            )
            made.append((out, mastered, heard))
        return made

    return encode


def seconds_of(path: Path) -> float:
    """Return how long a file is as ffmpeg decodes it."""
    argv = [executable(), "-nostdin", "-v", "error", "-i", str(path), "-ac", "1", "-ar", "48000"]
    done = subprocess.run([*argv, "-f", "s16le", "-"], check=True, capture_output=True)
    return len(done.stdout) / 2 / 48_000


def check(made: Made, meter: Meter) -> None:
    """Compare an alternate with the target and with the length of the master."""
    out, mastered, heard = made
    loudness, peak = meter(out)
    goal = TARGET.mono if mastered.channels == 1 else TARGET.stereo
    assert loudness == pytest.approx(goal, abs=0.3)
    assert peak <= TARGET.true_peak
    assert (heard.integrated, heard.true_peak) == (
        pytest.approx(loudness, abs=0.1),
        pytest.approx(peak, abs=0.15),
    )
    assert seconds_of(out) == pytest.approx(mastered.duration_ms / 1000, abs=0.05)
    assert probe(out).channels == mastered.channels


RECORDINGS = {
    "mono": voice(1, seconds=3),
    "stereo": voice(2, seconds=3),
    "hot": voice(1, seconds=3, scale=4),
    "clicks": f"{voice(1, scale=0.05)}[v];aevalsrc=exprs='0.9*lt(mod(t,0.5),0.0005)':s=48000:d=3[c];"
    "[v][c]amix=normalize=0:duration=shortest",
}


@pytest.mark.parametrize("name", RECORDINGS)
def test_every_format_lands_on_the_target(make: Make, encode: Encode, meter: Meter, name: str) -> None:
    """As loud and as long as the MP3, and under the peak, measured with ffmpeg."""
    for made in encode(make("a.wav", "-c:a", "pcm_f32le", source=RECORDINGS[name])):
        check(made, meter)
        found = probe(made[0])
        assert (found.codec, found.container) in {("aac", "mp4"), ("opus", "ogg")}


@pytest.mark.parametrize("kind", FORMATS)
def test_noise_lands_on_the_target(make: Make, encode: Encode, meter: Meter, kind: str) -> None:
    """Applause, the sea, a consonant: what has its energy where these encoders leave it out."""
    source = "aevalsrc=exprs='0.3*(random(0)*2-1)*(0.5+0.5*sin(2*PI*3*t))':s=44100:d=3"
    for made in encode(make("a.wav", source=source), kind):
        check(made, meter)


def test_stings_and_trimming_are_in_every_format(make: Make, encode: Encode, meter: Meter) -> None:
    """The intro is heard, the silence is not, and the length is that of the timeline."""
    voiced = make("a.wav", "-af", "adelay=2000:all=1,apad=pad_dur=2", channels=1, seconds=2)
    intro = make("intro.wav", source="sine=f=440:d=2")
    stings = Stings(intro=intro, outro=intro, crossfade_ms=200)
    for made in encode(voiced, stings=stings, audio=AudioSettings(trim_silence=True)):
        check(made, meter)
        timeline = made[1].timeline
        assert timeline
        assert measure(made[0]).duration_ms == pytest.approx(timeline.samples / 44.1, abs=50)


@pytest.mark.parametrize("channels", [1, 2])
def test_an_mp3_that_is_kept_has_alternates_like_itself(
    make: Make, encode: Encode, meter: Meter, channels: int
) -> None:
    """As loud, and with two channels if it has two, also when both carry the same."""
    plain = make("a.wav", "-ac", "2", channels=channels, seconds=3)
    gain = TARGET.stereo - meter(plain)[0] + 0.45
    kept = plain.with_name("fini.mp3")
    ffmpeg("-i", str(plain), "-af", f"volume={gain}dB", "-ar", "44100", "-b:a", "128k", str(kept))
    for made in encode(kept):
        assert made[1].kept
        assert made[1].channels == 2
        check(made, meter)


def test_two_runs_give_the_same_bytes(make: Make, encode: Encode) -> None:
    """No date, no version, no chance, so that keys stay the same."""
    recording = make("a.wav", seconds=1)
    first = [made[0].read_bytes() for made in encode(recording)]
    assert [made[0].read_bytes() for made in encode(recording)] == first
    assert not any(b"Lavf6" in one for one in first)


def test_progress_goes_from_nothing_to_all(make: Make, encode: Encode) -> None:
    """It never goes back, unless the file has to be encoded again."""
    seen: list[float] = []
    encode(make("a.wav", channels=1, seconds=1), "opus", progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_a_peak_that_cannot_be_met_is_said_and_leaves_nothing(
    make: Make, encode: Encode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried with lower ceilings first, and the last try is not published either."""
    tried: list[Path] = []

    def loud(path: Path) -> object:
        tried.append(path)
        return type("Heard", (), {"loudness": Loudness(integrated=-19, range=0, true_peak=0.5)})

    monkeypatch.setattr(alternate, "measure", loud)
    recording = make("a.wav", channels=1, seconds=1)
    with pytest.raises(UnavailableError, match="over the true peak"):
        encode(recording, "opus")
    assert len(tried) > 1
    assert sorted(path.name for path in recording.parent.iterdir()) == ["a.wav", "o.mp3"]


def test_a_recording_that_changes_meanwhile_is_noticed(make: Make, encode: Encode) -> None:
    """Its formats would not be of the same sound, so none is left for the next run to take."""
    recording = make("a.wav", channels=1, seconds=1)
    raw = recording.read_bytes()
    with pytest.raises(TryAgainError, match="changed"):
        encode(recording, "opus", progress=lambda done: bool(recording.write_bytes(raw[:-2000])) and None)
    assert not recording.with_name("out.opus").exists()
