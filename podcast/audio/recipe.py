"""What shapes the bytes of a master besides its recording, known without loading what makes it."""

import hashlib
import json

from podcast.content.show import AudioSettings, LoudnessTarget
from podcast.values import asdict, replace

ENGINE = "parallel-lame-1"
"""Change it whenever the same recording and settings would give other bytes."""
QUALITY = 5
"""LAME's, from 0 to 9; see `audio.lame`."""


def settings_digest(target: LoudnessTarget, audio: AudioSettings) -> str:
    """Return a hexadecimal SHA-256 of everything here that shapes a master's bytes, for cache keys."""
    shaping = asdict(replace(audio, alternates=()))
    settings = {"engine": ENGINE, "quality": QUALITY, "target": asdict(target), "audio": shaping}
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()
