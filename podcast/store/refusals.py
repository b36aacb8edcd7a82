"""What every store says alike when a key is not there, or not as a condition wants it."""

from podcast.errors import ObjectMissingError, Place, PreconditionError
from podcast.messages import msg


def missing(key: str, url: str) -> ObjectMissingError:
    """Return the error for a key that the store at `url` does not have."""
    return ObjectMissingError(
        msg("there is no {key}", key=key),
        hint=msg("check the store with `podcast doctor`"),
        place=Place(file=url),
    )


def lost(key: str, url: str) -> PreconditionError:
    """Return the error for a conditional write that found something else at `key`."""
    return PreconditionError(
        msg("somebody else wrote {key}", key=key),
        hint=msg("run the same command again"),
        place=Place(file=url),
    )
