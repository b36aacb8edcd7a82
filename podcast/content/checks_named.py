"""Which pages a page names by their slugs, in front matter and on lines of their own: each has to be there."""

from collections.abc import Iterator

from podcast.content.body import LISTEN, NAMES, directives
from podcast.content.episode import Article
from podcast.content.folder import ShowFolder, Source
from podcast.content.problem import Problem, Severity
from podcast.errors import Place
from podcast.messages import msg


def check_named(folder: ShowFolder) -> Iterator[Problem]:
    """Give what is wrong with `related` and with directives.

    Pages that are not here may be published already: they are only warned of, as are drafts.
    """
    # of a page that could not be read one thing is wrong, and not each link to it
    episodes = {source.page.slug for source in folder.episodes} | folder.unread_slugs()
    slugs = episodes | {source.page.slug for source in folder.articles}
    drafts = {source.page.slug for source in folder.pages() if source.page.draft}
    for source in folder.pages():
        for at, slug in enumerate(source.page.related):
            place = source.place(f"related.{at}")
            if slug not in slugs:
                yield _warning(
                    place,
                    msg("“{slug}” is no episode or article of this folder", slug=slug),
                    msg("correct the slug; it is linked only if it is published already"),
                )
            else:
                yield from _out_of_reach(source, slug, drafts, place)
        for found in directives(source.page.body):
            place = Place(file=source.file, line=source.body_line + found.line - 1, column=1)
            if found.name not in NAMES:
                yield Problem(
                    place=place,
                    rule="directive",
                    message=msg("“[[{name}: …]]” means nothing", name=found.name),
                    remedy=msg(
                        "write one of {names}", names=", ".join(f"[[{name}: slug]]" for name in NAMES)
                    ),
                )
            elif found.target not in (episodes if found.name == LISTEN else slugs):
                yield _warning(
                    place,
                    msg(
                        "“{target}” is no {what} of this folder",
                        target=found.target,
                        what=msg("episode") if found.name == LISTEN else msg("page"),
                    ),
                    msg("correct the slug; it is shown only if it is published already"),
                )
            else:
                yield from _out_of_reach(source, found.target, drafts, place)


def _out_of_reach(source: Source[Article], slug: str, drafts: set[str], place: Place) -> Iterator[Problem]:
    if slug == source.page.slug:
        yield _warning(
            place, msg("“{slug}” is this page itself", slug=slug), msg("name another one, or take it out")
        )
    elif slug in drafts and not source.page.draft:
        yield _warning(
            place,
            msg("“{slug}” is a draft: readers do not see the link", slug=slug),
            msg("take draft: true out there, or the link here"),
        )


def _warning(place: Place, message: str, remedy: str) -> Problem:
    return Problem(
        place=place, rule="unknown-link", message=message, remedy=remedy, severity=Severity.WARNING
    )
