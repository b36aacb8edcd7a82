"""How loud a recording is, how long, and whether its two channels are one: measured on every sample.

Owns the measuring pass (EBU R128 by ffmpeg's ebur128, ITU-R BS.1770 true peak) and the verdict on
damage, since only decoding everything finds it. Knows nothing of targets or of encoding.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from podcast.audio.ffmpeg import Report, input_arguments, run, sound_arguments
from podcast.audio.probe import Recording, probe
from podcast.content.record import Loudness
from podcast.errors import ContentError, Place, UnavailableError

SILENCE_LUFS = -70.0
SILENCE_DBTP = -120.0
"""What stands for minus infinity, which JSON cannot say."""

_IDENTICAL_DB = 40.0
_PAIR = "pan=3.0|c0=c0|c1=c1|c2=c0-c1,{stats},pan=stereo|c0=c0|c1=c1"
_STATS = "astats=measure_perchannel=RMS_level:measure_overall=Number_of_samples"
_METER = "ebur128=peak=true:metadata=1:framelog=verbose"
_PRINT = "ametadata=mode=print:key=lavfi.r128.{key}:file=-:direct=1"  # buffers would tear each other's lines
_VALUE = re.compile(r"lavfi\.r128\.(\w+)=(-?[\d.]+|-?inf|-?nan)")
_DAMAGE = re.compile(
    r"\[dec:.*\[error\]|Error while decoding|CRC mismatch|partial file|ended prematurely|exceeds containing"
)
_SHORT_MS, _SHORT_RATIO = 1000, 0.02

Progress = Callable[[float], None]
"""Called with the part done, from 0 to 1, never less than before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurement:
    """What decoding all of a recording found.

    `samples` counts per channel at the recording's rate; more than two channels are measured mixed
    down to stereo. `identical` says that two channels carry the same: their difference is 40 dB or
    more below them, so what a lossy codec adds does not count.
    """

    recording: Recording
    loudness: Loudness
    samples: int
    identical: bool

    @property
    def duration_ms(self) -> int:
        return round(self.samples * 1000 / self.recording.sample_rate)

    @property
    def mono(self) -> bool:
        """Whether one channel is enough."""
        return self.recording.channels == 1 or self.identical

    @property
    def silent(self) -> bool:
        return self.loudness.integrated <= SILENCE_LUFS


def measure(path: Path, *, progress: Progress | None = None) -> Measurement:
    """Decode all of `path` and measure it; memory does not grow with its length.

    Loudness is in LUFS, LU and dBTP. Silence, and what is shorter than the 400 ms of one gating block,
    has an integrated loudness of -70, as the meter's absolute gate leaves nothing.

    Raises:
        MissingInputError, ContentError: as `probe`; also when it is shorter than it declares, or damaged.
        UnavailableError: ffmpeg is absent or failed.
    """
    recording = probe(path)
    meter = _Meter(recording, progress)
    arguments = input_arguments(path, recording.demuxer)
    filters = _filters(recording.channels)
    report = run([*arguments, *sound_arguments(filters), "-f", "null", "-"], on_line=meter.see)
    measured = meter.result(report)
    _refuse_truncated(measured)
    _refuse_damaged(measured, report, filters)
    return measured


def downmix(channels: int) -> str:
    """Return the filter that makes one or two channels of what there is, in floating point."""
    return "aformat=sample_fmts=dblp" + (":channel_layouts=stereo" if channels > 1 else "")


def _filters(channels: int) -> str:
    stats = _PAIR.format(stats=_STATS) if channels > 1 else _STATS
    prints = (_PRINT.format(key=key) for key in ("I", "LRA", "true_peak"))
    return ",".join((downmix(channels), stats, _METER, *prints))


class _Meter:
    """Reads what the filters print: the running values line by line, the totals from the log."""

    def __init__(self, recording: Recording, progress: Progress | None) -> None:
        self._recording = recording
        self._progress = progress
        self._last: dict[str, float] = {}

    def see(self, line: str) -> None:
        if value := _VALUE.fullmatch(line):
            self._last[value[1]] = float(value[2])
        elif self._progress and self._recording.about_ms and (found := re.search(r"pts_time:([\d.]+)", line)):
            self._progress(min(1.0, float(found[1]) * 1000 / self._recording.about_ms))

    def result(self, report: Report) -> Measurement:
        place = Place(file=str(self._recording.path))
        counted = _numbers(report, r"Number of samples: (\d+)")
        if report.status != 0 or not counted:
            raise _failure(report, self._recording)
        if len(counted) > 1:
            raise ContentError(
                "its sample rate or channels change on the way",
                hint="export it again as one piece",
                place=place,
            )
        levels = _numbers(report, r"RMS level dB: (\S+)")
        integrated = self._last.get("I", SILENCE_LUFS)
        return Measurement(
            recording=self._recording,
            loudness=Loudness(
                integrated=round(max(SILENCE_LUFS, integrated), 2),
                range=round(self._last.get("LRA", 0.0), 1),
                true_peak=self._true_peak(report),
            ),
            samples=int(counted[0]),
            identical=len(levels) == 3 and levels[2] <= max(levels[:2]) - _IDENTICAL_DB,
        )

    def _true_peak(self, report: Report) -> float:
        """In dBTP. The running value is linear with three decimals: fine near the ceiling and coarse
        far below it; the total has one decimal in dB, and includes a tail too short for the former."""
        total = max(_numbers(report, r"    Peak: +(\S+) dBFS") or [-math.inf])
        linear = self._last.get("true_peak", 0.0)
        running = 20 * math.log10(linear) if linear > 0 else -math.inf
        best = running if linear > 0.3 and abs(running - total) < 0.1 else total
        return round(max(SILENCE_DBTP, best), 2)


def _numbers(report: Report, pattern: str) -> list[float]:
    matches = (re.search(pattern, line) for line in report.log)
    found = (float(match[1]) for match in matches if match)
    return [-math.inf if math.isnan(number) else number for number in found]


def _failure(report: Report, recording: Recording) -> ContentError | UnavailableError:
    place = Place(file=str(recording.path))
    if any("filter" in line.lower() and "[error]" in line for line in report.log):
        return UnavailableError(
            f"this ffmpeg cannot measure it: {report.reason}", hint="unset PODCAST_FFMPEG", place=place
        )
    return ContentError(f"cannot be decoded: {report.reason}", hint="export the recording again", place=place)


def _refuse_truncated(measured: Measurement) -> None:
    """A file cut short decodes without a word; only its declared length betrays it."""
    declared, decoded = measured.recording.declared_ms, measured.duration_ms
    if declared is None or decoded >= declared - max(_SHORT_MS, declared * _SHORT_RATIO):
        return
    raise ContentError(
        f"cut short: it declares {clock(declared)} and holds {clock(decoded)}",
        hint="copy or export the recording again",
        place=Place(file=str(measured.recording.path)),
    )


def _refuse_damaged(measured: Measurement, report: Report, filters: str) -> None:
    """Damage is refused, not concealed: listeners would hear it. A second, strict pass says where."""
    if not any(map(_DAMAGE.search, report.log)):
        return
    recording = measured.recording
    where: list[float] = []

    def see(line: str) -> None:
        if found := re.search(r"pts_time:([\d.]+)", line):
            where[:] = [float(found[1])]

    arguments = input_arguments(recording.path, recording.demuxer)
    strict = run(["-xerror", *arguments, *sound_arguments(filters), "-f", "null", "-"], on_line=see)
    near = f" near {clock(round(where[0] * 1000))}" if strict.status != 0 and where else ""
    raise ContentError(
        f"damaged{near}: part of it cannot be decoded",
        hint="copy or export the recording again",
        place=Place(file=str(recording.path)),
    )


def clock(milliseconds: int) -> str:
    """Return a length or a position as `h:mm:ss.s`."""
    tenths = milliseconds // 100
    return f"{tenths // 36000}:{tenths // 600 % 60:02}:{tenths // 10 % 60:02}.{tenths % 10}"
