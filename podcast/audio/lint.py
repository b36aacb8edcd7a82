"""Faults that one hears, found before listeners do: in an `Analysis`, without touching the sound again.

Owns which rules there are and their order. The rules and their thresholds are in `lint_level`,
`lint_channels` and `lint_spectrum`. Each stays silent where it cannot know: a false alarm teaches people
to read none. Knows nothing of files, nor of what is done about a fault.
"""

from podcast.audio.analysis import Analysis
from podcast.audio.lint_channels import channels
from podcast.audio.lint_fault import throughout
from podcast.audio.lint_level import clipping, dc_offset, level, silences
from podcast.audio.lint_spectrum import bandwidth, hum, noise, speed
from podcast.content.fault import Fault
from podcast.messages import msg

_LEAST_WHOLE = 4  # BS.1770's blocks are 400 ms long: what is shorter has no loudness to compare with
_RULES = (clipping, dc_offset, silences, level, channels, hum, noise, bandwidth, speed)


def find_faults(analysis: Analysis) -> tuple[Fault, ...]:
    """Return what is wrong with a recording, by time and then by rule; of less than 400 ms, nothing.

    Windows of the same fault become one; a rule names its five longest places and sums up the others.
    """
    if analysis.whole < _LEAST_WHOLE:
        return ()
    if analysis.silent:
        message = msg("the recording is silent from beginning to end")
        remedy = msg("look at which microphone was recorded, and export it again")
        return (throughout(analysis, "silent", message, remedy, severe=True),)
    found = [fault for rule in _RULES for fault in rule(analysis)]
    return tuple(sorted(found, key=lambda one: (one.start_ms, one.rule, one.end_ms, one.message)))
