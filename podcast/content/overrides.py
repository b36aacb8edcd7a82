"""A designer's own templates: the files of `templates/` in the show folder, as texts.

Names say what a file replaces: `NAME.html.jinja`, or `style.css`, which comes after the packaged styles. What is in
them is for `site` to judge.
"""

import re
from collections.abc import Callable
from pathlib import Path

from podcast.content.problem import Problem, problem_of
from podcast.errors import Place, PodcastError
from podcast.messages import msg

FOLDER, STYLE = "templates", "style.css"
MOST_BYTES = 200_000
_MOST_FILES = 50
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}\.html\.jinja")

Reader = Callable[[Path, str], str]
"""Returns the text of a file, which errors call by the second."""


def read_overrides(root: Path, named: str, read: Reader, problems: list[Problem]) -> dict[str, str]:
    """Return the text of every template by its name, and add what is wrong with the others to `problems`."""
    folder = root / FOLDER
    if not folder.is_dir():
        return {}
    found: dict[str, str] = {}
    for path in sorted(folder.iterdir())[:_MOST_FILES]:
        place = Place(file=f"{named}/{FOLDER}/{path.name}")
        if path.name[:1] in "._":
            continue
        if not path.is_file() or not (path.name == STYLE or _NAME.fullmatch(path.name)):
            problems.append(
                _problem(place, msg("this is no template"), msg("call it NAME.html.jinja, or style.css"))
            )
            continue
        try:
            text = read(path, place.file)
        except PodcastError as error:
            problems.append(problem_of(error, rule="template", place=place))
            continue
        if len(text.encode("utf-8", "replace")) > MOST_BYTES:
            problems.append(
                _problem(
                    place, msg("the template is larger than 200 kB"), msg("take out what is no template")
                )
            )
            continue
        found[path.name] = text
    return found


def _problem(place: Place, message: str, remedy: str) -> Problem:
    return Problem(place=place, rule="template", message=message, remedy=remedy)
