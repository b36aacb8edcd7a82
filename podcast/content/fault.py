"""What is wrong with the sound of a recording, as a value."""

from podcast.values import Struct


class Fault(Struct, frozen=True, kw_only=True):
    """One thing that one hears, from and to in ms, and what to do about it, each on one line.

    `rule` is a stable name for scripts. `severe` means that listeners would miss something or go away.
    """

    rule: str
    start_ms: int
    end_ms: int
    message: str
    remedy: str
    severe: bool = False
