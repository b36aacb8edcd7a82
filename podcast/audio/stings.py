"""Intros, outros and jingles: short clips made ready to be joined to a recording. The one home of pydub.

Owns the clip in memory, which its length allows, and what an editor does to it: silence off its ends, a
short fade against clicks, its loudness brought to that of the recording. Knows nothing of where it is put.
"""

# mypy: disallow-untyped-calls=False
# (pydub has no types)

import warnings
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from podcast.audio.analysis import SAMPLE_RATE, SILENCE_LUFS, Floats
from podcast.audio.decode import Sound
from podcast.audio.meter import analyse_samples
from podcast.audio.probe import probe
from podcast.audio.program import with_channels
from podcast.errors import ContentError, Place
from podcast.messages import msg

MOST_SECONDS = 120

_QUIET_DB = -60.0
_FADE_IN_MS, _FADE_OUT_MS = 5, 30
_HALF = 2.0**15


def prepare(path: Path, *, channels: int) -> Floats:
    """Return the clip at `path` as (samples, channels) at 44.1 kHz, without silence at its ends.

    Raises:
        MissingInputError: there is no such file.
        ContentError: it is no sound, damaged, all silence, or longer than two minutes.
        UnavailableError: ffmpeg is absent or failed.
        DiskError: it cannot be read.
    """
    segment = _trimmed(_decoded(path))
    if not len(segment):
        raise ContentError(
            msg("all of it is silence"),
            hint=msg("export it again, or leave it out"),
            place=Place(file=str(path)),
        )
    samples = np.array(segment.get_array_of_samples(), np.int16).reshape(-1, segment.channels)
    clip: Floats = samples.astype(np.float32) / np.float32(_HALF)
    return with_channels(clip, channels)


def matched(clip: Floats, *, loudness: float) -> Floats:
    """Return a clip as loud as `loudness` (LUFS), or as near as full scale allows.

    What is too short to have a loudness of its own is measured as if it went on and on.
    """
    repeats = -(-SAMPLE_RATE // len(clip)) if len(clip) < SAMPLE_RATE else 1
    own = analyse_samples(np.tile(clip, (repeats, 1))).loudness.integrated
    if own <= SILENCE_LUFS:
        return clip
    highest = float(np.abs(clip).max())
    gain = min(10 ** ((loudness - own) / 20), 1 / highest)
    return clip * np.float32(gain)


def _decoded(path: Path) -> Floats:
    sound = Sound(probe(path))
    pieces, samples = [np.zeros((0, sound.channels), np.float32)], 0
    with closing(iter(sound)) as decoding:
        for piece in decoding:
            pieces.append(piece)
            samples += len(piece)
            if samples > MOST_SECONDS * SAMPLE_RATE:
                raise ContentError(
                    msg(
                        "longer than {most} minutes: an intro, outro or jingle is short",
                        most=MOST_SECONDS // 60,
                    ),
                    hint=msg("cut it, or put it into the recording"),
                    place=Place(file=str(path)),
                )
    return np.concatenate(pieces)


def _trimmed(clip: Floats) -> Any:
    """Return a clip as pydub's, whose samples are integers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydub looks for an ffmpeg that it is not going to need
        from pydub import AudioSegment
        from pydub.silence import detect_leading_silence
    samples = np.clip(np.rint(clip * _HALF), -_HALF, _HALF - 1).astype("<i2")
    segment = AudioSegment(
        data=samples.tobytes(), sample_width=2, frame_rate=SAMPLE_RATE, channels=clip.shape[1]
    )
    start = detect_leading_silence(segment, _QUIET_DB)
    end = len(segment) - detect_leading_silence(segment.reverse(), _QUIET_DB)
    if start >= end:
        return segment[:0]
    half = max(1, (end - start) // 2)  # pydub knows no fade of nothing
    return segment[start:end].fade_in(min(_FADE_IN_MS, half)).fade_out(min(_FADE_OUT_MS, half))
