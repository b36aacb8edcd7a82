"""`podcast check`."""

from __future__ import annotations

from pathlib import Path

import click

from podcast.cli.options import json_option, show_option, show_root
from podcast.cli.output import note, problem_facts, say, say_json


@click.command("check", short_help="Say everything that is wrong, with remedies.")
@show_option
@json_option
def command(show_dir: Path | None, as_json: bool) -> int:
    """Say everything that is wrong with the show folder, each with its place and a remedy.

    Needs no network and changes nothing. Errors stop a publish; warnings do not.

    \b
    Example:
      podcast check
      podcast check --show episodes --json
    """
    from podcast.content.problem import errors, exit_code
    from podcast.publish.check import check_show

    root, name = show_root(show_dir)
    folder, problems = check_show(root, named=name)
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
