"""Memory does not grow with the length of a recording."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from podcast.audio.ffmpeg import executable

_MASTER = """
import resource, sys
from pathlib import Path
from podcast.audio.master import master
from podcast.content.show import LoudnessTarget

master(Path(sys.argv[1]), Path(sys.argv[2]), target=LoudnessTarget())
own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(max(own, children))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no resource module on Windows")
def test_ten_times_the_length_takes_no_more_memory(tmp_path: Path) -> None:
    """The larger of the process and its children, for half a minute and for five: 53 MB of sound."""
    peaks = []
    for seconds in (30, 300):
        recording = tmp_path / f"{seconds}.wav"
        tone = f"sine=300:duration={seconds}:sample_rate=44100,aformat=channel_layouts=stereo,volume=-6dB"
        making = [executable(), "-v", "error", "-f", "lavfi", "-i", tone, recording]
        subprocess.run(making, check=True)
        done = subprocess.run(
            [sys.executable, "-c", _MASTER, recording, tmp_path / "out.mp3"],
            capture_output=True,
            text=True,
            check=True,
        )
        peaks.append(int(done.stdout))
    assert peaks[1] < 1.25 * peaks[0]
