"""What is odd about a transcript that can be read: values in, warnings out."""

from collections.abc import Iterator

from podcast.content.episode import Episode
from podcast.content.folder import ShowFolder, Source
from podcast.content.problem import Problem, Severity
from podcast.errors import Place
from podcast.messages import msg

_GRACE_MS = 5_000
"""What is heard last may be written down a little late."""


def check_words(folder: ShowFolder) -> Iterator[Problem]:
    """Say which transcripts have no words, of those that can be read."""
    unread = {one.place.file for one in folder.problems}
    for source in folder.episodes:
        name = source.page.transcript
        file = f"{source.file.rpartition('/')[0]}/{name}"
        if name in source.files and not source.transcript and file not in unread:
            yield Problem(
                place=Place(file=file),
                rule="transcript-empty",
                message=msg("the transcript has no words"),
                remedy=msg("export it again, or take the line transcript: out"),
                severity=Severity.WARNING,
            )


def check_length(source: Source[Episode], length_ms: int) -> list[Problem]:
    """Say that words come after the end of a recording of `length_ms`: the transcript may be another episode's."""
    last = source.transcript.last_ms
    if last <= length_ms + _GRACE_MS:
        return []
    return [
        Problem(
            place=source.place("transcript"),
            rule="transcript-length",
            message=msg(
                "the transcript goes on to {last}, and the recording ends at {end}",
                last=_clock(last),
                end=_clock(length_ms),
            ),
            remedy=msg("look whether it is the transcript of this recording"),
            severity=Severity.WARNING,
        )
    ]


def _clock(milliseconds: int) -> str:
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
