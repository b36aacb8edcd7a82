"""Faults between two channels: one that is missing, falls out, is louder, or turned against the other.

Owns their thresholds. Speakers may sit left and right, each on a microphone of their own that is shut
while the other speaks: none of the rules may take that for a fault.
"""

import numpy as np

from podcast.audio.analysis import Analysis, Doubles, integrated, power
from podcast.audio.lint_fault import Spans, in_places, seconds, throughout
from podcast.audio.pauses import Indices, Mask, bridged, runs
from podcast.content.fault import Fault
from podcast.messages import msg

_SPEAKS_LU = 20.0  # a window that is no further under the loudness is speech

_NOTHING = 1e-7  # mean square: -70 dBFS, under the noise of any microphone that is connected
_MUCH_LESS = 1e-5  # 50 dB under the other: more than what leaks from channel to channel
_DROPPED = 5  # windows of speech that are missing; shorter ones are clicks
_RARE = 0.02  # of the speech: if the other channel falls silent more often too, somebody shuts microphones
_MOSTLY = 0.5  # of the speech: a channel that is silent longer belongs to somebody who says little

_LOUDER_DB = 6.0
_ALWAYS_DB = 3.0  # in nine windows of ten; who speaks from a seat on the left is not louder all the time

_AGAINST = -0.5  # correlation: the mono sum loses 3 dB and more; spaced microphones stay over -0.3
_AGAINST_WHOLE = -0.3
_AGAINST_FOR, _AGAINST_BRIDGE = 20, 10  # windows

_SIDES = (msg("left"), msg("right"))


def channels(analysis: Analysis) -> list[Fault]:
    """Find what is wrong between two channels; of one channel there is nothing to say."""
    if analysis.channels != 2:
        return []
    energy = analysis.windows.energy
    speech = energy > power(integrated(energy[: analysis.whole]) - _SPEAKS_LU)
    left, right = (one.astype(np.float64) for one in (analysis.windows.left, analysis.windows.right))
    missing = _one_channel(analysis, left, right)
    if missing or not speech.any():
        return missing
    return [
        *_dropouts(analysis, left, right, speech),
        *_imbalance(analysis, left, right, speech),
        *_phase(analysis, left, right, speech),
    ]


def _one_channel(analysis: Analysis, left: Doubles, right: Doubles) -> list[Fault]:
    sums = (float(left.sum()), float(right.sum()))
    quiet = 0 if sums[0] < sums[1] else 1
    if not sums[quiet] < _MUCH_LESS * sums[1 - quiet]:
        return []
    message = msg("the {side} channel is silent throughout, so one ear hears nothing", side=_SIDES[quiet])
    remedy = msg("export the recording as mono, from the {side} channel", side=_SIDES[1 - quiet])
    return [throughout(analysis, "one-channel", message, remedy, severe=True)]


def _dropouts(analysis: Analysis, left: Doubles, right: Doubles, speech: Mask) -> list[Fault]:
    sides = ((left, right), (right, left))
    dead = [(one < _NOTHING) & (one < _MUCH_LESS * other) for one, other in sides]
    shares = [float((one & speech).sum() / speech.sum()) for one in dead]
    found = []
    for at, side in enumerate(_SIDES):
        if shares[at] > _MOSTLY or shares[1 - at] > _RARE:
            continue
        spans = _speaking(sides[at][0] < _NOTHING, dead[at] & speech)

        def describe(start: int, end: int, side: str = side) -> tuple[str, bool]:
            return msg(
                "the {side} channel drops out for {seconds} while the other speaks",
                side=side,
                seconds=seconds(end - start),
            ), False

        remedy = msg("look at the cable of this microphone, and use the other channel for both ears here")
        found += in_places(analysis, "dropout", spans, describe, remedy)
    return found


def _speaking(nothing: Mask, missed: Mask) -> Spans:
    """Return runs of nothing, each from its first to its last window in which speech is missed."""
    starts, ends = runs(nothing)
    at: Indices = np.flatnonzero(missed)
    first, after = np.searchsorted(at, starts), np.searchsorted(at, ends)
    kept = after - first >= _DROPPED
    return Spans(starts=at[first[kept]], ends=at[after[kept] - 1] + 1)


def _imbalance(analysis: Analysis, left: Doubles, right: Doubles, speech: Mask) -> list[Fault]:
    least = 1e-12  # digital silence in one of them counts as much, not as infinitely much
    differences = 10 * np.log10((left[speech] + least) / (right[speech] + least))
    middle = float(np.median(differences))
    louder = 0 if middle > 0 else 1
    always = float(np.percentile(differences if middle > 0 else -differences, 10))
    if abs(middle) <= _LOUDER_DB or always < _ALWAYS_DB:
        return []
    message = msg(
        "the {sides} channel is {middle:.0f} dB louder than the other throughout",
        sides=_SIDES[louder],
        middle=abs(middle),
    )
    remedy = msg("level the channels in an editor, or export the recording as mono")
    return [throughout(analysis, "imbalance", message, remedy)]


def _phase(analysis: Analysis, left: Doubles, right: Doubles, speech: Mask) -> list[Fault]:
    cross = analysis.windows.cross.astype(np.float64)
    together = float(np.sqrt(left[speech].sum() * right[speech].sum()))
    whole = float(cross[speech].sum()) / together if together > 0 else 0.0
    remedy = msg("invert one channel in an editor (one cable is wired the wrong way round)")
    if whole < _AGAINST_WHOLE:
        message = msg(
            "the channels cancel each other (correlation {whole:.2f}): on one loudspeaker the voice fades",
            whole=whole,
        )
        return [throughout(analysis, "phase", message, remedy, severe=True)]
    against = speech & (cross < _AGAINST * np.sqrt(left * right)) & (left * right > 0)
    starts, ends = runs(bridged(against, _AGAINST_BRIDGE))
    spans = Spans(starts=starts, ends=ends).at_least(_AGAINST_FOR)

    def describe(start: int, end: int) -> tuple[str, bool]:
        lasting = seconds(end - start)
        return msg(
            "the channels cancel each other for {lasting}: on one loudspeaker the voice fades",
            lasting=lasting,
        ), False

    return in_places(analysis, "phase", spans, describe, remedy)
