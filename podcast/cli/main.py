"""The entry point: a group that imports a command only when it is needed, and one translation of errors.

No rule of the product lives in `cli`: a command parses, calls one function of `publish`, prints, exits.
"""

import importlib
import keyword
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

import click

from podcast import __version__
from podcast.cli.language import speak
from podcast.cli.output import note, say_bug, say_error
from podcast.cli.translating import in_language
from podcast.errors import ExitCode, PodcastError
from podcast.messages import msg

COMMANDS = (
    "init",
    "pull",
    "new",
    "check",
    "plan",
    "publish",
    "status",
    "serve",
    "embed",
    "verify",
    "doctor",
    "store",
    "log",
    "rollback",
    "unpublish",
    "gc",
    "announce",
    "sound",
    "clip",
    "opml",
    "import",
    "embeds",
    "move-out",
)


class LazyGroup(click.Group):
    """Knows the names of the commands and imports the module of one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"podcast.cli.{_module(cmd_name)}")
        command = module.command
        assert isinstance(command, click.Command)  # noqa: S101  each module of COMMANDS defines one
        return in_language(command, ctx)


def _module(name: str) -> str:
    """Return the name of a command's module: a word of Python's own gets a line behind it."""
    return f"{name}_" if keyword.iskeyword(name) else name.replace("-", "_")


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="podcast")
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def cli(debug: bool) -> None:
    """Publish a podcast from a folder: mastered audio, RSS feed, article pages and players.

    A show folder holds show.toml, a cover, a folder for each episode and articles/. Start one with
    `podcast init DIR`, add an episode with `podcast new TITLE`, see what is wrong with `podcast check`,
    and put it online with `podcast publish`.

    \b
    Exit codes: 0 done, 2 usage, 65 content wrong, 66 file missing, 69 refused, 73 cannot write,
    74 disk, 75 try again, 77 credentials, 78 configuration, 130 interrupted.
    """


class Terminated(BaseException):
    """SIGTERM, raised so that children are ended and temporary files removed on the way out."""


def _on_sigterm(number: int, frame: FrameType | None) -> None:
    raise Terminated


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with the code of DESIGN: see `podcast.errors`."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    signal.signal(signal.SIGTERM, _on_sigterm)
    code = main(given)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _close_stdout()
    sys.exit(code)


def main(given: list[str]) -> int:
    """Return the exit code of one command line, having printed what there is to say."""
    as_json = "--json" in given
    speak()
    group = in_language(cli, click.Context(cli))
    try:
        result = group.main(args=given, prog_name="podcast", standalone_mode=False)
    except PodcastError as error:
        return say_error(error, as_json=as_json)
    except click.exceptions.Abort:
        note(msg("Interrupted: nothing more was done. Run the same command to go on."))
        return ExitCode.INTERRUPTED
    except Terminated:
        note(msg("Terminated: nothing more was done. Run the same command to go on."))
        return ExitCode.TERMINATED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        _close_stdout()
        return ExitCode.DONE
    except OSError as error:
        if "--debug" in given:
            return say_bug(error, debug=True)
        from podcast.files import system_error

        return say_error(system_error(error), as_json=as_json)
    except Exception as error:
        return say_bug(error, debug="--debug" in given)
    return result if isinstance(result, int) else ExitCode.DONE


def _close_stdout() -> None:
    """Let nobody write to a pipe that nobody reads."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
