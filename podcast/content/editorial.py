"""What an editor would notice before readers do: warnings only, as values from values.

Each rule looks at what is written and never at what it would become. A draft may still be called a test.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from podcast.content.addresses import addresses_of
from podcast.content.episode import Article
from podcast.content.folder import ShowFolder, Source
from podcast.content.problem import Problem, Severity, errors
from podcast.content.text import first_sentence
from podcast.errors import ExitCode, Place
from podcast.messages import msg

MOST_STANDFIRST = 600
_TEXTS = ("title", "summary", "standfirst")


class Memory(Protocol):
    """What remembers in which pages there was nothing to change, by rules that this text stands for."""

    def is_clean(self, path: Path, rules: str) -> bool: ...

    def found_clean(self, path: Path, rules: str) -> None: ...


def check_editorial(folder: ShowFolder, *, memory: Memory | None = None) -> list[Problem]:
    """Return what an editor would change in the pages of `folder`."""
    # of a page that could be read in half nothing can be said
    unread = {one.place.file for one in errors(folder.problems) if one.exit_code is ExitCode.CONTENT}
    pages = [one for one in folder.pages() if not one.page.draft and one.file not in unread]
    base_url = folder.show.base_url if folder.show else ""
    is_french = folder.show is None or folder.show.language.lower().startswith("fr")
    known = addresses_of(folder)
    problems = [*_same_titles(pages), *_worn_openings(pages)]
    rules = f"{base_url} {is_french}"
    for page in pages:
        if memory and memory.is_clean(page.path, rules):
            continue
        from podcast.content.editorial_page import check_page  # a hundred words, which known pages need not

        found = list(check_page(page, base_url=base_url, known=known, is_french=is_french))
        # what links to other pages of ours may be wrong when they change
        if memory and not found and not (base_url and base_url in page.page.body):
            memory.found_clean(page.path, rules)
        problems += found
    return problems


def check_transcripts(folder: ShowFolder) -> list[Problem]:
    """Return which episodes have no transcript: worth knowing, not worth saying at every publish."""
    return [
        _warning(
            source.place("title"),
            "no-transcript",
            msg("there is no transcript: who does not hear gets nothing, and RGAA 4.1 wants one"),
            msg("add transcript: with a WebVTT, SubRip or JSON file"),
        )
        for source in folder.episodes
        if not (source.page.transcript or source.page.draft)
    ]


def _same_titles(pages: list[Source[Article]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for source in pages:
        title = " ".join(source.page.title.casefold().split())
        if title in first:
            yield _warning(
                source.place("title"),
                "duplicate-title",
                msg("the title is also that of {first}", first=first[title]),
                msg("change one: in a list nobody can tell them apart"),
            )
        first.setdefault(title, source.file)


def _worn_openings(pages: list[Source[Article]]) -> Iterator[Problem]:
    """Say of texts for cards that begin as most others do: what makes one listen comes too late."""
    openings = {one.file: first_sentence(_blurb(one.page)) for one in pages}
    times = Counter(openings.values())
    for source in pages:
        opening = openings[source.file]
        if opening and times[opening] >= 3 and times[opening] * 2 > len(pages):
            yield _warning(
                source.place("summary" if source.page.summary.strip() else "standfirst"),
                "worn-opening",
                msg(
                    "{times} of {pages} pages begin with this sentence",
                    times=times[opening],
                    pages=len(pages),
                ),
                msg("begin with what is special about this one"),
            )


def _blurb(page: Article) -> str:
    return next((text for text in (page.summary, page.standfirst) if text.strip()), "").strip()


def _warning(place: Place, rule: str, message: str, remedy: str) -> Problem:
    return Problem(place=place, rule=rule, message=message, remedy=remedy, severity=Severity.WARNING)
