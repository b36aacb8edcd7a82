"""What an editor would notice in one page: leaked titles, alternative texts, disclosures, excerpts, its body."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from podcast.content import editorial_words as words
from podcast.content.addresses import Addresses
from podcast.content.body import illustrations, prose, prose_lines
from podcast.content.editorial_body import check_body
from podcast.content.episode import Article
from podcast.content.folder import Source
from podcast.content.problem import Problem, Severity
from podcast.errors import Place
from podcast.messages import msg

MOST_STANDFIRST = 600
_TEXTS = ("title", "summary", "standfirst")


def check_page(
    source: Source[Article], *, base_url: str, known: Addresses, is_french: bool
) -> Iterator[Problem]:
    """Give what an editor would change in a page; `known` are the addresses under `base_url`."""
    for rule in (_leaked, _picture, _paid, _machine, _excerpt):
        yield from rule(source)
    yield from check_body(source, base_url=base_url, known=known)
    if is_french:
        yield from _quotes(source)


def _leaked(source: Source[Article]) -> Iterator[Problem]:
    if words.LEAKED_TITLE.search(source.page.title):
        yield _warning(
            source.place("title"),
            "leaked-title",
            msg("“{title}” looks like a test or a draft", title=source.page.title),
            msg("give it its title, or add draft: true"),
        )
    for place, found in _occurrences(source, words.PLACEHOLDER.search):
        yield _warning(
            place,
            "placeholder",
            msg("“{found}” stands for text that is missing", found=found),
            msg("write it, or add draft: true"),
        )


def _picture(source: Source[Article]) -> Iterator[Problem]:
    for one in illustrations(source.page.body):
        yield from _alternative(source, f"body.{one.line}", one.alt, (one.file.casefold(),))
    picture = source.page.image
    if picture is None:
        return
    if picture.alt.strip():  # without it the page could not be read
        same = (picture.credit.casefold(), picture.file.casefold())
        yield from _alternative(source, "image.alt", picture.alt, same)
    if not picture.credit.strip():
        yield _warning(
            source.place("image"),
            "image-credit",
            msg("the picture has no credit"),
            msg("add credit: and name its author"),
        )


def _alternative(source: Source[Article], where: str, alt: str, same: tuple[str, ...]) -> Iterator[Problem]:
    """Say of an alternative text that it replaces no picture; nor does one of those that are the `same`."""
    alt = alt.strip()
    if not alt:
        yield _warning(
            source.place(where),
            "image-alt",
            msg("the picture has no alternative text: who does not see gets nothing"),
            msg("describe what one sees on it: ![two people before a shop](file.jpg)"),
        )
    elif (
        alt.casefold() in (*same, source.page.title.casefold())
        or words.FILE_NAME.search(alt)
        or words.CREDIT.search(alt)
    ):
        yield _warning(
            source.place(where),
            "image-alt",
            msg("“{alt}” does not say what the picture shows", alt=alt),
            msg("describe what one sees on it; its author is named elsewhere"),
        )


def _paid(source: Source[Article]) -> Iterator[Problem]:
    if source.page.sponsor is None:
        for place, found in (*_disclosures(source), *_occurrences(source, words.PAID.search)):
            yield _warning(
                place,
                "undisclosed-sponsor",
                msg("“{found}” says that somebody pays for this, and no sponsor is named", found=found),
                msg("add sponsor: with a name, which the law wants shown; or write it otherwise"),
            )


def _disclosures(source: Source[Article]) -> Iterator[tuple[Place, str]]:
    """Give where a page says of itself that it is advertising: its label, its title, and how its texts begin."""
    page = source.page
    for name in ("label", "title"):
        if found := words.DISCLOSED.search(str(getattr(page, name))):
            yield source.place(name), found[0].strip()
    for name in ("summary", "standfirst"):
        if found := words.DISCLOSED_FIRST.search(str(getattr(page, name))):
            yield source.place(name), found[0].strip()
    for number, line in islice((one for one in prose_lines(page.body) if one[1].strip()), 1):
        if found := words.DISCLOSED_FIRST.search(line):
            yield _at(source, number, found.start()), found[0].strip()


def _machine(source: Source[Article]) -> Iterator[Problem]:
    if not (source.page.ai_summary or words.MACHINE_LABEL.search(source.page.label)):
        for place, found in _occurrences(source, words.MACHINE_TEXT.search):
            yield _warning(
                place,
                "unlabelled-ai",
                msg("“{found}” says that a machine made this, and nothing above the text does", found=found),
                msg("add ai_summary: with a reviewer, or label: Résumé IA vérifié par la rédaction"),
            )


def _excerpt(source: Source[Article]) -> Iterator[Problem]:
    page = source.page
    if not (page.summary.strip() or page.standfirst.strip()) and page.body.strip():
        yield _warning(
            source.place("title"),
            "no-summary",
            msg("there is neither summary nor standfirst: cards show how the text begins"),
            msg("add summary: two sentences that make one want to read or listen"),
        )
    if len(page.standfirst) > MOST_STANDFIRST:
        yield _warning(
            source.place("standfirst"),
            "long-standfirst",
            msg(
                "the standfirst has {standfirst} characters, and readers expect {most} at most",
                standfirst=len(page.standfirst),
                most=MOST_STANDFIRST,
            ),
            msg("move its end into the text"),
        )


def _quotes(source: Source[Article]) -> Iterator[Problem]:
    for place, _ in _occurrences(source, words.STRAIGHT_QUOTE.search):
        yield _warning(
            place,
            "straight-quotes",
            msg('there are straight quotes (")'),
            msg("write « … », or “ … ” inside them"),
        )


def _occurrences(
    source: Source[Article], search: Callable[[str], re.Match[str] | None]
) -> Iterator[tuple[Place, str]]:
    """Give the first place in each of a page's texts where `search` finds something, and what it finds."""
    for name in _TEXTS:
        if found := search(str(getattr(source.page, name))):
            yield source.place(name), found[0]
    if not search(prose(source.page.body)):  # most have nothing, and that is known at once
        return
    for number, line in prose_lines(source.page.body):
        if found := search(line):
            yield _at(source, number, found.start()), found[0]
            return


def _at(source: Source[Article], number: int, start: int) -> Place:
    return Place(file=source.file, line=source.body_line + number - 1, column=start + 1)


def _warning(place: Place, rule: str, message: str, remedy: str) -> Problem:
    return Problem(place=place, rule=rule, message=message, remedy=remedy, severity=Severity.WARNING)
