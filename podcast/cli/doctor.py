"""`podcast doctor`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.language import translated
from podcast.cli.options import Named, json_option, named_store, show_option
from podcast.cli.output import clean, next_command, note, say, say_json, show
from podcast.cli.terminal import coloured
from podcast.errors import ExitCode
from podcast.messages import msg, msgs

if TYPE_CHECKING:
    from podcast.publish.doctor import Diagnosis
    from podcast.store.base import Store
    from podcast.store.finding import Finding

_LEVELS = {"good": msg("ok   "), "skipped": msg("-    "), "warning": msg("warn "), "fault": msg("FAULT")}
_COLOURS = {"good": "green", "skipped": "white", "warning": "yellow", "fault": "red"}
_MEANING = {
    "cas": msg("any number of producers may publish at once"),
    "create-only": msg("several producers may publish; `podcast gc --apply` wants to be alone"),
    "unsafe": msg("two producers at once can lose what one of them published"),
}


@click.command("doctor")
@show_option
@click.option(
    "--store",
    "store_url",
    metavar="[URL]",
    is_flag=False,
    flag_value="",
    help="Try this store by writing to it, a folder or s3://bucket/prefix. Default: store in show.toml.",
)
@json_option
def command(show_dir: Path | None, store_url: str | None, as_json: bool) -> int:
    """Look at this computer and at the store of show.toml, and say what to do about what is wrong.

    Python and its packages, ffmpeg and its codecs, the disk, credentials, the clock, what players of other
    sites need, what killed runs left behind. Nothing is written. Each remedy can be copied as it stands.

    With --store the store is tried by writing to it, below _podcast/probe/, which is removed again: 24 writers
    race for the same key, again and again; content, types, ranges and lists are looked at. For a folder, it
    prints the configuration by which nginx or Caddy serves it.

    \b
    Example:
      podcast doctor
      podcast doctor --store
      podcast doctor --store s3://my-bucket/podcast --json
    """
    if store_url is None:
        return _examine(show_dir, as_json=as_json)
    return _try_store(show_dir, store_url, as_json=as_json)


def _examine(show_dir: Path | None, *, as_json: bool) -> int:
    from podcast.errors import ConfigurationError, ContentError, MissingInputError
    from podcast.publish.leftovers import leftovers
    from podcast.publish.machine import examine_machine, examine_show, examine_store, exit_code_of
    from podcast.store.finding import fault, warning

    found = list(examine_machine(Path.cwd()))
    named: Named | None = None
    try:
        named = named_store(show_dir, None)
        found += [*examine_store(named.store, named.base_url), *examine_show(named.root)]
    except MissingInputError as error:
        found.append(warning("show", error.message, error.hint))
    except (ConfigurationError, ContentError) as error:
        found.append(fault("show", error.message, error.hint, code=error.exit_code))
    found += leftovers(named.root if named else None, named.store if named else None)
    code = exit_code_of(found)
    if as_json:
        store = {"store": named.store.url} if named else {}
        say_json({"ok": not code, "exit_code": int(code), **store, "findings": _listed(found)})
    else:
        _say_findings(found)
        _say_count(found)
        if named:
            verify = next_command("verify", show_dir, None)
            say(msg("Published pages and recordings were not read: `{command}` does.", command=verify))
    return code


def _try_store(show_dir: Path | None, store_url: str, *, as_json: bool) -> int:
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
            say(msg("\nConfiguration of {name} that serves this folder:\n\n{text}", name=name, text=text))
    return code


def _say_findings(findings: Sequence[Finding]) -> None:
    """Print a line for each finding, and below it what to do if it is not good."""
    for one in findings:
        level = coloured(clean(translated(_LEVELS[one.level])), _COLOURS[one.level])
        told = msg("{check}: {message}", check=one.check, message=one.message)
        show(f"{level} {clean(translated(told))}")
        if one.remedy:
            show(f"     → {clean(translated(one.remedy))}")


def _say_count(findings: Sequence[Finding]) -> None:
    counted = Counter(one.level.value for one in findings)
    faults, warnings = counted["fault"], counted["warning"]
    say(
        msg("All is well.")
        if not faults + warnings
        else msg(
            "{faults}, {warnings}",
            faults=msgs("{n} fault", "{n} faults", faults),
            warnings=msgs("{n} warning", "{n} warnings", warnings),
        )
    )


def _tell(found: Diagnosis, alone: bool) -> None:
    _say_findings(found.findings)
    single = msg("; show.toml says that one publishes alone") if alone else ""
    say(
        msg(
            "{store}: {meaning}{single} ({kind}).",
            store=found.store,
            kind=found.kind,
            meaning=_MEANING[found.kind],
            single=single,
        )
    )


def _facts(found: Diagnosis, alone: bool, code: ExitCode) -> dict[str, object]:
    return {
        "ok": code is ExitCode.DONE,
        "exit_code": int(code),
        "store": found.store,
        "class": found.kind.value,
        "single_producer": alone,
        "findings": _listed(found.findings),
    }


def _listed(findings: Sequence[Finding]) -> list[dict[str, str]]:
    return [
        {"check": one.check, "level": one.level.value, "message": one.message, "remedy": one.remedy}
        for one in findings
    ]


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
