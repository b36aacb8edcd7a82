"""MP3 encoded in chunks is the MP3 of one encoder: every frame carries the same."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from podcast.audio import encode
from podcast.audio.encode import Encoding, Spool
from podcast.audio.lame import Encoder, Integers
from podcast.audio.mpeg import CYCLE, FRAME, frames, main_data

RATE = 44_100


def speech(seconds: float, channels: int) -> Integers:
    """Return something that swells and pauses, with a noise of its own in each channel."""
    chance = np.random.default_rng(3)
    time = np.arange(int(seconds * RATE)) / RATE
    envelope = np.maximum(0, np.sin(2 * np.pi * 1.3 * time)) * (np.sin(2 * np.pi * 0.21 * time) > -0.6)
    voice = envelope * sum(np.sin(2 * np.pi * 130 * k * time) / k for k in range(1, 20))
    sound = np.stack([voice * 3000 + chance.normal(0, 60, len(time)) for _ in range(channels)], axis=1)
    return sound.astype(np.int16)


def silence_and_bursts(seconds: float, channels: int) -> Integers:
    """Return digital silence with a burst of noise every three seconds."""
    chance = np.random.default_rng(4)
    sound = chance.normal(0, 6000, (int(seconds * RATE), channels))
    sound[(np.arange(len(sound)) // RATE) % 3 != 0] = 0
    return np.clip(sound, -32768, 32767).astype(np.int16)


def parallel(samples: Integers, kbps: int, workers: int = 2) -> bytes:
    """Return `samples` encoded in chunks."""
    with tempfile.TemporaryFile() as file, ThreadPoolExecutor(workers) as pool:
        encoding = Encoding(
            samples=len(samples),
            channels=samples.shape[1],
            kbps=kbps,
            spool=Spool(file),
            workers=workers,
            kept=lambda start, end: None,
        )
        pieces = (samples[at : at + 100_000] for at in range(0, len(samples), 100_000))
        encoding.run(pool, pieces, range(encoding.chunks))
        return b"".join(encoding.content())


def serial(samples: Integers, kbps: int) -> bytes:
    """Return `samples` encoded by one encoder."""
    encoder = Encoder(channels=samples.shape[1], kbps=kbps)
    return encoder.encode(samples) + encoder.flush()


def carried(encoded: bytes) -> list[tuple[int, bytes | None]]:
    """Return what decides how each frame sounds; what stuffs it does not."""
    found = list(frames(encoded))
    return list(zip((one.side for one in found), main_data(found, encoded), strict=True))


@pytest.fixture(autouse=True)
def short_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Join every ten seconds instead of every ninety."""
    monkeypatch.setattr(encode, "CHUNK", 8 * CYCLE)
    monkeypatch.setattr(encode, "SHORTEST", 8 * CYCLE)


@pytest.mark.parametrize("make", [speech, silence_and_bursts])
@pytest.mark.parametrize(("channels", "kbps"), [(2, 128), (1, 96), (2, 320), (1, 64)])
def test_chunks_carry_what_one_encoder_makes(make, channels: int, kbps: int) -> None:
    """Around every join, and everywhere else."""
    samples = make(62, channels)
    assert carried(parallel(samples, kbps)) == carried(serial(samples, kbps))


CHUNK, OVERLAP = 8 * CYCLE * FRAME, encode.OVERLAP * FRAME


@pytest.mark.parametrize("around", [CHUNK, CHUNK + OVERLAP, 2 * CHUNK, 2 * CHUNK + OVERLAP])
@pytest.mark.parametrize("off", [-FRAME, -1, 0, 1, FRAME])
def test_no_length_loses_its_end(around: int, off: int) -> None:
    """A recording may end anywhere, also within the overlap of two chunks."""
    samples = speech(60, 1)[: around + off]
    assert len(samples) == around + off
    made, expected = carried(parallel(samples, 96)), carried(serial(samples, 96))
    assert len(made) == len(expected)
    assert made == expected


@pytest.mark.parametrize("length", [1, 575, FRAME, FRAME + 1, RATE])
def test_short_sound_is_one_chunk(length: int) -> None:
    """Less than a chunk is what one encoder makes, byte by byte."""
    samples = speech(1, 2)[:length]
    assert parallel(samples, 128) == serial(samples, 128)


def test_chunks_that_never_agree_are_done_by_one_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any seam the earlier encoder goes on to the end: byte by byte the serial file."""
    monkeypatch.setattr(encode, "find_seam", lambda *given, **more: None)
    samples = speech(45, 1)
    assert parallel(samples, 96) == serial(samples, 96)


def test_the_number_of_workers_changes_nothing() -> None:
    """One core or five: the same bytes."""
    samples = speech(62, 2)
    assert parallel(samples, 128, 1) == parallel(samples, 128, 5)


@pytest.mark.parametrize("at", [3, 9.9, 10.1, 12.6, 31, 58])
def test_encoding_some_chunks_again_is_encoding_all_again(at: float) -> None:
    """A place that is made quieter afterwards: only what it touches is encoded anew."""
    samples = speech(62, 1)
    changed = samples.copy()
    start, end = int(at * RATE), int((at + 0.4) * RATE)
    changed[start:end] //= 2
    with tempfile.TemporaryFile() as file, ThreadPoolExecutor(2) as pool:
        encoding = Encoding(
            samples=len(samples),
            channels=1,
            kbps=96,
            spool=Spool(file),
            workers=2,
            kept=lambda start, end: None,
        )
        encoding.run(pool, [samples], range(encoding.chunks))
        only = encoding.chunks_with(start, end)
        assert len(only) < encoding.chunks
        encoding.run(pool, [changed], only)
        again = b"".join(encoding.content())
    assert carried(again) == carried(serial(changed, 96))
