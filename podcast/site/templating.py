"""Jinja2, set up so that a template can neither forget to escape nor print what is not there."""

from functools import lru_cache
from importlib.resources import files

from jinja2 import BaseLoader, Environment, FunctionLoader, StrictUndefined

from podcast.site import wording
from podcast.site.links import safe_url
from podcast.site.safety import shown
from podcast.site.typography import for_language


@lru_cache(maxsize=8)
def environment(language: str, zone: str) -> Environment:
    """Return the templates of the package, for a show's language and time zone."""
    templates = Environment(
        loader=_packaged(),
        autoescape=True,  # names end in .jinja, by which Jinja2 would not know that this is HTML
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters |= {
        "audio_format": wording.audio_format,
        "badges": wording.badges,
        "clock": wording.clock,
        "french_date": lambda when: wording.french_date(when, zone),
        "iso_date": lambda when: wording.iso_date(when, zone),
        "minutes": wording.minutes,
        "reviewed_line": lambda review: wording.reviewed_line(review, zone),
        "seconds": _seconds,
        "size": wording.size,
        "sponsor_line": wording.sponsor_line,
        "typo": for_language(language),
        "web": safe_url,
    }
    return templates


def _packaged() -> BaseLoader:
    folder = files("podcast.site") / "templates"
    return FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8"))


def _seconds(milliseconds: int) -> str:
    """Return a time as media fragments and anchors want it: whole seconds where they are whole."""
    return f"{milliseconds / 1000:.3f}".rstrip("0").rstrip(".")
