"""Which pages of a show folder can be published although others cannot. Knows nothing of what is done with them."""

from collections.abc import Sequence

from podcast.content.episode import Article
from podcast.content.folder import EPISODE_FILE, ShowFolder, Source
from podcast.content.problem import Problem, ProblemsError, errors


def usable_part(folder: ShowFolder, problems: Sequence[Problem]) -> ShowFolder:
    """Return the folder with those pages alone that nothing keeps from being published.

    Raises:
        ProblemsError: `show.toml` cannot be read.
    """
    wrong = errors(problems)
    if folder.show is None or folder.settings is None:
        raise ProblemsError(problems)
    return folder.without({one.file for one in folder.pages() if is_wrong(one, wrong)})


def is_wrong(source: Source[Article], wrong: Sequence[Problem]) -> bool:
    """Say whether one of these errors is in a page, or in a file that is beside it."""
    beside = (
        source.file.removesuffix(EPISODE_FILE) if source.file.endswith(f"/{EPISODE_FILE}") else source.file
    )
    return any(one.place.file.startswith(beside) for one in wrong)


def of_show(folder: ShowFolder, problems: Sequence[Problem]) -> list[Problem]:
    """Return the errors that are in `show.toml`, or in a template: they concern every page."""
    root = folder.file.rpartition("/")[0]
    return [one for one in errors(problems) if one.place.file.startswith((folder.file, f"{root}/templates/"))]
