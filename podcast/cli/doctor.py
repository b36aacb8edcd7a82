"""`podcast doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.options import json_option, show_option
from podcast.cli.output import say, say_json, short
from podcast.errors import ExitCode

if TYPE_CHECKING:
    from podcast.publish.doctor import Diagnosis
    from podcast.store.base import Store

_FROM_SETTINGS = ""
_MARKS = {"fine": "ok  ", "poor": "poor", "bad": "BAD "}


@click.command("doctor", short_help="Try what the store can do.")
@click.option(
    "--store",
    "store_url",
    metavar="[URL]",
    is_flag=False,
    flag_value=_FROM_SETTINGS,
    default=_FROM_SETTINGS,
    help="Where it is published, a folder or s3://bucket/prefix. Default: store in show.toml.",
)
@show_option
@json_option
def command(show_dir: Path | None, store_url: str, as_json: bool) -> int:
    """Try what the store can do, and say what to do about what it cannot.

    Twenty-four writers race for the same files: what they are told shows whether several producers may
    publish there. Content, ranges, types, lists, clocks and checksums are tried, and what readers get at the
    public address. Everything that is written for it is removed. For a folder the configuration is
    printed by which nginx or Caddy serves it.

    \b
    Example:
      podcast doctor --store
      podcast doctor --store s3://podcasts/emission
    """
    from podcast.cli.options import settings_of, store_alone
    from podcast.publish.doctor import diagnose_store, is_folder

    store = store_alone(show_dir, store_url or None)
    show, settings = settings_of(show_dir)
    base_url = show.base_url if show and not is_folder(store) else ""
    single = settings.s3.single_producer if settings else False
    found = diagnose_store(store, base_url=base_url, single_producer=single)
    if as_json:
        say_json(_facts(found, store))
    else:
        _tell(found, store)
        if is_folder(store):
            _tell_servers(store, show.base_url if show else "")
    return ExitCode.DONE if found.is_usable else ExitCode.UNAVAILABLE


def _tell(found: Diagnosis, store: Store) -> None:
    meaning = {
        "cas": "several producers may publish there at once",
        "create-only": "several producers may publish there, one after the other",
        "unsafe": "one producer alone may publish there",
    }
    say(f"{short(store.url)} is {found.safety}: {meaning[found.safety]}.")
    for one in found.findings:
        remedy = f" — {one.remedy}" if one.remedy else ""
        say(f"  {_MARKS[one.verdict]}  {one.name}: {one.message}{remedy}")


def _tell_servers(store: Store, base_url: str) -> None:
    from podcast.store.webserver import caddy, nginx

    root = Path(store.url).absolute()
    say("\nTo serve it with nginx, /etc/nginx/sites-enabled/podcast:\n")
    say(nginx(root, base_url))
    say("Or with Caddy, /etc/caddy/Caddyfile:\n")
    say(caddy(root, base_url).rstrip())


def _facts(found: Diagnosis, store: Store) -> dict[str, object]:
    return {
        "ok": found.is_usable,
        "store": store.url,
        "safety": found.safety.value,
        "findings": [
            {
                "name": one.name,
                "verdict": one.verdict.value,
                "message": one.message,
                "remedy": one.remedy,
            }
            for one in found.findings
        ],
    }
