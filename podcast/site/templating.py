"""Jinja2, set up so that a template can neither forget to escape nor print what is not there.

A designer's own templates come before the packaged ones, which they reach as `podcast/NAME.html.jinja`. They are
part of what is published, so whoever finishes a release runs them: in a sandbox, where they see values and cannot
reach the program. What is wrong with them is said with the line.
"""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateNotFound, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from podcast.content.overrides import FOLDER, STYLE
from podcast.errors import ContentError, Place
from podcast.messages import msg
from podcast.site import wording
from podcast.site.compiled import PACKAGED_FOLDER, CompiledOnce, CompiledTemplates
from podcast.site.head import locale_of
from podcast.site.links import safe_url
from podcast.site.safety import printed, shown
from podcast.site.turns import passages
from podcast.site.typography import for_language

PACKAGED = "podcast/"
"""Before the name of a template: the packaged one, whatever the designer wrote under that name."""


def environment(language: str, zone: str, own: Mapping[str, str]) -> Environment:
    """Return the templates of the package and a show's `own`, for its language and time zone."""
    return _environment(language, zone, tuple(sorted(own.items())))


def packaged_templates() -> dict[str, str]:
    """Return the text of every template of the package by its name."""
    return {one.name: one.read_text(encoding="utf-8") for one in PACKAGED_FOLDER.iterdir() if one.is_file()}


@contextmanager
def told(own: Mapping[str, str]) -> Iterator[None]:
    """Turn what fails in a designer's template into an error with its line; what fails elsewhere is our bug.

    Raises:
        ContentError: a template of the show cannot be rendered.
    """
    try:
        yield
    except TemplateNotFound as error:
        if not own:
            raise
        raise ContentError(
            msg("a template uses {name}, which is not there", name=error.name or "?"),
            hint=msg("correct its name; a packaged one is {packaged}NAME.html.jinja", packaged=PACKAGED),
            place=Place(file=FOLDER),
        ) from error
    except Exception as error:
        place = _place_of(error.__traceback__, own)
        if place is None:
            raise
        raise ContentError(
            msg("the template cannot be rendered: “{reason}”", reason=" ".join(str(error).split())),
            hint=msg("correct it, or take the file away: docs/templates.md says what there is to use"),
            place=place,
        ) from error


def _place_of(trace: TracebackType | None, own: Mapping[str, str]) -> Place | None:
    """Return the line of a designer's template at which something failed, if it failed below one."""
    found = None
    while trace is not None:
        folder, _, name = trace.tb_frame.f_code.co_filename.partition("/")
        if folder == FOLDER and name in own:
            found = Place(file=f"{FOLDER}/{name}", line=trace.tb_lineno, column=1)
        trace = trace.tb_next
    return found


class _Printing(CodeGenerator):
    """Prints by `printed` alone what Jinja2 would give to `finalize` and then to `escape`: every page has a hundred."""

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.printed(")

    def _output_child_post(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(")")


class _Calling(Context):
    """Calls what a template calls without asking it whether it wants to be told the context: nothing here does."""

    def call(self, called: Callable[..., Any], /, *args: Any, **named: Any) -> Any:
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        return called(*args, **named)


class _Templates(Environment):
    """Lets every template look names up in one dictionary.

    Jinja2 gives each a chain of two, to keep those that a caller adds; here nobody does, and it copies the chain name
    by name for every page.
    """

    code_generator_class = _Printing
    context_class = _Calling
    printed = staticmethod(printed)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of this environment themselves."""
        return super().make_globals(d) if d else self.globals


class _SandboxedTemplates(_Templates, ImmutableSandboxedEnvironment):
    """The same for what designers write."""


@lru_cache(maxsize=8)
def _environment(language: str, zone: str, own: tuple[tuple[str, str], ...]) -> Environment:
    kind = _SandboxedTemplates if own else _Templates
    templates = kind(
        loader=_loader(dict(own)),
        autoescape=True,  # names end in .jinja, by which Jinja2 would not know that this is HTML
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # this very module says how templates are compiled
        bytecode_cache=CompiledOnce() if own else CompiledTemplates(Path(__file__).read_bytes()),
    )
    templates.globals["og_locale"] = locale_of(language)
    templates.globals["french"] = language.lower().startswith("fr")
    templates.filters |= {
        "audio_format": wording.audio_format,
        "badges": wording.badges,
        "clock": wording.clock,
        "credit_line": wording.credit_line,
        "french_date": lambda when: wording.french_date(when, zone),
        "iso_date": lambda when: wording.iso_date(when, zone),
        "minutes": wording.minutes,
        "passages": passages,
        "reviewed_line": lambda review: wording.reviewed_line(review, zone),
        "seconds": wording.seconds,
        "size": wording.size,
        "sponsor_line": wording.sponsor_line,
        "typo": for_language(language),
        "web": safe_url,
    }
    return templates


def _loader(own: Mapping[str, str]) -> FunctionLoader:
    packaged = {one.name for one in PACKAGED_FOLDER.iterdir()}

    def load(name: str) -> tuple[str, str, None] | None:
        plain = name.removeprefix(PACKAGED)
        if name in own and name != STYLE:
            return own[name], f"{FOLDER}/{name}", None
        if plain not in packaged:
            return None
        return (PACKAGED_FOLDER / plain).read_text(encoding="utf-8"), name, None

    return FunctionLoader(load)
