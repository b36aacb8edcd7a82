"""What every store says alike when a key is not there, or not as a condition wants it."""

from podcast.errors import ObjectMissingError, Place, PreconditionError


def missing(key: str, url: str) -> ObjectMissingError:
    """Return the error for a key that the store at `url` does not have."""
    return ObjectMissingError(
        f"there is no {key}", hint="check the store with `podcast doctor`", place=Place(file=url)
    )


def lost(key: str, url: str) -> PreconditionError:
    """Return the error for a conditional write that found something else at `key`."""
    return PreconditionError(
        f"somebody else wrote {key}", hint="run the same command again", place=Place(file=url)
    )
