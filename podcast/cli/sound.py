"""`podcast sound`."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.completion import complete_slug_or_file
from podcast.cli.options import json_option, show_option, show_root
from podcast.cli.output import note, say, say_json
from podcast.cli.progress import TerminalProgress
from podcast.errors import PodcastError
from podcast.messages import msg

if TYPE_CHECKING:
    from podcast.content.folder import ShowFolder
    from podcast.publish.heard import Heard


@click.command("sound")
@click.argument("name", metavar="SLUG|FILE", shell_complete=complete_slug_or_file)
@show_option
@json_option
@click.option("--chapters", is_flag=True, help="Propose chapters at the longest pauses.")
def command(name: str, show_dir: Path | None, as_json: bool, chapters: bool) -> int:
    """Say how loud and how long a recording is, and what one hears that should not be there.

    SLUG is an episode of the show folder, FILE any recording. All of it is decoded; nothing is changed.
    What `podcast check` says afterwards includes what was found here.

    \b
    Example:
      podcast sound comment-federer-un-reseau
      podcast sound enregistrement.wav --chapters
    """
    from podcast.cli.formats import clock
    from podcast.publish.sound import find_recording, listen, proposed_chapters
    from podcast.publish.workspace import Workspace

    folder = _folder(show_dir)
    path, source = find_recording(name, folder)
    workspace = Workspace(folder.root) if source and folder else None
    heard, measured = listen(path, workspace, TerminalProgress())
    starts = proposed_chapters(measured) if chapters else ()
    if as_json:
        say_json({**_facts(path, heard), **({"chapters_ms": list(starts)} if chapters else {})})
        return 0
    _say(path, heard)
    if chapters:
        say("chapters:")
        for number, start in enumerate(starts, start=1):
            say(msg('  - start: "{start}"', start=clock(start)))
            say(msg("    title: Chapitre {number}", number=number))
    return 0


def _folder(show_dir: Path | None) -> ShowFolder | None:
    """Return the show folder, or nothing where there is none: a file can be listened to anywhere."""
    from podcast.content.load import load_show

    with suppress(PodcastError):
        root, named = show_root(show_dir)
        return load_show(root, named=named)
    return None


def _say(path: Path, heard: Heard) -> None:
    from podcast.cli.formats import clock
    from podcast.publish.heard import spans

    loudness = heard.loudness
    channels = {1: "mono", 2: "stereo"}.get(
        heard.channels, msg("{channels} channels", channels=heard.channels)
    )
    say(
        msg(
            "{path}: {duration_ms}, {channels}, {integrated:.1f} LUFS, range {range:.1f} LU, true "
            "peak {true_peak:.1f} dBTP",
            path=path.name,
            duration_ms=clock(heard.duration_ms),
            channels=channels,
            integrated=loudness.integrated,
            range=loudness.range,
            true_peak=loudness.true_peak,
        )
    )
    for fault in heard.faults:
        note(
            msg(
                "{path} {fault}: {reason} — {remedy}",
                path=path.name,
                fault=spans(fault),
                reason=fault.message,
                remedy=fault.remedy,
            )
        )
    if not heard.faults:
        say(msg("Nothing wrong is heard."))


def _facts(path: Path, heard: Heard) -> dict[str, object]:
    """Return what was heard as JSON has it."""
    from podcast.cli.describe import loudness_facts

    faults = [
        {
            "rule": one.rule,
            "start_ms": one.start_ms,
            "end_ms": one.end_ms,
            "message": one.message,
            "remedy": one.remedy,
            "severe": one.severe,
        }
        for one in heard.faults
    ]
    return {
        "ok": True,
        "file": str(path),
        "duration_ms": heard.duration_ms,
        "channels": heard.channels,
        "loudness": loudness_facts(heard.loudness),
        "faults": faults,
    }
