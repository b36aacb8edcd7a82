"""Commands that help in another language: copies of those that are written in English.

A help text is translated paragraph by paragraph, however its lines are broken; a block of examples stays as it is
below its heading.
"""

from __future__ import annotations

import copy
import inspect
import re
from collections.abc import Iterator
from typing import Any

import click

from podcast.cli.language import Language, in_french

_WORD = re.compile(r"[A-Z][A-Z_ ]*[A-Z]")
_EXAMPLE = ("Example:", "Examples:")


def in_language(command: click.Command, context: click.Context, spoken: Language | None) -> click.Command:
    """Return a command as it is shown in a language; English if there is none."""
    if spoken is not Language.FRENCH:
        return command
    shown = copy.copy(command)
    shown._help_option = None  # which Click keeps in the language that it was first asked for
    shown.help = french_help(command.help or "") or None
    shown.short_help = in_french(command.short_help) if command.short_help else None
    shown.params = [_parameter(one, context) for one in command.params]
    if isinstance(shown, click.Group):
        shown.subcommand_metavar = _metavar(shown.subcommand_metavar)
        shown.commands = {name: in_language(one, context, spoken) for name, one in shown.commands.items()}
    return shown


def paragraphs(text: str) -> Iterator[tuple[str, str]]:
    """Yield what is to be translated of each paragraph of a help text, and what stays as it is.

    A paragraph that Click does not wrap begins with \b, keeps its lines, and is yielded with them.
    """
    for one in inspect.cleandoc(text).split("\n\n"):
        if not one.startswith("\b\n"):
            yield " ".join(one.split()), ""
            continue
        head, _, rest = one.removeprefix("\b\n").partition("\n")
        if head.strip() in _EXAMPLE:
            yield head.strip(), rest
        else:
            yield one.removeprefix("\b\n"), ""


def french_help(text: str) -> str:
    """Return a help text whose paragraphs went through the catalogue."""
    shown = []
    for plain, (wanted, kept) in zip(inspect.cleandoc(text).split("\n\n"), paragraphs(text), strict=True):
        mark = "\b\n" if plain.startswith("\b\n") else ""
        shown.append(mark + in_french(wanted) + (f"\n{kept}" if kept else ""))
    return "\n\n".join(shown)


def words_of(metavar: str) -> list[str]:
    """Return the words of a metavar such as [FILE_OR_URL]... that are to be translated."""
    return _WORD.findall(metavar)


def _parameter(parameter: click.Parameter, context: click.Context) -> click.Parameter:
    shown = copy.copy(parameter)
    if not isinstance(parameter.type, click.Choice) or parameter.metavar:
        shown.metavar = _metavar(parameter.make_metavar(context))
    shown.type = _type(parameter.type)
    if isinstance(shown, click.Option) and shown.help:
        shown.help = in_french(shown.help)
    return shown


def _type(kind: click.ParamType[Any]) -> click.ParamType[Any]:
    """Return a type as Click names it when a value is none of it: “is not a valid integer range”."""
    if isinstance(kind, click.Choice):
        return kind
    shown = copy.copy(kind)
    shown.name = in_french(kind.name)
    return shown


def _metavar(metavar: str) -> str:
    return _WORD.sub(lambda word: in_french(word[0]), metavar)
