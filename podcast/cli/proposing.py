"""From a show folder to a proposal, saying on the way what is wrong: what `plan` and `publish` share."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from podcast.cli.options import chosen_store, show_root
from podcast.cli.output import say_warnings
from podcast.cli.progress import TerminalProgress

if TYPE_CHECKING:
    from podcast.content.folder import ShowFolder
    from podcast.publish.workflow import Choices, Proposal
    from podcast.store.base import Store


def proposed(
    show_dir: Path | None, store_url: str | None, choices: Choices
) -> tuple[ShowFolder, Store, Proposal]:
    """Return the checked folder, its store, and what publishing one to the other would change."""
    from podcast.cli.describe import saying_conflicts
    from podcast.publish.check import checked_show
    from podcast.publish.workflow import propose

    root, name = show_root(show_dir)
    folder, warnings = checked_show(root, named=name)
    say_warnings(warnings)
    store = chosen_store(store_url, folder)
    with saying_conflicts():
        proposal = propose(folder, store, now=datetime.now(UTC), progress=TerminalProgress(), choices=choices)
    say_warnings(one for one in proposal.warnings if one not in warnings)
    return folder, store, proposal
