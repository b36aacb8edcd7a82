"""Rows 73 and more: what ordinary shows, feeds and folders bring along that is not as one thinks."""

from __future__ import annotations

import subprocess

from podcast.audio.ffmpeg import executable

from .scene import Scene

NOISY = "anoisesrc=d=12:c=pink:a=0.2:r=44100:s=1,tremolo=f=2:d=0.8"


def test_73_recording_with_a_fault_one_hears(scene: Scene) -> None:
    """Noise that the voice does not stand clear of is said, with its place, and the episode is published."""
    recording = scene.episode()
    subprocess.run([executable(), "-v", "error", "-y", "-f", "lavfi", "-i", NOISY, recording], check=True)
    ran = scene.accepted("the noise in the background is only", "Published release 2")
    assert "emission/002-episode-2/episode.md:8:12" in ran.err
    scene.accepted("the noise in the background is only", command=("check",))
    scene.accepted("the noise in the background is only", command=("sound", "episode-2"))
