"""A short extract of a recording as an MP3 at the loudness of the show, to be listened to or shared."""

import tempfile
from pathlib import Path

from podcast.audio.ffmpeg import input_arguments, output_arguments, run, sound_arguments
from podcast.audio.master import Mastered, master
from podcast.audio.probe import probe
from podcast.content.show import AudioSettings, LoudnessTarget
from podcast.errors import ContentError, Place, UnavailableError
from podcast.messages import msg

_FADE_S = 0.03


def cut_clip(
    recording: Path,
    out: Path,
    *,
    start_ms: int,
    duration_ms: int,
    target: LoudnessTarget,
    audio: AudioSettings,
) -> Mastered:
    """Write `duration_ms` of `recording` from `start_ms` on at `out`, with a short fade at both ends.

    Raises:
        ContentError: the recording ends before, or what is cut has nothing to hear.
        PodcastError: as `master`.
    """
    found = probe(recording)
    length = duration_ms / 1000
    fades = f"afade=t=in:d={_FADE_S},afade=t=out:st={max(0.0, length - _FADE_S):.3f}:d={_FADE_S}"
    cut = f"atrim=start={start_ms / 1000:.3f}:duration={length:.3f},asetpts=PTS-STARTPTS,{fades}"
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "clip.wav"
        report = run(
            [
                *("-progress", "pipe:1", "-nostats"),
                *input_arguments(recording, found.demuxer),
                *sound_arguments(cut),
                *("-c:a", "pcm_s24le", *output_arguments(wav, "wav")),
            ]
        )
        if report.status != 0:
            raise UnavailableError(
                msg("ffmpeg could not cut it: {reason}", reason=report.reason),
                place=Place(file=str(recording)),
            )
        if wav.stat().st_size < 1024:
            raise ContentError(
                msg("the recording ends before this extract begins"),
                hint=msg("correct its start"),
                place=Place(file=str(recording)),
            )
        return master(wav, out, target=target, audio=audio)
