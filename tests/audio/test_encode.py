"""Joined chunks are one encoder's file: as frames, as sound, and after some of them were encoded again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from podcast.audio import encode
from podcast.audio.encode import Encoding, Spool
from podcast.audio.lame import Encoder, Integers
from podcast.audio.mpeg import CYCLE, FRAME, frames, main_data
from podcast.audio.played import decode_frames
from podcast.audio.splice import find_seam

RATE = 44_100
CHUNK = 6 * CYCLE

Carried = list[tuple[int, bytes | None]]
Seam = Callable[..., int | None]


def speech(count: int, channels: int) -> Integers:
    """Return syllables with pauses between them, and the noise of a room."""
    chance, time = np.random.default_rng(3), np.arange(count) / RATE
    swell = np.maximum(0, np.sin(2 * np.pi * 1.3 * time)) * (np.sin(2 * np.pi * 0.21 * time) > -0.6)
    voice = swell * sum(np.sin(2 * np.pi * 130 * k * time) / k for k in range(1, 20))
    return whole(voice[:, None] * 3000 + chance.normal(0, 60, (count, channels)))


def music(count: int, channels: int) -> Integers:
    """Return four strings struck every half second, wherever they sit."""
    chance = np.random.default_rng(5)
    sound = np.zeros((count + RATE, channels))
    fading = np.exp(-3 * np.arange(RATE) / RATE)
    for start in range(0, count, RATE // 2):
        for hertz in chance.uniform(80, 2000, 4):
            string = np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE) * fading
            sound[start : start + RATE] += string[:, None] * chance.uniform(500, 4000, (1, channels))
    return whole(sound[:count])


def nearly_silent(count: int, channels: int) -> Integers:
    """Return the last bit, flickering."""
    return whole(np.random.default_rng(6).normal(0, 0.6, (count, channels)))


def bursts(count: int, channels: int) -> Integers:
    """Return digital silence with a second of noise every three."""
    sound = np.random.default_rng(4).normal(0, 6000, (count, channels))
    sound[np.arange(count) // RATE % 3 != 0] = 0
    return whole(sound)


def full_scale(count: int, channels: int) -> Integers:
    """Return noise that fills all 16 bits."""
    return whole(np.random.default_rng(7).uniform(-32768, 32767, (count, channels)))


def whole(sound: np.ndarray) -> Integers:
    """Return 16 bits."""
    return np.clip(sound, -32768, 32767).astype(np.int16)


@contextmanager
def encoding_of(
    samples: Integers, kbps: int, workers: int = 2
) -> Iterator[tuple[Encoding, ThreadPoolExecutor]]:
    """Give an encoding of so many samples, and threads for it."""
    with tempfile.TemporaryFile() as file, ThreadPoolExecutor(workers) as pool:
        encoding = Encoding(
            samples=len(samples),
            channels=samples.shape[1],
            kbps=kbps,
            spool=Spool(file),
            workers=workers,
            kept=lambda start, end: None,
        )
        yield encoding, pool


def parallel(samples: Integers, kbps: int, workers: int = 2, piece: int = 100_000) -> bytes:
    """Return `samples` encoded in chunks."""
    with encoding_of(samples, kbps, workers) as (encoding, pool):
        pieces = (samples[at : at + piece] for at in range(0, len(samples), piece))
        encoding.run(pool, pieces, range(encoding.chunks))
        return b"".join(encoding.content())


def serial(samples: Integers, kbps: int) -> bytes:
    """Return `samples` encoded by one encoder."""
    encoder = Encoder(channels=samples.shape[1], kbps=kbps)
    return encoder.encode(samples) + encoder.flush()


def again(
    samples: Integers, changed: Integers, start: int, end: int, kbps: int = 96
) -> tuple[bytes, set[int]]:
    """Return the file after the change from sample `start` to `end`, and which chunks were encoded again."""
    with encoding_of(samples, kbps) as (encoding, pool):
        encoding.run(pool, [samples], range(encoding.chunks))
        only = encoding.chunks_with(start, end)
        encoding.run(pool, [changed], only)
        return b"".join(encoding.content()), only


def carried(encoded: bytes) -> Carried:
    """Return what decides how each frame sounds; what stuffs it does not."""
    found = list(frames(encoded))
    return list(zip((one.side for one in found), main_data(found, encoded), strict=True))


def played(encoded: bytes, channels: int) -> np.ndarray:
    """Return all the sound of a file."""
    count = sum(1 for _ in frames(encoded))
    return np.concatenate(list(decode_frames(encoded, count=count, channels=channels)))


@pytest.fixture(autouse=True)
def short_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Join every eight seconds instead of every ninety."""
    monkeypatch.setattr(encode, "CHUNK", CHUNK)
    monkeypatch.setattr(encode, "SHORTEST", CHUNK)


@pytest.mark.parametrize(
    ("make", "channels", "kbps"),
    [
        (speech, 1, 64),
        (speech, 2, 128),
        (music, 2, 192),
        (music, 1, 96),
        (nearly_silent, 1, 96),
        (nearly_silent, 2, 128),
        (bursts, 1, 80),
        (bursts, 2, 320),
        (full_scale, 1, 112),
        (full_scale, 2, 96),
    ],
)
def test_the_joined_file_is_that_of_one_encoder(
    make: Callable[[int, int], Integers],
    channels: int,
    kbps: int,
) -> None:
    """Every frame carries the same, and a decoder makes the same samples of it, bit by bit."""
    samples = make(26 * RATE + 321, channels)
    made, expected = parallel(samples, kbps), serial(samples, kbps)
    assert len(made) == len(expected)
    assert carried(made) == carried(expected)
    assert np.array_equal(played(made, channels), played(expected, channels))


@pytest.mark.parametrize("begins", [-2, -1, 0, 1, 3])
@pytest.mark.parametrize("lasts", [96, 98, 100, 120])
def test_silence_that_fills_an_overlap_hides_nothing(begins: int, lasts: int) -> None:
    """Loud up to the border, then digital silence in which all frames are alike, then hardly anything."""
    samples = full_scale(26 * RATE, 1)
    start = (CHUNK + begins) * FRAME
    samples[start : start + lasts * FRAME] = 0
    samples[start + lasts * FRAME :] //= 2000
    assert carried(parallel(samples, 80)) == carried(serial(samples, 80))


@pytest.mark.parametrize("border", [CHUNK, CHUNK + encode.OVERLAP, 2 * CHUNK + encode.OVERLAP])
@pytest.mark.parametrize("off", [-FRAME - 1, -1, 0, 1, FRAME])
def test_sound_may_end_anywhere(border: int, off: int) -> None:
    """Just before, on and after the end of a chunk or of its overlap."""
    samples = music(border * FRAME + off, 1)
    assert carried(parallel(samples, 64)) == carried(serial(samples, 64))


@pytest.mark.parametrize("count", [1, 575, FRAME - 1, FRAME, FRAME + 1])
@pytest.mark.parametrize("channels", [1, 2])
def test_less_than_a_chunk_is_byte_by_byte_the_same(count: int, channels: int) -> None:
    """One sample or one frame is a file, too."""
    samples = full_scale(count, channels)
    assert parallel(samples, 128) == serial(samples, 128)


@pytest.mark.parametrize("piece", [997, FRAME, 10**9])
def test_it_does_not_matter_how_the_sound_arrives(piece: int) -> None:
    """In small pieces or at once: the same bytes."""
    samples = speech(20 * RATE, 1)
    assert parallel(samples, 96, piece=piece) == parallel(samples, 96)


def test_more_sound_than_announced_is_refused() -> None:
    """A recording that grows is not encoded as if it had not."""
    samples = speech(3 * RATE, 1)
    with encoding_of(samples[:-RATE], 96) as (encoding, pool), pytest.raises(ValueError, match="more sound"):
        encoding.run(pool, [samples], range(encoding.chunks))


@pytest.mark.parametrize("overlap", [1, 2])
@pytest.mark.parametrize("channels", [1, 2])
def test_without_any_seam_one_encoder_does_it_all(
    monkeypatch: pytest.MonkeyPatch, channels: int, overlap: int
) -> None:
    """Encoders that never agree: byte by byte the serial file."""
    monkeypatch.setattr(encode, "OVERLAP", overlap * CYCLE)
    monkeypatch.setattr(encode, "find_seam", lambda *given, **more: None)
    samples = speech(26 * RATE, channels)
    assert parallel(samples, 96) == serial(samples, 96)


@given(st.integers(0, 2**40 - 1))
@settings(max_examples=8)
def test_seams_may_be_missing_anywhere(missing: int) -> None:
    """Whichever comparisons fail: a join is put off, or there is none, and nothing else changes."""
    samples = speech(26 * RATE, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encode, "find_seam", found_unless(missing))
        assert carried(parallel(samples, 96)) == _SERIAL


def found_unless(missing: int) -> Seam:
    """Return a comparison that fails whenever the next bit is set."""
    calls = iter(range(10**6))

    def seam(earlier: bytes, later: bytes, *, pre: int) -> int | None:
        return None if missing >> next(calls) & 1 else find_seam(earlier, later, pre=pre)

    return seam


@pytest.mark.parametrize(("make", "channels"), [(speech, 2), (bursts, 1)])
def test_the_number_of_workers_does_not_change_a_byte(
    make: Callable[[int, int], Integers], channels: int
) -> None:
    """One core, two or five."""
    samples = make(26 * RATE, channels)
    one = parallel(samples, 128, 1)
    assert parallel(samples, 128, 2) == one
    assert parallel(samples, 128, 5) == one


_SERIAL = carried(serial(speech(26 * RATE, 1), 96))


@given(st.floats(0, 25.5), st.floats(0.01, 3), st.sampled_from([0, 0.5, 3]))
@example(7.6, 0.2, 0.0)
@example(7.7, 0.2, 0.5)
@example(0.0, 26.0, 0.5)
@example(25.9, 0.1, 0.0)
@settings(max_examples=8)
def test_encoding_again_what_changed_is_enough(at: float, length: float, factor: float) -> None:
    """A change anywhere, louder, quieter or to nothing: the file is that of the changed sound."""
    samples = speech(26 * RATE, 1)
    start, end = int(at * RATE), min(len(samples), int((at + length) * RATE))
    changed = samples.copy()
    changed[start:end] = whole(changed[start:end] * factor)
    made, only = again(samples, changed, start, end)
    assert only <= {0, 1, 2, 3}
    assert carried(made) == carried(serial(changed, 96))


@given(st.integers(0, 2**12 - 1), st.floats(0, 25))
@settings(max_examples=6)
def test_encoding_again_after_chunks_that_never_agreed(missing: int, at: float) -> None:
    """What one encoder did for several chunks is done anew together."""
    samples = speech(26 * RATE, 1)
    start, end = int(at * RATE), int((at + 0.3) * RATE)
    changed = samples.copy()
    changed[start:end] //= 2
    never = sum(7 << 3 * chunk for chunk in range(4) if missing >> chunk & 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encode, "find_seam", found_unless(never))
        made, _ = again(samples, changed, start, end)
    assert carried(made) == carried(serial(changed, 96))


def put_off(until: int) -> Seam:
    """Return a comparison that, while the first run lasts, finds a seam not before frame `until`."""
    joins = iter(range(10**6))
    after = 0

    def seam(earlier: bytes, later: bytes, *, pre: int) -> int | None:
        nonlocal after
        found = find_seam(earlier, later, pre=pre)
        if after >= 3:  # all joins of the first run are done
            return found
        if found is None or sum(1 for _ in frames(later)) < until + 8:
            return None
        after = next(joins) + 1
        return max(found, until)

    return seam


def test_a_late_seam_is_kept_when_the_chunk_before_is_encoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks that first agreed after more than the overlap, and now sooner, still make a whole file."""
    monkeypatch.setattr(encode, "find_seam", put_off(encode.OVERLAP + 20))
    samples = speech(26 * RATE, 1)
    changed = samples.copy()
    changed[RATE : RATE + 9000] //= 2
    made, _ = again(samples, changed, RATE, RATE + 9000)
    assert carried(made) == carried(serial(changed, 96))


def test_a_change_before_a_very_late_seam_encodes_the_chunk_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames that the encoder of the chunk before made, far into this one, are made again."""
    monkeypatch.setattr(encode, "find_seam", put_off(encode.OVERLAP + 3 * CYCLE))
    samples = speech(26 * RATE, 1)
    start = (CHUNK + encode.OVERLAP + 2 * CYCLE + 30) * FRAME
    changed = samples.copy()
    changed[start : start + 4000] //= 2
    made, _ = again(samples, changed, start, start + 4000)
    assert carried(made) == carried(serial(changed, 96))
