"""Which file a name in a show folder means: names compare in NFC, whatever form a disk stores them in."""

import unicodedata
from pathlib import Path


def find_named(folder: Path, name: str) -> Path | None:
    """Return what has this name, nothing if there is none or no disk could hold such a name."""
    try:
        return _find(folder, name)
    except (OSError, ValueError):
        return None


def _find(folder: Path, name: str) -> Path | None:
    """Return what has this name, whatever normal form it is stored in."""
    for part in unicodedata.normalize("NFC", name).split("/"):
        if (folder / part).exists():
            folder = folder / part
            continue
        try:
            same = [one for one in folder.iterdir() if unicodedata.normalize("NFC", one.name) == part]
        except OSError:
            return None
        if not same:
            return None
        folder = same[0]
    return folder if folder.exists() else None
