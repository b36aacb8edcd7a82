"""Asking before anything changes, refusing a plan that is another by now, and signing what is done."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from podcast.cli.asking import confirm
from podcast.cli.terminal import may_ask
from podcast.errors import Place, TryAgainError, UsageError
from podcast.messages import msg

if TYPE_CHECKING:
    from podcast.publish.log import CommitNote
    from podcast.publish.plan import Plan
    from podcast.store.base import Store


def refuse_other_plan(plan: Plan, name: str, store: Store) -> None:
    """Raise if a plan is not the one of that name: somebody published, or this folder changed."""
    if name and plan.name != name:
        raise TryAgainError(
            msg(
                "the plan is {plan} now and not {name}: this folder or the store changed since",
                plan=plan.name,
                name=name,
            ),
            hint=msg("look at it again with `podcast plan`"),
            place=Place(file=store.url),
        )


def commit_note(command: str) -> CommitNote:
    """Return who does this, when, and by which command, for `podcast log`."""
    from podcast.publish.log import CommitNote

    return CommitNote(by=_user(), at=datetime.now(UTC).replace(microsecond=0), command=command)


def _user() -> str:
    if name := os.environ.get("PODCAST_USER", "").strip():
        return name[:100]
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def agreed(plan: Plan, *, yes: bool) -> bool:
    """Ask whether a plan is to be carried out."""
    if yes:
        return True
    if not may_ask():
        raise UsageError(msg("nobody can be asked here"), hint=msg("say --yes to publish without a question"))
    question = msg("Publish this?") if plan.commits else msg("Write the pages that are missing?")
    return confirm(question)
