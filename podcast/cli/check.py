"""`podcast check`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.options import json_option, show_option, show_root
from podcast.cli.output import note, problem_facts, problem_line, say, say_error, say_json
from podcast.cli.progress import TerminalProgress
from podcast.errors import ExitCode, PodcastError, UsageError
from podcast.messages import Message, msg, msgs

if TYPE_CHECKING:
    from podcast.feed.lint_model import Finding


@click.command("check")
@show_option
@click.option("--feed", metavar="FILE_OR_URL", help="Look at this feed instead, anyone's.")
@click.option(
    "--previous", metavar="FILE_OR_URL", help="The same feed as it was before: guids must not change."
)
@click.option("--watch", is_flag=True, help="Check again whenever something is saved, until Ctrl-C.")
@click.option("--probe", is_flag=True, help="Ask for every enclosure and picture of the feed, too.")
@json_option
def command(
    show_dir: Path | None, feed: str | None, previous: str | None, probe: bool, watch: bool, as_json: bool
) -> int:
    """Say everything that is wrong with the show folder, each with its place and a remedy.

    Needs no network and changes nothing. Errors stop a publish; warnings do not.

    With --feed, a podcast feed is looked at instead, in a file or on the web, with the specification that
    each finding comes from. See docs/feed-lint.md.

    \b
    Example:
      podcast check
      podcast check --watch
      podcast check --show episodes --json
      podcast check --feed https://podcast.example/feed.xml --previous yesterday.xml
    """
    if watch and (feed is not None or as_json):
        raise UsageError(msg("--watch goes on and on"), hint=msg("leave out --feed and --json, or --watch"))
    if watch:
        return _watch(show_dir)
    if feed is not None:
        if show_dir is not None:
            raise UsageError(
                msg("--feed and --show are two different things to check"), hint=msg("say one of them")
            )
        return _check_feed(feed, previous, probe=probe, as_json=as_json)
    if previous is not None or probe:
        raise UsageError(msg("--previous and --probe are about a feed"), hint=msg("add --feed FILE_OR_URL"))
    return _check_show(show_dir, as_json=as_json)


def _watch(show_dir: Path | None) -> int:
    """Check again after every change; Ctrl-C ends it, which is no error."""
    from podcast.cli.watching import changes, clear

    root, _ = show_root(show_dir)
    try:
        for _ in changes(root):
            clear()
            try:
                _check_show(show_dir, as_json=False)
            except PodcastError as error:  # an editor may have moved show.toml away for a moment
                say_error(error)
            note(
                msg(
                    "Checked at {time:%H:%M:%S}. It is checked again when something is saved; Ctrl-C ends it.",
                    time=datetime.now(UTC).astimezone(),
                )
            )
    except KeyboardInterrupt:
        note(msg("Ended."))
    return ExitCode.DONE


def _check_show(show_dir: Path | None, *, as_json: bool) -> int:
    from podcast.content.problem import errors, exit_code
    from podcast.publish.check import review_show

    root, name = show_root(show_dir)
    folder, problems = review_show(root, named=name)
    wrong = len(errors(problems))
    warnings = len(problems) - wrong
    for problem in problems:
        note(problem_line(problem))
    if as_json:
        say_json(
            {"ok": not wrong, "exit_code": int(exit_code(problems)), "problems": problem_facts(problems)}
        )
    else:
        say(_counted(len(folder.episodes), len(folder.articles), wrong, warnings))
    return exit_code(problems)


def _counted(episodes: int, articles: int, wrong: int, warnings: int) -> Message:
    """Return how much there is, and how much of it is wrong."""
    counted = {
        "episodes": msgs("{n} episode", "{n} episodes", episodes),
        "articles": msgs("{n} article", "{n} articles", articles),
    }
    if not wrong + warnings:
        return msg("{episodes}, {articles}: all well", **counted)
    return msg(
        "{episodes}, {articles}: {errors}, {warnings}",
        **counted,
        errors=msgs("{n} error", "{n} errors", wrong),
        warnings=msgs("{n} warning", "{n} warnings", warnings),
    )


def _check_feed(feed: str, previous: str | None, *, probe: bool, as_json: bool) -> int:
    from podcast.content.problem import Severity
    from podcast.publish.lint_feed import lint

    findings = lint(feed, previous=previous, probe=probe, now=datetime.now(UTC), progress=TerminalProgress())
    wrong = sum(one.severity is Severity.ERROR for one in findings)
    code = ExitCode.CONTENT if wrong else ExitCode.DONE
    for finding in findings:
        note(_line(finding))
    if as_json:
        facts = problem_facts(findings)
        listed = [{**one, "source": finding.source} for one, finding in zip(facts, findings, strict=True)]
        say_json({"ok": not wrong, "exit_code": int(code), "feed": feed, "findings": listed})
    else:
        counted = msg(
            "{feed}: {errors}, {warnings}",
            feed=feed,
            errors=msgs("{n} error", "{n} errors", wrong),
            warnings=msgs("{n} warning", "{n} warnings", len(findings) - wrong),
        )
        say(counted if findings else msg("{feed}: all well", feed=feed))
    return code


def _line(finding: Finding) -> Message:
    """Return a finding on one line; lxml knows the line of an element and not its column."""
    from podcast.content.problem import Severity

    is_error = finding.severity is Severity.ERROR
    line = finding.place.line
    return msg(
        "{place}: {severity}: {message} — {remedy} ({source})",
        place=f"{finding.place.file}:{line}" if line else finding.place.file,
        severity=msg("error") if is_error else msg("warning"),
        message=finding.message,
        remedy=finding.remedy,
        source=finding.source,
    )
