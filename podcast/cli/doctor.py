"""`podcast doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.options import json_option, named_store, show_option
from podcast.cli.output import note, say, say_json
from podcast.errors import ExitCode

if TYPE_CHECKING:
    from podcast.publish.doctor import Diagnosis
    from podcast.store.base import Store

_MEANING = {
    "cas": "any number of producers may publish at once",
    "create-only": "several producers may publish; `podcast gc --apply` wants to be alone",
    "unsafe": "two producers at once can lose what one of them published",
}


@click.command("doctor", short_help="Try what a store can do.")
@show_option
@click.option(
    "--store",
    "store_url",
    metavar="[URL]",
    is_flag=False,
    flag_value="",
    help="What to try, a folder or s3://bucket/prefix. Default: store in show.toml.",
)
@json_option
def command(show_dir: Path | None, store_url: str | None, as_json: bool) -> int:
    """Try everything that publishing needs of a store, and say what to do about what it lacks.

    24 writers race for the same key, again and again; content, types, ranges, lists and the public address
    are looked at. It writes below _podcast/probe/ and removes that again. For a folder, it prints the
    configuration by which nginx or Caddy serves it.

    \b
    Example:
      podcast doctor --store
      podcast doctor --store s3://my-bucket/podcast --json
    """
    from podcast.publish.doctor import examine
    from podcast.publish.trust import remember

    named = named_store(show_dir, store_url or None)
    found = examine(named.store, base_url=named.base_url, tell=note)
    remember(named.store, named.root, found.kind)
    code = _code(found, alone=named.single_producer)
    servers = _servers(named.store, named.base_url)
    if as_json:
        say_json({**_facts(found, named.single_producer, code), "configuration": servers})
    else:
        _tell(found, named.single_producer)
        for name, text in servers.items():
            say(f"\nConfiguration of {name} that serves this folder:\n\n{text}")
    return code


def _tell(found: Diagnosis, alone: bool) -> None:
    for one in found.findings:
        remedy = f" — {one.remedy}" if one.remedy else ""
        say(f"{one.level:7} {one.check}: {one.message}{remedy}")
    single = "; show.toml says that one publishes alone" if alone else ""
    say(f"{found.store} is {found.kind}: {_MEANING[found.kind]}{single}.")


def _facts(found: Diagnosis, alone: bool, code: ExitCode) -> dict[str, object]:
    return {
        "ok": code is ExitCode.DONE,
        "exit_code": int(code),
        "store": found.store,
        "class": found.kind.value,
        "single_producer": alone,
        "findings": [
            {"check": one.check, "level": one.level.value, "message": one.message, "remedy": one.remedy}
            for one in found.findings
        ],
    }


def _code(found: Diagnosis, *, alone: bool) -> ExitCode:
    """Return 69 for what would go wrong; what only several producers would run into is not, for one."""
    from podcast.store.finding import Level
    from podcast.store.probe_conditions import CREATE

    faults = [one for one in found.of(Level.FAULT) if not (alone and one.check == CREATE)]
    return ExitCode.UNAVAILABLE if faults else ExitCode.DONE


def _servers(store: Store, base_url: str) -> dict[str, str]:
    from podcast.store.directory import DirectoryStore
    from podcast.store.webserver import caddy, nginx

    if not isinstance(store, DirectoryStore):
        return {}
    at = base_url or "https://podcast.example/"
    return {"nginx": nginx(store.root, at), "Caddy": caddy(store.root, at)}
