"""A recording as a stream of sound: pieces of 44.1 kHz floating point, one or two channels, in order.

Owns the two ways to get it: samples read as they lie in a WAV that has them as they are wanted, and
ffmpeg for everything else, which also mixes down to stereo and resamples. Equal recordings give equal
pieces, so a recording can be read twice instead of being kept in memory. Owns the verdict
on damage too, since only decoding everything finds it. Knows nothing of loudness.
"""

import re
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np

from podcast.audio.analysis import SAMPLE_RATE, Floats
from podcast.audio.ffmpeg import Pipe, Report, input_arguments, piped, run, sound_arguments
from podcast.audio.headers import Samples, read_samples
from podcast.audio.meter import PIECE
from podcast.audio.recording import Recording
from podcast.errors import ContentError, DiskError, Place, TryAgainError, UnavailableError
from podcast.messages import msg, why

_RESAMPLER = "aresample={rate}:resampler=soxr:precision=28"
_FRAME = 65_536  # samples that ffmpeg passes on at a time: its threads spend half their time on small ones
_DAMAGE = re.compile(
    r"\[dec:.*\[error\]|Error while decoding|CRC mismatch|partial file|ended prematurely|exceeds containing"
)
_CHANGE = "Reconfiguring filter graph"  # what was in its buffers is lost
_SHORT_MS, _SHORT_WAV_MS = 1000, 20  # what a header may be wrong by; that of a WAV counts its bytes
_ABSURD = 1e4  # 80 dB over full scale
_MOST_SPOOLED = 3_000_000_000
_BYTES = {"s16": 2, "s24": 3, "s32": 4, "f32": 4}


@dataclass(slots=True)
class Sound:
    """The sound of a recording; iterating reads it from the start. `channels` is one or two.

    Pieces are (samples, channels), PIECE samples long but for the last. After the last one `samples`
    has how many there were, and the recording is known to be whole. What has to be decoded is kept in
    `spool`, an empty file, if there is one, and read from there the next time.
    """

    recording: Recording
    levelled: bool = False
    spool: BinaryIO | None = None
    samples: int = field(default=0, init=False)
    _spooled: bool = field(default=False, init=False)

    @property
    def channels(self) -> int:
        return min(2, self.recording.channels)

    @property
    def about(self) -> int:
        """How many samples to expect."""
        return (self.recording.about_ms or 0) * SAMPLE_RATE // 1000

    def __iter__(self) -> Generator[Floats, None, None]:
        """Raises:
        ContentError: it cannot be decoded, is damaged, or shorter than it declares.
        UnavailableError: ffmpeg is absent or failed.
        DiskError: it cannot be read.
        """
        self.samples = 0
        plain = None if self.levelled else read_samples(self.recording.path, self.recording.container)
        suits = plain and plain.rate == SAMPLE_RATE and plain.channels <= 2
        if plain and suits:
            pieces = self._read(plain)
        else:
            pieces = self._replayed() if self._spooled else self._kept(self._decode())
        with closing(pieces):
            for piece in pieces:
                self.samples += len(piece)
                yield piece
        if not self.samples:
            raise ContentError(msg("there is no sound in it"), hint=msg("export it again"), place=self._place)
        self._refuse_truncated()

    def again(self, samples: int) -> Generator[Floats, None, None]:
        """Read it once more, which must give as many samples as before.

        Raises:
            TryAgainError: it gives others, so the file was changed meanwhile.
        """
        with closing(iter(self)) as pieces:
            for piece in pieces:
                if self.samples > samples:
                    break
                yield piece
        if self.samples != samples:
            raise TryAgainError(
                msg("the recording changed while it was read"),
                hint=msg("run the command again"),
                place=self._place,
            )

    @property
    def _place(self) -> Place:
        return Place(file=str(self.recording.path))

    def _read(self, plain: Samples) -> Generator[Floats, None, None]:
        size = _BYTES[plain.form] * plain.channels
        left = plain.bytes // size
        try:
            with self.recording.path.open("rb", buffering=0) as file:
                file.seek(plain.start)
                while left > 0 and (raw := file.read(min(PIECE, left) * size)):
                    piece = _floats(raw[: len(raw) // size * size], plain)
                    self._refuse_absurd(piece)
                    left -= len(piece)
                    yield piece
        except OSError as error:
            raise DiskError(
                msg("cannot be read: {reason}", reason=why(error)),
                hint=msg("check the file"),
                place=self._place,
            ) from error

    def _kept(self, pieces: Generator[Floats, None, None]) -> Generator[Floats, None, None]:
        """Write what is decoded to the spool, too; a disk that is full only costs decoding it again."""
        spool = self.spool
        if spool is not None:
            spool.seek(0)
        with closing(pieces):
            for piece in pieces:
                if spool is not None:
                    try:
                        spool.write(piece.tobytes())
                    except OSError:
                        spool = None
                yield piece
        self._spooled = spool is not None

    def _replayed(self) -> Generator[Floats, None, None]:
        assert self.spool is not None  # noqa: S101  or nothing would have been spooled
        self.spool.seek(0)
        while raw := self.spool.read(PIECE * 4 * self.channels):
            yield np.frombuffer(raw, "<f4").reshape(-1, self.channels)

    def _decode(self) -> Generator[Floats, None, None]:
        frame = 4 * self.channels
        with piped([*self._arguments(), "-f", "f32le", "pipe:1"]) as pipe:
            for raw in _chunks(pipe, PIECE * frame):
                piece = np.frombuffer(raw[: len(raw) // frame * frame], "<f4").reshape(-1, self.channels)
                self._refuse_absurd(piece)
                yield piece
            report = pipe.end()
        if report.status != 0:
            raise self._failure(report)
        if any(_CHANGE in line for line in report.log):
            raise ContentError(
                msg("its sample rate or channels change on the way"),
                hint=msg("export it again as one piece"),
                place=self._place,
            )
        if any(map(_DAMAGE.search, report.log)):
            self._refuse_truncated()
            raise self._damaged(self._where())

    def _arguments(self) -> list[str]:
        filters = [
            f"asetnsamples={_FRAME}:p=0",
            *self._downmix(),
            _RESAMPLER.format(rate=SAMPLE_RATE),
            *([_LEVELLER] if self.levelled else []),
            "aformat=sample_fmts=flt",
        ]
        arguments = input_arguments(self.recording.path, self.recording.demuxer)
        return [*arguments, *sound_arguments(",".join(filters))]

    def _downmix(self) -> list[str]:
        """Tracks that nobody named left, right or middle are mixed alike: a guess might drop the voice."""
        count = self.recording.channels
        if count > 2 and not self.recording.named_layout:
            mean = "+".join(f"{1 / count:.6f}*c{at}" for at in range(count))
            return [f"pan=stereo|c0={mean}|c1={mean}", "aformat=sample_fmts=flt"]
        return [f"aformat=sample_fmts=flt:channel_layouts={'stereo' if self.channels == 2 else 'mono'}"]

    def _where(self) -> str:
        """A second, strict pass says where the damage is."""
        seen: list[float] = []

        def see(line: str) -> None:
            name, _, value = line.partition("=")
            if name == "out_time_us" and value.lstrip("-").isdigit():
                seen[:] = [int(value) / 1000]

        progress = ("-xerror", "-progress", "pipe:1", "-nostats", "-stats_period", "0.02")
        strict = run([*progress, *self._strict(), "-f", "null", "-"], on_line=see)
        return msg(" near {seen}", seen=clock(round(seen[0]))) if strict.status != 0 and seen else ""

    def _strict(self) -> list[str]:
        arguments = input_arguments(self.recording.path, self.recording.demuxer)
        return [*arguments, *sound_arguments("anull")]

    def _failure(self, report: Report) -> ContentError | UnavailableError:
        if any("filter" in line.lower() and "[error]" in line for line in report.log):
            return UnavailableError(
                msg("this ffmpeg cannot convert it: {reason}", reason=report.reason),
                hint=msg("unset PODCAST_FFMPEG"),
                place=self._place,
            )
        return ContentError(
            msg("cannot be decoded: {reason}", reason=report.reason),
            hint=msg("export the recording again"),
            place=self._place,
        )

    def _damaged(self, near: str) -> ContentError:
        """Damage is refused, not concealed: listeners would hear it."""
        return ContentError(
            msg("damaged{near}: part of it cannot be decoded", near=near),
            hint=msg("copy or export the recording again"),
            place=self._place,
        )

    def _refuse_absurd(self, piece: Floats) -> None:
        """Floating point may hold what is no sound: not a number, infinity, or nearly."""
        if not np.abs(piece).max(initial=0.0) <= _ABSURD:
            raise self._damaged(msg(" near {clock}", clock=clock(self.samples * 1000 // SAMPLE_RATE)))

    def _refuse_truncated(self) -> None:
        """A file cut short decodes without a word; only its declared length betrays it."""
        declared, decoded = self.recording.declared_ms, round(self.samples * 1000 / SAMPLE_RATE)
        spare = _SHORT_WAV_MS if self.recording.container == "wav" else _SHORT_MS
        if declared is None or decoded >= declared - spare:
            return
        raise ContentError(
            msg(
                "cut short: it declares {declared} and holds {decoded}",
                declared=clock(declared),
                decoded=clock(decoded),
            ),
            hint=msg("copy or export the recording again"),
            place=self._place,
        )


_LEVELLER = "dynaudnorm=framelen=500:gausssize=31:peak=0.89:maxgain=8:targetrms=0.1"


@contextmanager
def spool_for(recording: Recording, folder: Path) -> Iterator[BinaryIO | None]:
    """Give a file in `folder` for the sound of a recording, or nothing if it would take more than three
    gigabytes or a quarter of the disk."""
    size = (recording.about_ms or 0) * SAMPLE_RATE // 1000 * 4 * min(2, recording.channels)
    if not 0 < size < min(_MOST_SPOOLED, shutil.disk_usage(folder).free // 4):
        yield None
        return
    with tempfile.TemporaryFile(dir=folder) as file:
        yield file


def _chunks(pipe: Pipe, size: int) -> Iterator[bytes]:
    while raw := pipe.read(size):
        yield raw


def _floats(raw: bytes, plain: Samples) -> Floats:
    """Return samples as they lie in a WAV as floating point, full scale being 1."""
    if plain.form == "f32":
        return np.frombuffer(raw, "<f4").reshape(-1, plain.channels)
    if plain.form == "s24":
        wide = np.zeros((len(raw) // 3, 4), np.uint8)
        wide[:, 1:] = np.frombuffer(raw, np.uint8).reshape(-1, 3)
        whole, scale = wide.view("<i4")[:, 0], 2.0**-31
    else:
        whole = np.frombuffer(raw, "<i2" if plain.form == "s16" else "<i4")
        scale = 2.0**-15 if plain.form == "s16" else 2.0**-31
    samples: Floats = whole.reshape(-1, plain.channels).astype(np.float32)
    samples *= np.float32(scale)
    return samples


def clock(milliseconds: int) -> str:
    """Return a length or a position as `h:mm:ss.s`."""
    tenths = milliseconds // 100
    return f"{tenths // 36000}:{tenths // 600 % 60:02}:{tenths // 10 % 60:02}.{tenths % 10}"
