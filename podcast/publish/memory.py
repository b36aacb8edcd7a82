"""What one run remembers for the next: a sealed file of the workspace for each kind of thing.

It is believed while it is whole, of the shape that is asked for, and of the program that renders, and can always be
made again. Knows nothing of what is remembered.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from podcast.content.packed import pack, unpack
from podcast.errors import PodcastError
from podcast.publish.renderer import renderer_digest
from podcast.publish.workspace import Workspace

T = TypeVar("T")
_NAME = "known.bin"


def recalled(
    workspace: Workspace, kind: str, shape: type[T], *, opened: Callable[..., Any] = unpack
) -> T | None:
    """Return what is remembered of a `kind`, nothing if nothing is; `opened` is the other side of what packed it."""
    with suppress(OSError, ValueError):
        kept = (workspace.root / kind / _NAME).read_bytes()
        program, found = opened(kept, tuple[str, shape])  # type: ignore[valid-type]
        return found if program == renderer_digest() else None
    return None


def remember(
    workspace: Workspace, kind: str, found: object, *, packed: Callable[[object], bytes] = pack
) -> None:
    """Write down what was found of a `kind`; where that is not possible, the next run finds it again."""
    with suppress(PodcastError):
        workspace.keep_lightly(kind, _NAME, packed((renderer_digest(), found)))
