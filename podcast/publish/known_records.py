"""What was read of the records of a release, so that a second run reads one file instead of a thousand.

A record is named by its content, so that what is known of it stays true. Its cues, most of its bytes, stay where they
are until somebody looks at them. It is kept in the workspace and can always be made again.
"""

from collections.abc import Callable, Mapping

from podcast.content.cues import Cues
from podcast.content.packed import Part, unpack_part
from podcast.content.record import ArticleRecord, EpisodeFacts, EpisodeRecord, Record, episode_record
from podcast.publish.memory import recalled, remember
from podcast.publish.workspace import Workspace
from podcast.values import Struct

_KIND = "released"


class _Note(Struct, frozen=True, kw_only=True):
    """A record without its cues, of which `cues` is the digest and `last_ms` when the last one begins."""

    episode: EpisodeFacts | None = None
    article: ArticleRecord | None = None
    cues: str = ""
    last_ms: int = 0


class KnownRecords:
    """Answers from memory; `save` writes down the records of one release."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._before = recalled(workspace, _KIND, dict[str, Part]) or {}

    def find(self, sha256: str, read_cues: Callable[[], bytes]) -> Record | None:
        """Return the record with this digest, if it is known; `read_cues` fetches the JSON of its cues."""
        note = unpack_part(self._before.get(sha256), _Note)
        if note is None:
            return None
        if note.episode:
            return episode_record(note.episode, Cues.stored(note.cues, note.last_ms, read_cues))
        return note.article

    def save(self, records: Mapping[str, Record]) -> None:
        """Write down the records of a release by their digests; where that is not possible, the next run reads them."""
        if records.keys() == self._before.keys() or not self._workspace.root.is_dir():
            return
        notes: dict[str, Part | _Note] = {
            sha256: self._before.get(sha256) or _noted(record) for sha256, record in records.items()
        }
        remember(self._workspace, _KIND, notes)


def _noted(record: Record) -> _Note:
    if not isinstance(record, EpisodeRecord):
        return _Note(article=record)
    facts = EpisodeFacts(episode=record.episode, enclosure=record.enclosure, images=record.images)
    return _Note(episode=facts, cues=record.transcript.digest, last_ms=record.transcript.last_ms)
