"""The entry point: a group that imports a command only when it is needed, and one translation of errors.

No rule of the product lives in `cli`: a command parses, calls one function of `publish`, prints, exits.
"""

import gc
import importlib
import io
import keyword
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from gettext import gettext
from pathlib import Path
from types import FrameType
from typing import Any

import click

from podcast import __version__
from podcast.cli.language import Language, in_french, language, speak
from podcast.cli.output import close, no_room, note, say_bug, say_ended, say_error, say_usage
from podcast.cli.terminal import width
from podcast.cli.translating import in_language
from podcast.errors import CannotWriteError, ExitCode, MissingInputError, PodcastError
from podcast.messages import msg, why

_WIDEST = 100
_GLOBALS = ("--debug", "--no-input", "--verbose")

COMMANDS = {
    "init": "Make a show folder.",
    "pull": "Make a show folder of what is published.",
    "new": "Make the folder of a new episode.",
    "check": "Say everything that is wrong, with remedies.",
    "plan": "Say what a publish would change.",
    "publish": "Master, upload, publish and verify.",
    "status": "List what is published, changed, new or drafted.",
    "serve": "Look at what is published, or being written.",
    "embed": "Print the player's iframe, element and oEmbed link.",
    "verify": "Read back what is published.",
    "doctor": "Look at this computer and the store.",
    "completion": "Let the shell complete commands and slugs.",
    "store": "Set up a bucket.",
    "log": "List the releases: who, when, what.",
    "rollback": "Go back to an older release.",
    "unpublish": "Take a page out of the feed and the site.",
    "gc": "Delete what no release needs any more.",
    "search": "Index what is published for the search page.",
    "announce": "Tell hubs and podping of the feed again.",
    "sound": "Listen to a recording: loudness, faults, chapters.",
    "clip": "Cut an episode's soundbites, to hear them.",
    "opml": "List several shows for podcast apps to import.",
    "import": "Bring a whole show here from its old host.",
    "embeds": "Players in articles that exist.",
    "move-out": "Say what is left to do of a move.",
}
"""The commands in the order of help, each with what it is for: help imports none of them."""


class _Help(click.HelpFormatter):
    """Help that leaves room for what options mean on a narrow terminal."""

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl(list(rows), min(col_max, self.width // 3), col_spacing)


click.Context.formatter_class = _Help


class LazyGroup(click.Group):
    """Knows the names of the commands and imports the module of one when it is asked for."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        extra.setdefault("terminal_width", min(_WIDEST, width() - 1))  # click's own is never below 50
        return super().make_context(info_name, args, parent, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        french = ctx.find_root().obj is Language.FRENCH
        with formatter.section(gettext("Commands")):
            formatter.write_dl(
                [(name, in_french(what) if french else what) for name, what in COMMANDS.items()]
            )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"podcast.cli.{_module(cmd_name)}")
        command = module.command
        assert isinstance(command, click.Command)  # noqa: S101  each module of COMMANDS defines one
        command.short_help = COMMANDS[cmd_name]
        return in_language(command, ctx, ctx.find_root().obj)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:  # of Click, which knows those that are imported
            from difflib import get_close_matches

            name = error.command_name
            near = get_close_matches(name, COMMANDS, n=1)
            raise click.exceptions.NoSuchCommand(name, possibilities=near, ctx=ctx) from error


def _module(name: str) -> str:
    """Return the name of a command's module: a word of Python's own gets a line behind it."""
    return f"{name}_" if keyword.iskeyword(name) else name.replace("-", "_")


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": _WIDEST}
)
@click.version_option(__version__, prog_name="podcast")
@click.option("-v", "--verbose", is_flag=True, help="Say what is being done, and how long it takes.")
@click.option(
    "--debug", is_flag=True, help="Write a log of all that happens, without secrets, and say where."
)
@click.option("--no-input", is_flag=True, help="Never ask anything; for scripts.")
def cli(verbose: bool, debug: bool, no_input: bool) -> None:
    """Publish a podcast from a folder: mastered audio, RSS feed, article pages and players.

    A show folder holds show.toml, a cover, a folder for each episode and articles/. Start one with
    `podcast init DIR`, add an episode with `podcast new TITLE`, see what is wrong with `podcast check`,
    and put it online with `podcast publish`.

    --verbose, --debug and --no-input may stand behind a command, too. With NO_COLOR nothing is coloured.

    Exit codes: 0 done, 2 usage, 65 content wrong, 66 file missing, 69 refused, 73 cannot write,
    74 disk, 75 try again, 77 credentials, 78 configuration, 130 interrupted.
    """


class Terminated(BaseException):
    """SIGTERM, raised so that children are ended and temporary files removed on the way out."""


def _on_sigterm(number: int, frame: FrameType | None) -> None:
    raise Terminated


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with the code of DESIGN: see `podcast.errors`."""
    signal.signal(signal.SIGTERM, _on_sigterm)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed by who started this: nobody wants it
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  for as long as we run
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that has no “→” gets a “?”
    gc.set_threshold(100_000)  # what a command reads it needs to its end: looking for garbage costs a tenth
    code = main(list(sys.argv[1:] if arguments is None else arguments))
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # the reader left; what has no room was noticed when it was printed
            close(stream)
    gc.freeze()  # Python would look through everything once more before it ends
    sys.exit(code)


def main(given: list[str]) -> int:
    """Return the exit code of one command line, having printed what there is to say."""
    given = _globals_first(given)
    if "--debug" not in given:
        return _run(given, lambda error: None)
    from podcast.cli.debuglog import DebugLog

    try:
        log = DebugLog(given)
    except OSError as error:
        return say_error(CannotWriteError(msg("there is no place for a log: {reason}", reason=why(error))))
    code = _run(given, log.failed)
    log.close(code)
    note(msg("The log is {path}", path=log.path))
    return code


def _run(given: list[str], tell: Callable[[BaseException], None]) -> int:
    """Return the exit code of one command line; `tell` gets the error that it ended with."""
    as_json = "--json" in given
    spoken = Language.ENGLISH if as_json else language()  # of what Click says, which is in the JSON, too
    speak(spoken)
    group = in_language(cli, click.Context(cli), spoken)
    try:
        result = group.main(args=given, prog_name="podcast", standalone_mode=False, obj=spoken)
    except Exception as error:
        tell(error)
        return _say(error, as_json=as_json)
    except Terminated:
        return say_ended(ExitCode.TERMINATED, as_json=as_json)
    except SystemExit:  # click's own help met a reader who left
        return ExitCode.DONE
    return result if isinstance(result, int) else ExitCode.DONE


def _say(error: Exception, *, as_json: bool) -> int:
    """Print what a command line ended with, and return its exit code."""
    if isinstance(error, click.exceptions.Abort):
        return say_ended(ExitCode.INTERRUPTED, as_json=as_json)
    if isinstance(error, click.ClickException):
        return say_usage(error, as_json=as_json)
    if isinstance(error, FileNotFoundError) and not _is_somewhere():
        error = MissingInputError(
            msg("the folder that you are in is gone"), hint=msg("go to another one with cd")
        )
    if isinstance(error, PodcastError):
        return say_error(error, as_json=as_json)
    if isinstance(error, OSError):
        if _while_printing(error):
            close(sys.stdout)
            return say_error(no_room(error), as_json=as_json)
        from podcast.files import system_error

        return say_error(system_error(error), as_json=as_json)
    return say_bug(error, as_json=as_json)


def _while_printing(error: OSError) -> bool:
    """Say whether it was Click that could not print: its help and its version go to standard output."""
    import traceback

    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    return frame.f_code is click.echo.__code__ and not frame.f_locals["err"]


def _is_somewhere() -> bool:
    """Say whether the folder that this process is in is still there."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def _globals_first(given: list[str]) -> list[str]:
    """Return the same words with the options that every command has before it, where one may write them too."""
    end = given.index("--") if "--" in given else len(given)
    moved = [word for word in given[:end] if word in _GLOBALS]
    return moved + [word for word in given[:end] if word not in _GLOBALS] + given[end:]
