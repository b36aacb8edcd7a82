"""Faults of level: sound cut off at full scale, holes, a shifted zero, too faint or too hot.

Owns their thresholds. Knows neither channels beyond what `Windows` says of both, nor spectra.
"""

import numpy as np

from podcast.audio.analysis import SILENCE_LUFS, Analysis, integrated
from podcast.audio.lint_fault import Spans, in_places, seconds, throughout
from podcast.audio.pauses import WINDOW_MS, Mask, bridged, runs, silent_windows
from podcast.content.fault import Fault
from podcast.messages import msg

_CLIPPED = 5  # samples in 100 ms; one alone is where a limiter or a normaliser let the highest peak be
_IN_A_ROW = (
    2.5  # samples at full scale for each block that comes near it: less are touched tops, not cut ones
)
_NEAR_FULL = 24  # as `levels` counts: within a quarter of a dB of full scale, or over it
_OVER, _FAR_OVER = 1.0005, 1.12  # tops that were cut off ripple up to there once they are resampled
_OVERSHOT = 40  # samples in 100 ms; what a codec or a filter lets pass full scale, uncut, is up to 30
_CLIPPING_BRIDGE = 10  # windows: two shouts within a second are one place
_RUINED = 0.01  # share of samples cut off at which words are no longer clean

_OFFSET = 0.01  # of full scale: every cut clicks, and a decibel of room is lost

_GAP = 30  # windows: a speaker's longest pause for thought; players that skip silence begin at 1 s
_LOST = 300  # windows: so long nobody waits
_LEAD, _TAIL = 20, 40  # windows: some air is wanted before the first word and after the last
_CLICK = 2  # windows: a click does not make two silences of one

_FAINT_LUFS = -40.0  # speech at a usual distance, at the lowest gain that anyone means, reads -35
_HOT_LUFS, _FULL_SCALE = -10.0, 0.999


def clipping(analysis: Analysis) -> list[Fault]:
    """Find samples that stand in rows at full scale, which no level set afterwards makes round again."""
    windows = analysis.windows
    top = np.maximum(windows.highest, -windows.lowest)
    near = (windows.peaks.reshape(len(windows), -1) <= _NEAR_FULL).sum(axis=1)
    alike = 2 if analysis.identical else 1
    cut = (windows.clipped >= _CLIPPED) & (windows.clipped >= _IN_A_ROW * alike * near)
    rippled = (windows.clipped >= _OVERSHOT * analysis.channels) & (top < _FAR_OVER)
    cut = np.where(top > _OVER, rippled, cut)
    counted = np.concatenate([[0], np.cumsum(windows.clipped, dtype=np.int64)])

    def describe(start: int, end: int) -> tuple[str, bool]:
        count = int(counted[end] - counted[start])
        share = count / ((end - start) * WINDOW_MS * 44.1 * analysis.channels)
        return msg(
            "the sound is clipped: {count:,} samples are cut off at full scale", count=count
        ), share > _RUINED

    remedy = msg("record this passage again at a lower gain, or run a de-clipper over it")
    return in_places(analysis, "clipping", _spans(bridged(cut, _CLIPPING_BRIDGE)), describe, remedy)


def dc_offset(analysis: Analysis) -> list[Fault]:
    """Find a mean that is not zero, in each channel."""
    found = []
    names = (
        (msg("the left channel"), msg("the right channel"))
        if analysis.channels == 2
        else (msg("the recording"),)
    )
    means = analysis.windows.offset[:, : len(names)].mean(axis=0, dtype=np.float64)
    for name, mean in zip(names, means.tolist(), strict=True):
        if abs(mean) > _OFFSET:
            message = msg(
                "{name} is shifted by {mean:+.1%} of full scale, so cuts click and peaks come early",
                name=name,
                mean=mean,
            )
            remedy = msg("remove the DC offset in an editor, and have the sound card or the cable looked at")
            found.append(throughout(analysis, "dc-offset", message, remedy))
    return found


def silences(analysis: Analysis) -> list[Fault]:
    """Find holes in the programme, and silence before and after it; silent is what `pauses` says."""
    count = len(analysis.windows)
    silent = _spans(bridged(silent_windows(analysis), _CLICK))
    inside = silent.where((silent.starts > 0) & (silent.ends < count)).at_least(_GAP + 1)
    lead = silent.where(silent.starts == 0).at_least(_LEAD + 1)
    tail = silent.where((silent.ends == count) & (silent.starts > 0)).at_least(_TAIL + 1)

    def gap(start: int, end: int) -> tuple[str, bool]:
        return msg("nothing is heard for {seconds}", seconds=seconds(end - start)), end - start >= _LOST

    def before(start: int, end: int) -> tuple[str, bool]:
        return msg("the recording begins with {seconds} of silence", seconds=seconds(end - start)), False

    def after(start: int, end: int) -> tuple[str, bool]:
        return msg("the recording ends with {seconds} of silence", seconds=seconds(end - start)), False

    trim = msg("set trim_silence to leave it out")
    return [
        *in_places(analysis, "silence", inside, gap, msg("listen whether something is lost, or cut the gap")),
        *in_places(analysis, "lead-silence", lead, before, trim),
        *in_places(analysis, "tail-silence", tail, after, trim),
    ]


def level(analysis: Analysis) -> list[Fault]:
    """Find a recording that is too faint to be raised without its noise, or that was driven too hot."""
    loudness = integrated(analysis.windows.energy[: analysis.whole])
    top = max(float(analysis.windows.highest.max()), -float(analysis.windows.lowest.min()))
    if SILENCE_LUFS < loudness < _FAINT_LUFS:
        message = msg(
            "the recording is very faint ({loudness:.0f} LUFS); raising it raises its noise as much",
            loudness=loudness,
        )
        return [
            throughout(analysis, "faint", message, msg("record with more gain, nearer to the microphone"))
        ]
    if loudness > _HOT_LUFS and top >= _FULL_SCALE:
        message = msg(
            "the recording is very loud ({loudness:.0f} LUFS) and its peaks stand at full scale",
            loudness=loudness,
        )
        remedy = msg("export it without a limiter or maximiser, or record with less gain")
        return [throughout(analysis, "hot", message, remedy)]
    return []


def _spans(mask: Mask) -> Spans:
    starts, ends = runs(mask)
    return Spans(starts=starts, ends=ends)
