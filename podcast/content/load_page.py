"""One page of the show folder: its file in, a source and its problems out."""

from pathlib import Path
from zoneinfo import ZoneInfo

from podcast.content.cues import Cues
from podcast.content.episode import Article, Episode
from podcast.content.fields import Fields
from podcast.content.folder import EPISODE_FILE, Source, lines_in, places_of, referenced_files
from podcast.content.frontmatter import Document, read_document
from podcast.content.places import Places
from podcast.content.problem import Problem, problem_of
from podcast.content.readpage import read_article, read_episode
from podcast.content.resolve import keep_file, resolve
from podcast.content.textfile import read_text
from podcast.errors import Place, PodcastError


def load_episode(path: Path, file: str, zone: ZoneInfo, problems: list[Problem]) -> Source[Episode] | None:
    document = _document(path, file, problems)
    if document is None or document.fields is None:
        return None
    page = read_episode(Fields(document.fields, problems), body=document.body, zone=zone)
    places = places_of(document.fields, lines_in(page, document.body_line))
    files = _resolve_all(page, places, path.parent, problems)
    return Source(
        page=page,
        file=file,
        folder=path.parent,
        places=places,
        files=files,
        body_line=document.body_line,
        transcript=load_transcript(page, files, file.removesuffix(EPISODE_FILE), problems),
    )


def load_article(path: Path, file: str, zone: ZoneInfo, problems: list[Problem]) -> Source[Article] | None:
    document = _document(path, file, problems)
    if document is None or document.fields is None:
        return None
    fields = Fields(document.fields, problems)
    page = read_article(fields, body=document.body, stem=path.stem, zone=zone)
    places = places_of(document.fields, lines_in(page, document.body_line))
    return Source(
        page=page,
        file=file,
        folder=path.parent,
        places=places,
        files=_resolve_all(page, places, path.parent, problems),
        body_line=document.body_line,
    )


def _document(path: Path, file: str, problems: list[Problem]) -> Document | None:
    try:
        document = read_document(read_text(path, file), file=file)
    except PodcastError as error:
        problems.append(problem_of(error, rule="encoding", place=Place(file=file)))
        return None
    problems += document.problems
    return document


def _resolve_all(page: Article, places: Places, folder: Path, problems: list[Problem]) -> dict[str, Path]:
    files: dict[str, Path] = {}
    start = next(iter(places.values()), Place(file=folder.name))
    for where, name in referenced_files(page).items():
        # an entry of a list that could not be read shifts those after it
        place = places.get(where, start)
        keep_file(resolve(name, folder, place, draft=page.draft), name, files, problems)
    return files


def load_transcript(page: Episode, files: dict[str, Path], named: str, problems: list[Problem]) -> Cues:
    """Return the cues of an episode's transcript; `named` is what places call its folder, with a slash."""
    path = files.get(page.transcript)
    if path is None:
        return Cues()
    from podcast.content.transcript import parse_transcript  # which few pages need

    file = f"{named}{page.transcript}"
    try:
        speakers = [person.name for person in (*page.hosts, *page.guests)]
        return Cues(parse_transcript(read_text(path, file), file=file, speakers=speakers))
    except PodcastError as error:
        problems.append(problem_of(error, rule="transcript", place=Place(file=file)))
        return Cues()
