"""What an editor would notice in the body of a page: headings out of order, links that lead nowhere."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from podcast.content.addresses import Addresses
from podcast.content.body import illustrations, prose_lines, unfenced_lines
from podcast.content.episode import Article
from podcast.content.folder import Source
from podcast.content.problem import Problem, Severity
from podcast.errors import Place
from podcast.messages import msg

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_DEFINED = re.compile(r" {0,3}\[([^\]\n]+)\]:[ \t]*<?([^\s>]+)>?")
_REFERENCE = re.compile(r"(?<!!)\[[^\[\]\n]+\]\[([^\[\]\n]+)\]")
_FRAMES = ("audio", "embed", "iframe", "object", "script", "video")
_PICTURE = re.compile(r"!\[[^\]\n]*\][(\[]")
_RAW = re.compile(
    r"(?<!\\)<(?!span lang=\"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\">)([a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>])"
)
_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(\s*<?([^)\s>]*)>?[^)\n]*\)|<(https?://[^>\s]+)>")


def check_body(source: Source[Article], *, base_url: str, known: Addresses) -> Iterator[Problem]:
    """Give what is wrong with headings and links; `known` are the addresses under `base_url`."""
    last = 1
    lines = prose_lines(source.page.body)
    pictures = {one.line for one in illustrations(source.page.body)}
    yield from _check_raw(source)
    defined = {_name(found[1]) for _, line in lines if "]:" in line and (found := _DEFINED.match(line))}
    for number, line in lines:
        if heading := _HEADING.fullmatch(line):
            # the page has its own first heading, so that one of the first level becomes one of the second
            level = max(2, len(heading[1]))
            yield from _check_heading(_at(source, number, heading.start(1)), heading, level, last)
            last = level
        if "](" in line or "<http" in line:
            for link in _LINK.finditer(line):
                at = 1 if link[1] is not None else 2
                yield from _check_link(_at(source, number, link.start(at)), link[at], base_url, known)
        if "]:" in line and (definition := _DEFINED.match(line)):
            yield from _check_link(_at(source, number, definition.start(2)), definition[2], base_url, known)
        if "![" in line and number not in pictures and (picture := _PICTURE.search(line)):
            yield _warning(
                _at(source, number, picture.start()),
                "lost-picture",
                msg("the picture is left out"),
                msg("put its file beside this one, and ![what it shows](file.jpg) on a line of its own"),
            )
        if "][" in line:
            for reference in _REFERENCE.finditer(line):
                if _name(reference[1]) not in defined:
                    yield _warning(
                        _at(source, number, reference.start(1)),
                        "unknown-link",
                        msg("“[{name}]” leads nowhere: no line says where to", name=reference[1]),
                        msg("add a line [{name}]: https://…, or write [words](https://…)", name=reference[1]),
                    )


def _check_raw(source: Source[Article]) -> Iterator[Problem]:
    """Say of each kind of HTML, where it stands first, that no page shows it."""
    if "<" not in source.page.body:
        return
    told: set[str] = set()
    for number, line in unfenced_lines(source.page.body):
        for found in _RAW.finditer(line) if "<" in line else ():
            tag = found[1].lower()
            if tag not in told:
                told.add(tag)
                yield _warning(
                    _at(source, number, found.start()),
                    "raw-html",
                    msg("<{tag}> is left out: pages show no HTML of a text", tag=tag),
                    msg("write a link, or [[listen: slug]] on a line of its own for a player of ours")
                    if tag in _FRAMES
                    else msg("write it in Markdown, or take it out"),
                )


def _name(written: str) -> str:
    """Return what a reference is compared by: case and blanks do not count."""
    return " ".join(written.casefold().split())


def _check_heading(place: Place, heading: re.Match[str], level: int, last: int) -> Iterator[Problem]:
    if not (heading[2] or "").strip():
        yield _warning(
            place, "empty-heading", msg("the heading is empty"), msg("write it, or delete the line")
        )
    elif level > last + 1:
        yield _warning(
            place,
            "heading-order",
            msg(
                "a heading with {level} comes after one with {last}",
                level="#" * level,
                last="#" * last if last > 1 else msg("none"),
            ),
            msg("write {last}: screen readers go by the levels", last="#" * (last + 1)),
        )


def _check_link(place: Place, address: str, base_url: str, known: Addresses) -> Iterator[Problem]:
    try:
        is_absolute = bool(urlsplit(address).scheme)
    except ValueError:
        is_absolute = False
    if not is_absolute:
        yield _warning(
            place,
            "relative-link",
            msg("“{address}” is no whole address, and is left out", address=address),
            msg("write https://…, or [[read-also: slug]] on a line of its own"),
        )
    elif base_url and address.startswith(base_url):
        path = re.split(r"[?#]", address.removeprefix(base_url))[0].removesuffix("index.html")
        if known.is_draft(path):
            yield _warning(
                place,
                "unknown-link",
                msg("“{address}” is a draft: readers find nothing there", address=address),
                msg("take draft: true out there, or the link here"),
            )
        elif not known.has(path):
            yield _warning(
                place,
                "unknown-link",
                msg("“{address}” is no page of this folder", address=address),
                msg("correct it; it leads somewhere only if that page is published already"),
            )


def _at(source: Source[Article], number: int, start: int) -> Place:
    return Place(file=source.file, line=source.body_line + number - 1, column=start + 1)


def _warning(place: Place, rule: str, message: str, remedy: str) -> Problem:
    return Problem(place=place, rule=rule, message=message, remedy=remedy, severity=Severity.WARNING)
