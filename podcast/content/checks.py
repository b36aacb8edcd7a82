"""The rules that need nothing but what the producer wrote: values in, problems out."""

import uuid
from collections.abc import Callable, Iterator

from podcast.content.checks_named import check_named
from podcast.content.cut import MOST_DESCRIPTION
from podcast.content.episode import Article, Episode, EpisodeType, Mastering
from podcast.content.folder import ShowFolder, Source
from podcast.content.problem import Problem, Severity
from podcast.content.text import first_control
from podcast.content.timeline import INTRO, OUTRO
from podcast.errors import Place
from podcast.messages import msg


def check_folder(folder: ShowFolder) -> list[Problem]:
    """Return every problem of the folder's content, besides those found while reading it."""
    problems: list[Problem] = []
    for rule in (_unique_guids, _unique_slugs, _unique_numbers, check_named, _known_jingles):
        problems += rule(folder)
    for episode in folder.episodes:
        problems += _check_episode(episode, folder)
    for page in folder.pages():
        problems += _check_page(page)
    if folder.show:
        problems += _check_language(folder, folder.show.language)
        problems += _check_cut(folder.place("description"), "description", folder.show.description)
    return problems


def _check_language(folder: ShowFolder, language: str) -> Iterator[Problem]:
    """Say that pages speak French around whatever is written."""
    if language and not language.lower().startswith("fr"):
        yield _warning(
            folder.place("language"),
            "page-language",
            msg(
                "the show is in “{language}”, and its pages say everything else in French", language=language
            ),
            msg("write templates of your own, see docs/templates.md; feed and player are in order"),
        )


def _check_cut(place: Place, name: str, text: str) -> Iterator[Problem]:
    """Say what is too long for the feed; pages show it whole."""
    if (size := len(text.encode())) > MOST_DESCRIPTION:
        yield _warning(
            place,
            "too-long",
            msg(
                "{name} has {size} bytes, and directories take {most}: the feed ends it at a word before",
                name=name,
                size=size,
                most=MOST_DESCRIPTION,
            ),
            msg("shorten it"),
        )


def _unique_guids(folder: ShowFolder) -> Iterator[Problem]:
    yield from _unique(folder.episodes, "guid", lambda source: source.page.guid)


def _unique_slugs(folder: ShowFolder) -> Iterator[Problem]:
    yield from _unique(folder.pages(), "slug", lambda source: source.page.slug.casefold())


def _unique_numbers(folder: ShowFolder) -> Iterator[Problem]:
    numbered = [one for one in folder.episodes if one.page.number and one.page.type is EpisodeType.FULL]
    yield from _unique(numbered, "number", lambda source: f"{source.page.season}/{source.page.number}")


def _unique(
    sources: "list[Source[Episode]] | tuple[Source[Episode], ...] | tuple[Source[Article], ...]",
    field: str,
    value_of: Callable[..., str],
) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for source in sources:
        value = value_of(source)
        if not value:
            continue
        if value in first:
            yield Problem(
                place=source.place(field),
                rule=f"duplicate-{field}",
                message=msg(
                    "{field} “{value}” is also that of {first}",
                    field=field,
                    value=getattr(source.page, field),
                    first=first[value],
                ),
                remedy=_remedy_of_duplicate(field),
                severity=Severity.WARNING if _is_history(field, source.page) else Severity.ERROR,
            )
        first.setdefault(value, source.file)


def _is_history(field: str, page: Article) -> bool:
    """Say whether a number is what it is: an archive that came from elsewhere has what it had there."""
    return field == "number" and isinstance(page, Episode) and page.mastering is Mastering.NONE


def _remedy_of_duplicate(field: str) -> str:
    if field == "guid":
        return msg("give the new episode its own; `podcast new` makes one")
    return msg("change the {field} of the one that is not published yet", field=field)


def _known_jingles(folder: ShowFolder) -> Iterator[Problem]:
    known = [one.name for one in folder.settings.stings.jingles] if folder.settings else []
    for at, name in enumerate(known):
        if name in (INTRO, OUTRO):
            yield Problem(
                place=folder.place(f"stings.jingles.{at}.name"),
                rule="jingle-name",
                message=msg(
                    "a jingle cannot be named “{name}”: that is what begins or ends every episode", name=name
                ),
                remedy=msg("give it another name"),
            )
        if name and name in known[:at]:
            yield Problem(
                place=folder.place(f"stings.jingles.{at}.name"),
                rule="duplicate-jingle",
                message=msg("there are two jingles named “{name}”", name=name),
                remedy=msg("give each its own name"),
            )
    for source in folder.episodes:
        for at, call in enumerate(source.page.jingles):
            if not call.name or call.name in known:
                continue
            from difflib import get_close_matches

            close = get_close_matches(call.name, known, n=1, cutoff=0.5)
            yield Problem(
                place=source.place(f"jingles.{at}.name"),
                rule="jingle",
                message=msg("“{call}” is no jingle of show.toml", call=call.name),
                remedy=msg("did you mean “{close}”?", close=close[0])
                if close
                else msg("add it under [[stings.jingles]]"),
            )


def _check_episode(source: Source[Episode], folder: ShowFolder) -> Iterator[Problem]:
    episode = source.page
    yield from _check_chapters(source)
    name = "summary" if episode.summary else "standfirst"
    yield from _check_cut(source.place(name), name, episode.summary or episode.standfirst)
    for at, bite in enumerate(episode.soundbites):
        if not 15_000 <= bite.duration_ms <= 120_000:
            yield _warning(
                source.place(f"soundbites.{at}.duration"),
                "soundbite-length",
                msg("a soundbite lasts from 15 to 120 seconds"),
                msg("choose a shorter or longer extract"),
            )
    if episode.jingles and episode.mastering is not Mastering.FULL:
        yield Problem(
            place=source.place("jingles"),
            rule="mastering",
            message=msg("jingles cannot be put into a recording that is published as it is"),
            remedy=msg("take the line mastering: out, or the jingles"),
        )
    is_serial = folder.show is not None and folder.show.type == "serial"
    if is_serial and not episode.number and episode.type is EpisodeType.FULL:
        yield Problem(
            place=source.place("number"),
            rule="missing-key",
            message=msg("number is missing, and the show is serial"),
            remedy=msg("add number: 1"),
            severity=Severity.WARNING if _is_history("number", episode) else Severity.ERROR,
        )
    if folder.show and folder.show.title and folder.show.title.casefold() in episode.title.casefold():
        yield _warning(
            source.place("title"),
            "title",
            msg("the title repeats the name of the show"),
            msg("leave it out: apps show it anyway"),
        )
    if _looks_computed(episode.guid):
        yield _warning(
            source.place("guid"),
            "guid",
            msg("the guid is an address, which may change"),
            msg("keep it if it is published; else write a new one"),
        )


def _check_chapters(source: Source[Episode]) -> Iterator[Problem]:
    starts = [chapter.start_ms for chapter in source.page.chapters]
    for at in range(1, len(starts)):
        if starts[at] <= starts[at - 1]:
            yield Problem(
                place=source.place(f"chapters.{at}.start"),
                rule="chapter-order",
                message=msg("the chapter does not start after the one before"),
                remedy=msg("put the chapters in order of time"),
            )
    if starts and starts[0] != 0:
        yield _warning(
            source.place("chapters.0.start"),
            "chapter-zero",
            msg("the first chapter does not start at 0"),
            msg('write start: "00:00", or add a chapter before it'),
        )


def _check_page(source: Source[Article]) -> Iterator[Problem]:
    page = source.page
    if bad := first_control(page.body):
        line = page.body[: next(at for at, c in enumerate(page.body) if first_control(c))].count("\n")
        yield Problem(
            place=Place(file=source.file, line=source.body_line + line, column=1),
            rule="control-character",
            message=msg("the text contains the control character {bad}", bad=bad),
            remedy=msg("delete it and retype"),
        )
    if page.slug in page.former_slugs:
        yield _warning(
            source.place(f"former_slugs.{page.former_slugs.index(page.slug)}"),
            "former-slug",
            msg("“{slug}” is the slug that the page has, not one that it had", slug=page.slug),
            msg("take it out of former_slugs"),
        )
    if not (page.summary or page.standfirst or page.body.strip()):
        yield Problem(
            place=source.place("title"),
            rule="empty",
            message=msg("there is no summary, no standfirst and no text"),
            remedy=msg("add a summary: it is what apps and cards show"),
        )


def _looks_computed(guid: str) -> bool:
    try:
        uuid.UUID(guid)
    except ValueError:
        return guid.startswith(("http:", "https:"))
    return False


def _warning(place: Place, rule: str, message: str, remedy: str) -> Problem:
    return Problem(place=place, rule=rule, message=message, remedy=remedy, severity=Severity.WARNING)
