"""Two dozen recordings that sound somewhat like programmes, from -35 to -8 LUFS, the same every time.

Voices are pulses of the vocal cords through the formants of vowels, in syllables, phrases and pauses;
music is chords, a bass drum, a snare and cymbals. Every recording is synthesised at its own sampling rate,
brought to its loudness as pyloudnorm reads it, and written in its own format by ffmpeg.
"""

from __future__ import annotations

import subprocess
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.signal
from numpy.typing import NDArray

from podcast.audio.ffmpeg import executable

from .ebu import Doubles, read_by_pyloudnorm, write_float

_VOWELS = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480), (570, 840, 2410))
_WIDTHS = (80, 110, 160)
_CHORDS = ((220, 277, 330), (196, 247, 294), (247, 294, 370), (165, 208, 247))
_LOW_EFFECTS = 3  # of the six channels of 5.1, the one that does not count for loudness


@dataclass(frozen=True, slots=True)
class Synth:
    """Makes sound: chance that is the same every time, a sampling rate in Hz, and seconds."""

    chance: np.random.Generator
    rate: int
    seconds: float

    @property
    def count(self) -> int:
        return round(self.rate * self.seconds)

    def noise(self, low: float, high: float) -> Doubles:
        """Return noise of a band in Hz with a mean square of about one."""
        edges = (low, min(high, 0.45 * self.rate))
        sos = scipy.signal.butter(2, edges, "bandpass", fs=self.rate, output="sos")
        noise: Doubles = scipy.signal.sosfilt(sos, self.chance.standard_normal(self.count))
        return noise / noise.std()

    def voice(self, pitch: float, *, starts: float = 0.0) -> Doubles:
        """Return a voice of so many Hz that talks from a moment on, with pauses."""
        out, at = np.zeros(self.count), starts
        while at < self.seconds - 0.5:
            for _ in range(int(self.chance.integers(4, 10))):
                length = float(self.chance.uniform(0.11, 0.28))
                syllable = self._syllable(pitch * float(self.chance.uniform(0.85, 1.2)), length)
                first = round(at * self.rate)
                syllable = syllable[: max(0, self.count - first)]
                out[first : first + len(syllable)] += syllable
                at += length * 0.95
            at += float(self.chance.uniform(0.15, 0.8))
        return out / out.std()

    def _syllable(self, pitch: float, length: float) -> Doubles:
        count = round(length * self.rate)
        time = np.arange(count) / self.rate
        phase = np.cumsum(pitch * (1.08 - 0.16 * time / length + 0.02 * np.sin(35 * time))) / self.rate
        source = np.diff(np.floor(phase), prepend=0.0) + 0.02 * self.chance.standard_normal(count)
        out = np.zeros(count)
        vowel = _VOWELS[int(self.chance.integers(len(_VOWELS)))]
        for rank, (formant, width) in enumerate(zip(vowel, _WIDTHS, strict=True)):
            if formant < 0.45 * self.rate:
                radius, angle = np.exp(-np.pi * width / self.rate), 2 * np.pi * formant / self.rate
                out += scipy.signal.lfilter(
                    [0.5**rank], [1, -2 * radius * np.cos(angle), radius**2], source * (1 - radius)
                )
        hiss = self.chance.standard_normal(count) * np.exp(-time / 0.02) * np.abs(out).max()
        level = float(self.chance.uniform(0.4, 1.0))
        return level * (out * np.sin(np.pi * (np.arange(count) + 0.5) / count) ** 0.7 + 0.15 * hiss)

    def drums(self) -> Doubles:
        """Return a bass drum, a snare and cymbals at 120 beats a minute."""
        time = np.arange(round(0.3 * self.rate)) / self.rate
        kick = np.sin(2 * np.pi * (50 * time + 4 * (1 - np.exp(-time / 0.03)))) * np.exp(-time / 0.09)
        rattle = self.chance.standard_normal(len(time))
        snare = 0.6 * rattle * np.exp(-time / 0.05) + 0.5 * np.sin(2 * np.pi * 190 * time) * np.exp(
            -time / 0.06
        )
        hat = 0.25 * np.diff(rattle, prepend=0.0) * np.exp(-time / 0.015)
        out = np.zeros(self.count + len(time))
        for beat in range(int(self.seconds * 4)):
            first = round(beat * self.rate / 4)
            hit = hat + (kick if beat % 4 == 0 else snare if beat % 4 == 2 else 0.0)
            out[first : first + len(time)] += hit
        return out[: self.count] / out.std()

    def music(self) -> Doubles:
        """Return two channels: a chord every two seconds, its notes spread from left to right, and drums."""
        time = np.arange(self.count) / self.rate
        which = (time // 2).astype(int) % len(_CHORDS)
        decay = np.exp(-(time % 2) / 1.5) * np.minimum(1, (time % 2) / 0.01)
        out = np.zeros((self.count, 2))
        for note in range(3):
            hertz = np.array(_CHORDS, float)[which, note]
            turns = np.cumsum(hertz) / self.rate
            tone = sum(np.sin(2 * np.pi * n * turns) / n for n in (1, 2, 3, 4, 6)) * decay
            out += tone[:, None] * (1 - note / 3, (note + 1) / 3)
        return out / out.std() + 0.7 * self.drums()[:, None]

    def plosives(self, height: float) -> Doubles:
        """Return blows into the microphone, half a millisecond's edge and a thud, every second or so."""
        out, time = np.zeros(self.count), np.arange(round(0.06 * self.rate)) / self.rate
        blow = np.exp(-time / 0.012) * np.sin(2 * np.pi * 90 * time) + np.exp(-time / 0.0005)
        for second in np.arange(0.5, self.seconds - 0.2, 1.1):
            first = round((second + float(self.chance.uniform(0, 0.1))) * self.rate)
            out[first : first + len(blow)] += height * float(self.chance.uniform(0.7, 1.0)) * blow
        return out


Make = Callable[[Synth], Doubles]


@dataclass(frozen=True, slots=True)
class Programme:
    """A recording: its file name, which ffmpeg takes the format from, its loudness in LUFS, whether it is
    cut off at full scale, and the channels that its master is to have."""

    name: str
    make: Make
    rate: int
    lufs: float
    channels: int = 2
    arguments: tuple[str, ...] = ()
    clipped: bool = False
    seconds: float = 12.0

    @property
    def lossless(self) -> bool:
        return self.name.endswith((".wav", ".flac"))


def pan(sound: Doubles, right: float) -> Doubles:
    """Return two channels of one, from 0, the left, to 1, the right."""
    return sound[:, None] * (np.cos(right * np.pi / 2), np.sin(right * np.pi / 2))


def one_voice(synth: Synth) -> Doubles:
    """Make a voice in a quiet room."""
    return (synth.voice(118) + 0.01 * synth.noise(60, 4000))[:, None]


def two_voices(synth: Synth) -> Doubles:
    """Make two voices, a little to the left and to the right."""
    return pan(synth.voice(112), 0.3) + pan(0.8 * synth.voice(205, starts=1.3), 0.75)


def hard_panned(synth: Synth) -> Doubles:
    """Make two voices with a channel each, one much softer."""
    return pan(synth.voice(125), 0.0) + pan(0.4 * synth.voice(190, starts=2.0), 1.0)


def over_music(synth: Synth) -> Doubles:
    """Make a voice over music."""
    return pan(synth.voice(140), 0.5) + 0.25 * synth.music()


def in_the_street(synth: Synth) -> Doubles:
    """Make a voice in noise from all around."""
    bed = np.stack([synth.noise(40, 6000), synth.noise(40, 6000)], axis=1)
    return pan(synth.voice(170), 0.45) + 0.2 * bed


def close_microphone(synth: Synth) -> Doubles:
    """Make a voice that blows into its microphone, 24 dB over its loudness."""
    return (synth.voice(105) + synth.plosives(14.0))[:, None]


def two_close_microphones(synth: Synth) -> Doubles:
    """Make two voices with blows 22 dB over their loudness."""
    return two_voices(synth) + pan(synth.plosives(18.0), 0.6)


def handled(synth: Synth) -> Doubles:
    """Make a voice with rumble as loud as itself, from 15 to 40 Hz."""
    return pan(synth.voice(115), 0.4) + synth.noise(15, 40)[:, None]


def off_centre(synth: Synth) -> Doubles:
    """Make a voice beside zero, with the hum of the mains."""
    hum = 0.05 * np.sin(2 * np.pi * 50 * np.arange(synth.count) / synth.rate)
    return (synth.voice(95) + 0.4 + hum)[:, None]


def long_silences(synth: Synth) -> Doubles:
    """Make two voices that begin late and end early, and nothing at all around them."""
    return two_voices(synth) * (np.abs(np.arange(synth.count) / synth.count - 0.5) < 0.3)[:, None]


def music(synth: Synth) -> Doubles:
    """Make music alone."""
    return synth.music()


def nearly_mono(synth: Synth) -> Doubles:
    """Make a voice on two channels that differ by noise 50 dB below it."""
    noise = synth.noise(50, 9000)
    return pan(synth.voice(150), 0.5) + 0.003 * np.stack([noise, -noise], axis=1)


def not_quite_mono(synth: Synth) -> Doubles:
    """Make a voice on two channels that differ by noise 30 dB below it."""
    return pan(synth.voice(180), 0.5) + 0.03 * np.stack(
        [synth.noise(50, 9000), synth.noise(50, 9000)], axis=1
    )


def out_of_phase(synth: Synth) -> Doubles:
    """Make a voice on two channels, one upside down, which would vanish in mono."""
    return synth.voice(130)[:, None] * (1.0, -1.0) + 0.1 * synth.music()


def around(synth: Synth) -> Doubles:
    """Make 5.1: two voices in the centre, music in front, its echo behind, thunder in the low channel."""
    played = 0.4 * synth.music()
    voices = synth.voice(120) + 0.7 * synth.voice(210, starts=1.0)
    behind = 0.3 * np.roll(played, synth.rate // 20, axis=0)
    low = 0.3 * synth.noise(25, 100)
    return np.column_stack([played, voices, low, behind])


_S24 = ("-c:a", "pcm_s24le")
_S16 = ("-c:a", "pcm_s16le")
_FLOAT = ("-c:a", "pcm_f32le")

PROGRAMMES = (
    Programme("one-voice.wav", one_voice, 44_100, -23, 1, _S16, seconds=25),
    Programme("two-voices.wav", two_voices, 48_000, -27, 2, _S24, seconds=20),
    Programme("hard-panned.wav", hard_panned, 44_100, -20, 2, _S24),
    Programme("telephone.wav", one_voice, 8_000, -18, 1, _S16),
    Programme("wideband.flac", one_voice, 16_000, -30, 1),
    Programme("old-computer.wav", over_music, 22_050, -16, 2, _S16),
    Programme("broadcast.wav", over_music, 32_000, -24, 2, _S24),
    Programme("street.wav", in_the_street, 96_000, -33, 2, _FLOAT),
    Programme("studio.flac", music, 96_000, -14, 2, ("-sample_fmt", "s32")),
    Programme("whisper.wav", one_voice, 48_000, -35, 1, _S24),
    Programme("hot-music.wav", music, 44_100, -8, 2, _S16, clipped=True),
    Programme("hot-voice.wav", one_voice, 48_000, -10, 1, _FLOAT),
    Programme("close.wav", close_microphone, 44_100, -28, 1, _S24),
    Programme("two-close.wav", two_close_microphones, 48_000, -22, 2, _FLOAT),
    Programme("handled.wav", handled, 44_100, -29, 2, _FLOAT),
    Programme("off-centre.wav", off_centre, 48_000, -25, 1, _S16),
    Programme("silences.flac", long_silences, 44_100, -18, 2),
    Programme("nearly-mono.flac", nearly_mono, 44_100, -21, 1),
    Programme("not-quite-mono.opus", not_quite_mono, 48_000, -26, 2, ("-b:a", "96k")),
    Programme("out-of-phase.wav", out_of_phase, 44_100, -19, 2, _S16),
    Programme("around.flac", around, 48_000, -25, 2),
    Programme("station.mp3", over_music, 44_100, -11, 2, ("-b:a", "160k"), clipped=True),
    Programme("phone.m4a", in_the_street, 48_000, -31, 2, ("-b:a", "128k")),
    Programme("net.ogg", two_voices, 44_100, -17, 2, ("-c:a", "libvorbis")),
)


def write(programme: Programme, folder: Path) -> Path:
    """Synthesise a programme and write it into a folder."""
    chance = np.random.default_rng(zlib.crc32(programme.name.encode()))
    samples = programme.make(Synth(chance, programme.rate, programme.seconds))
    levelled = _levelled(samples, programme)
    plain = write_float(folder / f"{programme.name}.plain.wav", levelled, programme.rate)
    path = folder / programme.name
    layout = ["-channel_layout", "5.1"] if samples.shape[1] == 6 else []
    argv = [executable(), "-nostdin", "-v", "error", *layout, "-i", f"file:{plain}"]
    subprocess.run([*argv, *programme.arguments, f"file:{path}"], check=True)
    plain.unlink()
    return path


def _levelled(samples: Doubles, programme: Programme) -> NDArray[np.float64]:
    """Return the samples at the loudness of the programme, and not over full scale if it is clipped."""
    for _ in range(8 if programme.clipped else 1):
        heard = np.delete(samples, _LOW_EFFECTS, axis=1) if samples.shape[1] == 6 else samples
        samples *= 10 ** ((programme.lufs - read_by_pyloudnorm(heard, programme.rate)) / 20)
        if programme.clipped:
            samples = np.clip(samples, -1.0, 1.0)
    return samples
