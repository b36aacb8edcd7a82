"""Where a store that is a folder may lie: not where what a producer writes would be published, or written over."""

from pathlib import Path

from podcast.content.folder import ARTICLES, EPISODE_FILE, ShowFolder
from podcast.content.overrides import FOLDER as TEMPLATES
from podcast.content.problem import Problem, problem_of
from podcast.errors import ConfigurationError, Place
from podcast.messages import msg
from podcast.publish.workspace import NAME
from podcast.store.open import folder_of, refuse_target


def check_store(folder: ShowFolder) -> list[Problem]:
    """Return what is wrong with the store that show.toml names."""
    if folder.settings is None or not folder.settings.store:
        return []
    place = folder.place("store")
    try:
        refuse_target(folder.settings.store)
        refuse_inside(folder.settings.store, folder.root, folder.root, place)
    except ConfigurationError as error:
        found = ConfigurationError(error.message, hint=error.hint, place=place)
        return [problem_of(found, rule="store", place=place)]
    return []


def refuse_inside(target: str, relative_to: Path, root: Path, place: Place) -> None:
    """Raise if the store is a folder that is the show folder, has it inside, or lies in a page's folder.

    Raises:
        ConfigurationError: it is.
    """
    named = folder_of(target, relative_to)
    if named is None:
        return
    store, show = named.resolve(), root.resolve()
    if show.is_relative_to(store) or _is_content(store, show):
        raise ConfigurationError(
            msg("the store cannot be “{target}”: the show itself lies there", target=target),
            hint=msg("name a folder of its own, such as ../public"),
            place=place,
        )


def _is_content(store: Path, show: Path) -> bool:
    """Say whether a folder lies in one that holds what the producer wrote, or our cache."""
    if not store.is_relative_to(show):
        return False
    first = store.relative_to(show).parts[0]
    return first in (ARTICLES, TEMPLATES, NAME) or (show / first / EPISODE_FILE).exists()
