"""From a show folder to a proposal, saying on the way what is wrong: what `plan` and `publish` share."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from podcast.cli.options import chosen_store, show_root
from podcast.cli.output import note, say_warnings
from podcast.cli.progress import TerminalProgress
from podcast.cli.waiting import waiting_for
from podcast.messages import msg
from podcast.values import replace

if TYPE_CHECKING:
    from podcast.content.folder import ShowFolder
    from podcast.content.problem import Problem
    from podcast.publish.build import Held
    from podcast.publish.proposal import Choices, Proposal
    from podcast.publish.state import State
    from podcast.publish.wanted import Wanted
    from podcast.store.base import Store


def proposed(
    show_dir: Path | None, store_url: str | None, choices: Choices
) -> tuple[ShowFolder, Store, Proposal]:
    """Return the checked folder, its store, and what publishing one to the other would change."""
    from podcast.publish.clock import clock_warning
    from podcast.publish.unchanged import remember, signature

    root, name = show_root(show_dir)
    files = signature(root)
    if not choices.restore and (known := _nothing(root, name, store_url, files)):
        return known
    from podcast.cli.describe import saying_conflicts
    from podcast.publish.check import checked_show
    from podcast.publish.workflow import propose

    folder, warnings = checked_show(root, named=name)
    say_warnings(warnings)
    store = chosen_store(store_url, folder)
    with saying_conflicts(), waiting_for(store.url) as answered:
        proposal = propose(
            folder,
            store,
            now=datetime.now(UTC),
            progress=TerminalProgress(),
            choices=choices,
            answered=answered,
        )
    say_warnings(one for one in proposal.warnings if one not in warnings)
    if wrong := clock_warning(store):
        note(msg("{store}: warning: {wrong}", store=store.url, wrong=wrong))
    elif not (warnings or proposal.warnings):
        remember(root, store, proposal.plan, files)
        proposal = replace(proposal, files=files)
    return folder, store, proposal


def _nothing(
    root: Path, name: str, store_url: str | None, files: str
) -> tuple[ShowFolder, Store, Proposal] | None:
    """Return the show's own facts, the store and an empty proposal, if nothing changed since that was so."""
    from podcast.publish.unchanged import nothing_to_publish, show_alone

    folder = show_alone(root, name) if files and (root / ".podcast" / "unchanged").is_dir() else None
    if folder is None:
        return None
    store = chosen_store(store_url, folder)
    with waiting_for(store.url):
        plan = nothing_to_publish(root, store, files)
    if plan is None:
        return None
    from podcast.publish.proposal import Proposal
    from podcast.publish.state import State

    published = State(release=plan.assembly.release, digest=plan.base_digest)
    return folder, store, Proposal(published=published, plan=plan, wish=_refused, now=datetime.now(UTC))


def _refused(_: State) -> Wanted:
    raise AssertionError("an empty plan is never carried out")


def due_now(
    show_dir: Path | None, store_url: str | None
) -> tuple[ShowFolder, Store, Proposal | None, tuple[Held, ...], tuple[Problem, ...]]:
    """Return the folder, its store, what publishing what is due would change, what is scheduled for later, and the
    errors that keep back what is due or may be.

    There is no proposal if nothing is due and nothing was ever published.

    Raises:
        ProblemsError: all that is due is kept back.
    """
    from podcast.content.problem import ProblemsError, errors
    from podcast.publish.check import check_show
    from podcast.publish.due import due_pages, in_the_way, propose_due, upcoming
    from podcast.publish.state import read_state
    from podcast.publish.usable import of_show, usable_part
    from podcast.publish.workspace import Workspace

    root, name = show_root(show_dir)
    whole, problems = check_show(root, named=name)
    folder = usable_part(whole, problems)
    store = chosen_store(store_url, folder)
    with waiting_for(store.url):
        published, now = read_state(store, Workspace(root)), datetime.now(UTC)
    wrong = in_the_way(whole, problems, published, now=now)
    due = due_pages(folder, published, now=now).pages()
    if wrong and (not due or of_show(whole, wrong)):
        raise ProblemsError(wrong)
    coming = upcoming(folder, published, now=now)
    if published.release is None and not due:
        return folder, store, None, coming, ()
    proposal = propose_due(folder, store, published, now=now, progress=TerminalProgress())
    kept_back = (*wrong, *errors(proposal.warnings))
    if kept_back and proposal.plan.empty:
        raise ProblemsError(kept_back)
    return folder, store, proposal, coming, kept_back
