"""Where the fields of one file are, made into places when somebody asks: of most nobody does."""

from collections.abc import Iterator, Mapping

from podcast.errors import Place


class Places(Mapping[str, Place]):
    """The places of fields by their names, from lines and columns."""

    __slots__ = ("_at", "_file")

    def __init__(self, file: str, at: dict[str, tuple[int, int]]) -> None:
        self._file, self._at = file, at

    @property
    def at(self) -> dict[str, tuple[int, int]]:
        """Line and column by field."""
        return self._at

    def __getitem__(self, field_name: str) -> Place:
        line, column = self._at[field_name]
        return Place(file=self._file, line=line, column=column)

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)
