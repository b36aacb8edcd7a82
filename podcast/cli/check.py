"""`podcast check`."""

from __future__ import annotations

from pathlib import Path

import click

from podcast.cli.options import json_option, show_option, show_root
from podcast.cli.output import note, problem_facts, say, say_json
from podcast.cli.progress import TerminalProgress
from podcast.errors import ExitCode, UsageError


@click.command("check", short_help="Say everything that is wrong, with remedies.")
@show_option
@click.option("--feed", metavar="FILE_OR_URL", help="Look at this feed instead, anyone's.")
@click.option(
    "--previous", metavar="FILE_OR_URL", help="The same feed as it was before: guids must not change."
)
@click.option("--probe", is_flag=True, help="Ask for every enclosure and picture of the feed, too.")
@json_option
def command(show_dir: Path | None, feed: str | None, previous: str | None, probe: bool, as_json: bool) -> int:
    """Say everything that is wrong with the show folder, each with its place and a remedy.

    Needs no network and changes nothing. Errors stop a publish; warnings do not.

    With --feed, a podcast feed is looked at instead, in a file or on the web, with the specification that
    each finding comes from. See docs/feed-lint.md.

    \b
    Example:
      podcast check
      podcast check --show episodes --json
      podcast check --feed https://podcast.example/feed.xml --previous yesterday.xml
    """
    if feed is not None:
        if show_dir is not None:
            raise UsageError("--feed and --show are two different things to check", hint="say one of them")
        return _check_feed(feed, previous, probe=probe, as_json=as_json)
    if previous is not None or probe:
        raise UsageError("--previous and --probe are about a feed", hint="add --feed FILE_OR_URL")
    return _check_show(show_dir, as_json=as_json)


def _check_show(show_dir: Path | None, *, as_json: bool) -> int:
    from podcast.content.problem import errors, exit_code
    from podcast.publish.check import review_show

    root, name = show_root(show_dir)
    folder, problems = review_show(root, named=name)
    wrong = len(errors(problems))
    warnings = len(problems) - wrong
    for problem in problems:
        note(f"{problem.place}: {problem.severity.value}: {problem.message} — {problem.remedy}")
    if as_json:
        say_json(
            {"ok": not wrong, "exit_code": int(exit_code(problems)), "problems": problem_facts(problems)}
        )
    else:
        counted = f"{len(folder.episodes)} episodes, {len(folder.articles)} articles"
        say(f"{counted}: {wrong} errors, {warnings} warnings" if problems else f"{counted}: all well")
    return exit_code(problems)


def _check_feed(feed: str, previous: str | None, *, probe: bool, as_json: bool) -> int:
    from datetime import UTC, datetime

    from podcast.content.problem import Severity
    from podcast.publish.lint_feed import lint

    findings = lint(feed, previous=previous, probe=probe, now=datetime.now(UTC), progress=TerminalProgress())
    wrong = sum(one.severity is Severity.ERROR for one in findings)
    code = ExitCode.CONTENT if wrong else ExitCode.DONE
    for finding in findings:
        note(str(finding))
    if as_json:
        facts = problem_facts(findings)
        listed = [{**one, "source": finding.source} for one, finding in zip(facts, findings, strict=True)]
        say_json({"ok": not wrong, "exit_code": int(code), "feed": feed, "findings": listed})
    else:
        say(f"{feed}: {wrong} errors, {len(findings) - wrong} warnings" if findings else f"{feed}: all well")
    return code
