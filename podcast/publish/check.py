"""Everything that can be said about a show folder without a network: what is written, and its files."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PurePath

from podcast.audio.suffix import CONTAINERS
from podcast.content.checks import check_folder
from podcast.content.editorial import check_editorial, check_transcripts
from podcast.content.episode import Article, Episode
from podcast.content.folder import NO_PICTURES, ShowFolder, Source, referenced_files
from podcast.content.load import load_show
from podcast.content.overrides import FOLDER as TEMPLATES
from podcast.content.problem import Problem, ProblemsError, Severity, errors, in_order, problem_of
from podcast.content.transcript_checks import check_length, check_words
from podcast.errors import Place, PodcastError, UnavailableError
from podcast.messages import msg
from podcast.publish.heard import remembered, sound_problems
from podcast.publish.image_facts import COVER_LEAST, COVER_MOST
from podcast.publish.known_files import KnownFiles
from podcast.publish.known_pages import KnownPages
from podcast.publish.parallel import each
from podcast.publish.seen import ever_published
from podcast.publish.store_place import check_store
from podcast.publish.usable import of_show, usable_part
from podcast.publish.workspace import Workspace

_PROBES = 4
"""Headers that are looked at at once, each by a process."""


def check_show(
    root: Path, *, named: str = "", keep: bool = False, meanwhile: Callable[[], object] | None = None
) -> tuple[ShowFolder, list[Problem]]:
    """Read and check the show folder at `root`; places call it `named`.

    What was found out is remembered in its workspace if there is one: only looking at a folder makes none in it,
    unless one is to `keep` it all the same. `meanwhile` is done beside, if other processes read many pages.

    Raises:
        MissingInputError: there is no `show.toml`.
    """
    workspace = Workspace(root)
    known, pages = KnownFiles(workspace), KnownPages(workspace, meanwhile)
    folder = load_show(root, named=named, memory=pages)
    problems = [
        *folder.problems,
        *check_folder(folder),
        *_check_cover(folder, known),
        *_check_stings(folder, known),
    ]
    problems += [*check_editorial(folder, memory=pages), *_check_templates(folder)]
    problems += [*check_words(folder), *check_store(folder)]
    for source in folder.pages():
        problems += _check_images(source, known)
    problems += _check_recordings(folder, workspace, known)
    if keep:
        with suppress(PodcastError):
            workspace.make()
    known.save()
    pages.save()
    return folder, in_order(problems)


def review_show(root: Path, *, named: str = "") -> tuple[ShowFolder, list[Problem]]:
    """Read and check the show folder as `check_show` does, and say what would be good to have, too."""
    folder, problems = check_show(root, named=named)
    return folder, in_order([*problems, *check_transcripts(folder)])


def checked_show(root: Path, *, named: str = "") -> tuple[ShowFolder, list[Problem]]:
    """Return the folder and its warnings.

    Raises:
        ProblemsError: something in it keeps it from being published.
    """
    folder, problems = check_show(root, named=named, keep=True, meanwhile=_make_ready)
    if errors(problems):
        raise ProblemsError(problems)
    return folder, problems


def _make_ready() -> None:
    """Load what whoever publishes needs next, and do what is the same for every show."""
    from podcast.publish import rendered  # noqa: F401
    from podcast.site.bundle import put_together

    put_together()


def usable_show(root: Path, *, named: str = "") -> ShowFolder:
    """Return the folder with those pages alone that nothing keeps from being published.

    Raises:
        ProblemsError: something in `show.toml` does.
    """
    folder, problems = check_show(root, named=named, keep=True)
    if of_show(folder, problems):
        raise ProblemsError(problems)
    return usable_part(folder, problems)


def _check_cover(folder: ShowFolder, known: KnownFiles) -> list[Problem]:
    path = folder.files.get(folder.show.cover) if folder.show else None
    if path is None:
        return []
    place = folder.place("cover")
    try:
        facts = known.picture(path, place=place)
    except PodcastError as error:
        return [problem_of(error, rule="cover", place=place)]
    wrong = []
    if facts.width != facts.height:
        wrong.append(msg("is not square ({width} × {height})", width=facts.width, height=facts.height))
    if not COVER_LEAST <= facts.width <= COVER_MOST:
        wrong.append(msg("is {width} pixels wide", width=facts.width))
    if facts.format not in ("JPEG", "PNG"):
        wrong.append(msg("is {format}", format=facts.format))
    if facts.mode != "RGB":
        wrong.append(msg("has the colour mode {mode}", mode=facts.mode))
    return [
        Problem(
            place=place,
            rule="cover",
            message=msg("the cover {reason}", reason=reason),
            remedy=msg(
                "export a square RGB JPEG of {cover_least} to {cover_most} pixels: directories refuse others",
                cover_least=COVER_LEAST,
                cover_most=COVER_MOST,
            ),
        )
        for reason in wrong
    ]


def _check_templates(folder: ShowFolder) -> list[Problem]:
    if not folder.templates:
        return []
    from podcast.site.templates_check import faults  # loads Jinja2, which a check otherwise does without

    return [
        Problem(
            place=Place(file=f"{PurePath(folder.file).parent}/{TEMPLATES}/{name}", line=line, column=1),
            rule="template",
            message=message,
            remedy=remedy,
        )
        for name, line, message, remedy in faults(folder.templates)
    ]


def _check_images(source: Source[Article], known: KnownFiles) -> list[Problem]:
    problems = []
    for field, name in referenced_files(source.page).items():
        path = source.files.get(name)
        if path is None or field.startswith(NO_PICTURES):
            continue
        try:
            known.picture(path, place=source.place(field))
        except PodcastError as error:
            problems.append(problem_of(error, rule="image", place=source.place(field)))
    return problems


def _check_recordings(folder: ShowFolder, workspace: Workspace, known: KnownFiles) -> list[Problem]:
    """Look at recordings: at those that are known one after the other, at others by several processes at once."""

    def look(source: Source[Episode]) -> list[Problem]:
        return _check_recording(source, workspace, known)

    def is_known(source: Source[Episode]) -> bool:
        path = source.files.get(source.page.recording)
        return path is not None and known.is_probed(path)

    at_once = {one.file: look(one) for one in folder.episodes if is_known(one)}
    others = [one for one in folder.episodes if one.file not in at_once]
    return [problem for found in (*at_once.values(), *each(look, others, most=_PROBES)) for problem in found]


def _check_recording(source: Source[Episode], workspace: Workspace, known: KnownFiles) -> list[Problem]:
    """A header's length is believed; what was heard the last time is said again."""
    if not source.page.recording and source.page.guid not in ever_published(workspace):
        return [_without_recording(source)]
    path = source.files.get(source.page.recording)
    if path is None:
        return []
    heard = remembered(path, workspace)
    place = source.place("recording")
    try:
        recording = known.probe(path)
    except UnavailableError as error:  # of the tool and not of this file: the next one would say the same
        raise UnavailableError(error.message, hint=error.hint, place=place) from error
    except PodcastError as error:
        return [_of_file(error, place, source)]
    length = heard.duration_ms if heard else recording.declared_ms
    return [
        *_misnamed(source, recording.container),
        *sound_problems(source, heard.faults if heard else ()),
        *((*_too_late(source, length), *check_length(source, length)) if length else ()),
    ]


def _misnamed(source: Source[Episode], container: str) -> list[Problem]:
    """Say that a name promises another format than the bytes are; these decide."""
    name = source.page.recording
    if container in CONTAINERS.get(PurePath(name).suffix.lower(), {container}):
        return []
    return [
        Problem(
            place=source.place("recording"),
            rule="file-suffix",
            message=msg("“{name}” is {container}, whatever its name says", name=name, container=container),
            remedy=msg("nothing has to be done; rename it if you like"),
            severity=Severity.WARNING,
        )
    ]


def _without_recording(source: Source[Episode]) -> Problem:
    return Problem(
        place=source.place("recording"),
        rule="missing-key",
        message=msg("recording is missing"),
        remedy=msg("add a line recording: enregistrement.wav, the name of a file beside this one"),
        severity=Severity.WARNING if source.page.draft else Severity.ERROR,
    )


def _too_late(source: Source[Episode], length: int) -> list[Problem]:
    """Return what is placed after the end of a recording of `length` ms."""
    page = source.page
    chapters = [(f"chapters.{at}.start", one.start_ms) for at, one in enumerate(page.chapters)]
    jingles = [(f"jingles.{at}.at", one.at_ms) for at, one in enumerate(page.jingles)]
    found = [
        Problem(
            place=source.place(where),
            rule="chapter-order" if where.startswith("chapters") else "jingle",
            message=msg(
                "the {what} starts after the end of the recording",
                what=msg("chapter") if where.startswith("chapters") else msg("jingle"),
            ),
            remedy=msg("correct its start"),
        )
        for where, start in (*chapters, *jingles)
        if start >= length
    ]
    return found + [
        Problem(
            place=source.place(f"soundbites.{at}.start"),
            rule="soundbite",
            message=msg("the soundbite ends after the end of the recording"),
            remedy=msg("correct its start or its duration"),
        )
        for at, one in enumerate(page.soundbites)
        if one.start_ms + one.duration_ms > length
    ]


def _check_stings(folder: ShowFolder, known: KnownFiles) -> list[Problem]:
    """Intro, outro and jingles have to be sound."""
    if folder.settings is None:
        return []
    stings = folder.settings.stings
    named = {"stings.intro": stings.intro, "stings.outro": stings.outro}
    named |= {f"stings.jingles.{at}.file": one.file for at, one in enumerate(stings.jingles)}
    problems = []
    for where, name in named.items():
        path = folder.files.get(name)
        if path is None:
            continue
        try:
            known.probe(path)
        except PodcastError as error:
            problems.append(
                Problem(
                    place=folder.place(where),
                    rule="sting",
                    message=msg("“{name}”: {message}", name=name, message=error.message),
                    remedy=error.hint or msg("export it again"),
                    exit_code=error.exit_code,
                )
            )
    return problems


def _of_file(error: PodcastError, place: Place, source: Source[Episode]) -> Problem:
    """Return what is wrong with a recording at the line that names it, with the file's name."""
    message = msg("“{name}”: {message}", name=source.page.recording, message=error.message)
    return Problem(
        place=place,
        rule="recording",
        message=message,
        remedy=error.hint or msg("export the recording again"),
        severity=Severity.ERROR,
        exit_code=error.exit_code,
    )
