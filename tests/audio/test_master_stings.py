"""A voice with an intro, a jingle and an outro, trimmed, from the recording to what listeners decode."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from podcast.audio.analysis import SAMPLE_RATE, Doubles
from podcast.audio.ffmpeg import executable
from podcast.audio.master import Mastered, master
from podcast.audio.sting import Stings
from podcast.content.show import AudioSettings, LoudnessTarget
from podcast.content.timeline import INTRO, OUTRO
from podcast.errors import ContentError, TryAgainError

from .conftest import Make, Meter

TARGET = LoudnessTarget()
HERTZ = {"": 250, INTRO: 440, OUTRO: 660, "virgule": 1500}
VOICE = "0.2*(0.6+0.4*sin(2*PI*5*t))*sin(2*PI*250*t)*between(t\\,2\\,8)"
TRIMMED = AudioSettings(trim_silence=True)


def tone(name: str, level: float) -> str:
    """Return a lavfi source of the tone of a sting."""
    return f"aevalsrc=exprs='{level}*sin(2*PI*{HERTZ[name]}*t)':s=44100"


@pytest.fixture
def stings(make: Make) -> Stings:
    """Give an intro that is far too loud, an outro that is far too quiet, and a jingle."""
    return Stings(
        intro=make("intro.wav", "-t", "3", source=tone(INTRO, 0.9)),
        outro=make("outro.wav", "-t", "2", source=tone(OUTRO, 0.01)),
        jingles={"virgule": make("virgule.wav", "-t", "1", source=tone("virgule", 0.2))},
        calls=((5_000, "virgule"),),
        crossfade_ms=300,
    )


@pytest.fixture
def recording(make: Make) -> Path:
    """Give ten seconds of which the first and the last two are silent."""
    return make("voix.wav", "-t", "10", source=f"aevalsrc=exprs='{VOICE}':s=44100")


def decoded(path: Path) -> Doubles:
    """Return the sound of a file as ffmpeg decodes it, both channels together."""
    argv = [executable(), "-nostdin", "-v", "error", "-i", str(path), "-ac", "1", "-f", "f32le", "-"]
    raw = subprocess.run(argv, check=True, capture_output=True).stdout
    return np.frombuffer(raw, "<f4").astype(np.float64)


def dominant(sound: Doubles, start: int, end: int) -> float:
    """Return the frequency in Hz that is strongest from one sample to another."""
    part = sound[start:end] * np.hanning(end - start)
    return float(np.argmax(np.abs(np.fft.rfft(part))) * SAMPLE_RATE / len(part))


def check(out: Path, made: Mastered, meter: Meter) -> None:
    """Hear every piece where the timeline has it, at the loudness of the target."""
    sound, timeline = decoded(out), made.timeline
    assert timeline
    assert len(sound) == timeline.samples
    assert made.duration_ms == round(timeline.samples * 1000 / SAMPLE_RATE)
    for piece in timeline.pieces:
        start, end = piece.at + timeline.fade, piece.at + piece.samples - timeline.fade
        if not piece.source:
            end = min(end, piece.at + 8 * SAMPLE_RATE - piece.start)  # the voice is silent from then on
        assert dominant(sound, start, end) == pytest.approx(HERTZ[piece.source], abs=10), piece
        edge = SAMPLE_RATE // 10
        assert dominant(sound, start, start + edge) == pytest.approx(HERTZ[piece.source], abs=15), piece
        assert dominant(sound, end - edge, end) == pytest.approx(HERTZ[piece.source], abs=15), piece
    loudness, peak = meter(out)
    assert loudness == pytest.approx(TARGET.mono if made.channels == 1 else TARGET.stereo, abs=0.2)
    assert peak <= TARGET.true_peak


@pytest.mark.parametrize("channels", ["auto", "stereo"])
def test_every_piece_is_heard_where_the_timeline_has_it(
    recording: Path, stings: Stings, meter: Meter, channels: str
) -> None:
    """With one channel and with two, to the sample, and no louder for its stings."""
    out = recording.with_name("master.mp3")
    audio = AudioSettings(trim_silence=True, channels=channels)
    made = master(recording, out, target=TARGET, audio=audio, stings=stings)
    check(out, made, meter)
    assert made.timeline
    assert [one.source for one in made.timeline.pieces] == [INTRO, "", "virgule", "", OUTRO]
    first, last = made.timeline.pieces[1], made.timeline.pieces[3]
    assert first.start == pytest.approx(1.75 * SAMPLE_RATE, abs=0.11 * SAMPLE_RATE)
    assert last.end == pytest.approx(8.5 * SAMPLE_RATE, abs=0.11 * SAMPLE_RATE)
    assert made.timeline.to_master_ms(5_000, ending=True) < made.timeline.to_master_ms(5_000)
    assert (made.recorded_ms, made.kept) == (10_000, False)


def test_the_voice_is_as_loud_with_stings_as_they_are(recording: Path, stings: Stings) -> None:
    """An intro of nearly full scale and an outro that is hardly heard come out alike, as loud as the voice."""
    out = recording.with_name("master.mp3")
    made = master(recording, out, target=TARGET, audio=TRIMMED, stings=stings)
    sound = decoded(out)
    assert made.timeline
    levels = {}
    for piece in made.timeline.pieces:
        start, end = piece.at + made.timeline.fade, piece.at + piece.samples - made.timeline.fade
        inner = np.abs(sound[start + SAMPLE_RATE // 2 if not piece.source else start : end])
        levels[piece.source] = 20 * np.log10(np.sqrt(np.mean(inner[inner > 0.001] ** 2)))
    assert max(levels.values()) - min(levels.values()) < 2.5  # they differ in pitch, which K-weighting hears


def test_two_masters_with_stings_have_the_same_bytes(recording: Path, stings: Stings) -> None:
    """They are kept by what went into them."""
    outs = [recording.with_name(name) for name in ("1.mp3", "2.mp3")]
    made = [master(recording, out, target=TARGET, audio=TRIMMED, stings=stings) for out in outs]
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert made[0] == made[1]


def test_trimming_alone_leaves_the_voice(recording: Path, meter: Meter) -> None:
    """Both ends go but for a breath, and nothing else does."""
    out = recording.with_name("master.mp3")
    made = master(recording, out, target=TARGET, audio=TRIMMED)
    assert made.timeline
    assert (len(made.timeline.pieces), made.timeline.fade) == (1, 0)
    assert len(decoded(out)) == made.timeline.samples
    assert made.duration_ms == pytest.approx(6_750, abs=110)
    assert meter(out)[0] == pytest.approx(TARGET.mono, abs=0.2)


def test_a_jingle_in_silence_that_is_trimmed_is_refused(recording: Path, stings: Stings) -> None:
    """Nobody would know where to put it; nothing is left behind."""
    early = Stings(jingles=stings.jingles, calls=((1_000, "virgule"),))
    out = recording.with_name("master.mp3")
    with pytest.raises(ContentError, match="outside of what is heard"):
        master(recording, out, target=TARGET, audio=TRIMMED, stings=early)
    assert not out.exists()


def test_a_sting_that_is_no_sound_is_told_by_its_name(recording: Path, tmp_path: Path) -> None:
    """The error is about that file, not about the recording."""
    (tmp_path / "intro.txt").write_text("une page", encoding="utf-8")
    with pytest.raises(ContentError, match="text, not audio") as caught:
        master(recording, tmp_path / "o.mp3", target=TARGET, stings=Stings(intro=tmp_path / "intro.txt"))
    assert caught.value.place
    assert caught.value.place.file.endswith("intro.txt")


def test_a_recording_cut_short_meanwhile_is_noticed(recording: Path, stings: Stings) -> None:
    """While its stings were being joined to it: no master is left."""
    raw = recording.read_bytes()

    def cut(done: float) -> None:
        if done > 0.2:
            recording.write_bytes(raw[: len(raw) // 2])

    out = recording.with_name("master.mp3")
    with pytest.raises((TryAgainError, ContentError)):
        master(recording, out, target=TARGET, audio=TRIMMED, stings=stings, progress=cut)
    assert not out.exists()
