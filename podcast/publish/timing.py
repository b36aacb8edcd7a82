"""When things are heard in a master, which are written down as times of the recording."""

from podcast.content.cues import Cues
from podcast.content.episode import Episode
from podcast.content.folder import Source
from podcast.content.record import Enclosure
from podcast.content.timeline import shift_episode


def in_master(source: Source[Episode], enclosure: Enclosure) -> tuple[Episode, Cues]:
    """Return an episode and its transcript with the times that they have in the master."""
    if enclosure.timeline is None:
        return source.page, source.transcript
    return shift_episode(source.page, source.transcript, enclosure.timeline)
