"""A recording that a browser plays and in which nothing is said."""

from __future__ import annotations

import io
import wave


def silence(seconds: float) -> bytes:
    """Return a WAV file of this length."""
    body = io.BytesIO()
    with wave.open(body, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(1)
        made.setframerate(8000)
        made.writeframes(b"\x80" * int(8000 * seconds))
    return body.getvalue()
