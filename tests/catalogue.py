"""The messages of the source and the French catalogue, brought together: `make messages`.

Run as a program it adds to podcast.po what the source has gained, takes out what it has lost, and compiles it. It
translates nothing: an empty translation is for a person to fill in, and a test counts them.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from podcast.cli.language import CATALOGUES, DOMAIN
from podcast.cli.main import cli
from podcast.cli.translating import paragraphs, words_of

PACKAGE = Path(__file__).parent.parent / "podcast"
PO = CATALOGUES / "fr" / "LC_MESSAGES" / f"{DOMAIN}.po"
MO = PO.with_suffix(".mo")

Id = str | tuple[str, str]
"""A message, or one for one thing and one for many."""


def wanted() -> dict[Id, str]:
    """Return every message that the terminal may show in French, and where it comes from."""
    found = dict(_of_click())
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(PACKAGE.parent).as_posix()
        for one in of_source(path.read_text(encoding="utf-8")):
            found.setdefault(one, where)
    context = click.Context(cli)
    for one in of_command(cli, context):
        found.setdefault(one, "help")
    return found


def of_source(source: str) -> Iterator[Id]:
    """Yield the templates of `msg`, `msgs` and `marked` in a module."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        if call.func.id in ("msg", "marked") and isinstance(text := _text(call.args[0]), str):
            yield text
        if call.func.id == "msgs":
            one, many = _text(call.args[0]), _text(call.args[1])
            assert one is not None
            assert many is not None
            yield one, many


def of_command(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield the help texts of a command, its parameters, and the commands below it."""
    yield from (wanted for wanted, _ in paragraphs(command.help or "") if wanted)
    if command.short_help:
        yield command.short_help
    for one in command.params:
        if isinstance(one, click.Option) and one.help:
            yield one.help
        if (one.metavar or not isinstance(one.type, click.Choice)) and _shows_metavar(one):
            yield from words_of(one.make_metavar(context))
    if isinstance(command, click.Group):
        yield from words_of(command.subcommand_metavar)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from of_command(below, context)


def _shows_metavar(parameter: click.Parameter) -> bool:
    return not (isinstance(parameter, click.Option) and (parameter.is_flag or parameter.count))


def _of_click() -> Iterator[tuple[Id, str]]:
    """Yield Click's own messages."""
    for path in sorted(Path(inspect.getfile(click)).parent.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            texts = [one for one in map(_text, call.args[:2]) if one]
            if call.func.id == "_" and texts:
                yield texts[0], f"click/{path.name}"
            if call.func.id == "ngettext":
                yield (texts[0], texts[1]), f"click/{path.name}"
    yield "required", "click/core.py"
    for kind in (click.INT, click.IntRange(), click.FLOAT, click.FloatRange(), click.Path(), click.STRING):
        yield kind.name, "click/types.py"


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def read() -> Catalog:
    """Return the French catalogue as it is written."""
    catalogue = read_po(BytesIO(PO.read_bytes()), locale="fr", domain=DOMAIN)
    catalogue.creation_date = datetime(2026, 1, 1, tzinfo=UTC)  # not now: the same text has the same bytes
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as gettext reads it."""
    written = BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def update() -> None:
    """Write the catalogue with the messages of today, and compile it."""
    old = read()
    head = PO.read_text(encoding="utf-8").split("\n\n")[0]
    new = Catalog(locale="fr", domain=DOMAIN, fuzzy=False)
    for one, where in wanted().items():
        before = old.get(one)
        new.add(one, before.string if before else "", locations=[(where, None)])
    written = BytesIO()
    write_po(written, new, width=0, sort_by_file=True, ignore_obsolete=True, omit_header=True)
    PO.write_bytes(f"{head}\n\n".encode() + written.getvalue().strip() + b"\n")
    MO.write_bytes(compiled(read()))


if __name__ == "__main__":
    update()
