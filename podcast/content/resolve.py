"""Which file of a show folder a page means by a name, and why it is none that may be published."""

from pathlib import Path

from podcast.content.folder import SHOW_FILE, is_inside
from podcast.content.named import find_named
from podcast.content.problem import Problem, Severity
from podcast.errors import ExitCode, Place
from podcast.messages import msg


def resolve(name: str, folder: Path, place: Place, *, draft: bool = False) -> Path | Problem:
    """Return the file that `name` means in `folder`, or what is wrong; a draft may still lack it."""
    if not is_inside(name):
        return Problem(
            place=place,
            rule="file-outside",
            message=msg("“{name}” is outside the folder", name=name),
            remedy=msg("copy the file beside this one and write its name alone"),
        )
    found = find_named(folder, name)
    if found is not None and (fault := _no_file(found, folder)):
        return Problem(
            place=place,
            rule="file-kind",
            message=msg("“{name}” {fault}", name=name, fault=fault),
            remedy=msg("put a copy of the file itself there"),
        )
    return found or Problem(
        place=place,
        rule="file-missing",
        message=msg("the file “{name}” is not there", name=name),
        remedy=msg("put it into {folder}/, or correct its name", folder=folder.name),
        severity=Severity.WARNING if draft else Severity.ERROR,
        exit_code=ExitCode.MISSING_INPUT,
    )


def keep_file(found: Path | Problem, name: str, files: dict[str, Path], problems: list[Problem]) -> None:
    if isinstance(found, Problem):
        problems.append(found)
    else:
        files[name] = found


def _no_file(path: Path, folder: Path) -> str:
    """Say what keeps something from being a file of this folder: a link may publish what it should not."""
    if path.is_dir():
        return msg("is a folder, not a file")
    if not path.is_file():
        return msg("is no file")
    root = folder if (folder / SHOW_FILE).exists() else folder.parent
    return (
        ""
        if path.resolve().is_relative_to(root.resolve())
        else msg("is a link to a file outside the show folder")
    )
