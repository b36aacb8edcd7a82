"""Which intro, outro and jingles an episode gets: files and moments, nothing of their sound."""

from pathlib import Path

from podcast.content.timeline import INTRO, OUTRO
from podcast.values import Struct, field


class Stings(Struct, frozen=True, kw_only=True):
    """The clips that an episode gets: files, the jingles by name, and where these are called for in
    milliseconds of the recording. What is joined overlaps by `crossfade_ms`."""

    intro: Path | None = None
    outro: Path | None = None
    jingles: dict[str, Path] = field(default_factory=dict)
    calls: tuple[tuple[int, str], ...] = ()
    crossfade_ms: int = 0

    def __bool__(self) -> bool:
        return bool(self.intro or self.outro or self.calls)

    def files(self) -> dict[str, Path]:
        """Return the file of every sting that is heard, by its name on the timeline."""
        ends = {INTRO: self.intro, OUTRO: self.outro}
        called = {name: self.jingles[name] for _, name in self.calls}
        return {name: path for name, path in ends.items() if path} | called
