"""The one place that runs ffmpeg: which executable, how its input is fenced in, how it is ended.

Owns the process: an argument list and never a shell, an environment without the user's secrets, its
own session so that the whole group can be killed, a watch on its progress, and its messages in bounded
memory. Knows nothing of loudness or of what the arguments after the input mean.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from podcast.audio.child import Log, Watch, kill, lines
from podcast.errors import UnavailableError
from podcast.messages import msg, why
from podcast.values import Struct

STALL_SECONDS = 60.0
_UNKNOWN_OPTION = re.compile(r"(?:Unrecognized option|Option) '?([\w:-]+)'?(?:\.| not found|$)")
_CONTEXT = re.compile(r"^(?:\[[^\]]*\] )*")
_PASSED_ON = ("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")

# Only decoders of sound, so that a cover or a video stream is never decoded, not even to look at it.
DECODERS = (
    "aac,aac_latm,ac3,alac,eac3,flac,libopus,libvorbis,mp1,mp1float,mp2,mp2float,mp3,mp3float,opus,vorbis,"
    "adpcm_ima_qt,adpcm_ima_wav,adpcm_ms,pcm_alaw,pcm_f32be,pcm_f32le,pcm_f64be,pcm_f64le,pcm_mulaw,"
    "pcm_s16be,pcm_s16le,pcm_s24be,pcm_s24le,pcm_s32be,pcm_s32le,pcm_s8,pcm_u8"
)

# On Linux ffmpeg must not outlive a parent that was killed outright. The kernel can promise that
# (PR_SET_PDEATHSIG), but only to a process that asks for itself; asking in a `preexec_fn` would run
# Python between fork and exec, which is unsafe beside threads. So a small interpreter asks, makes sure
# that the parent is still there, and becomes ffmpeg. It costs some 15 ms. (The parent is the thread that runs
# it, which waits for it anyway.) It limits itself, too: a hostile file may not take all of the memory, the
# disk, or hours of a core. A day of sound takes some ten minutes and 300 MB.
LIMITS = {"CPU": 4 * 3600, "AS": 6 << 30, "FSIZE": 16 << 30, "NOFILE": 64, "CORE": 0}
"""What ffmpeg may use on Linux, by the names of setrlimit(2): seconds, bytes, and files that are open."""

_TIED_TO_PARENT = (
    "import ctypes, os, resource, sys\n"
    f"for name, most in {LIMITS}.items():\n"
    "    which = getattr(resource, 'RLIMIT_' + name)\n"
    "    top = resource.getrlimit(which)[1]\n"
    "    most = most if top < 0 else min(most, top)\n"
    "    resource.setrlimit(which, (most, most))\n"
    "ctypes.CDLL(None).prctl(1, 9, 0, 0, 0)\n"
    "if os.getppid() != int(sys.argv[1]): os._exit(1)\n"
    "os.execv(sys.argv[2], sys.argv[2:])\n"
)


class Report(Struct, frozen=True, kw_only=True):
    """How a run of ffmpeg ended: its exit status and its messages, the first and the last of them."""

    status: int
    log: tuple[str, ...]

    @property
    def reason(self) -> str:
        """The first message of level error, without what ffmpeg puts before it; may be empty."""
        errors = (line for line in self.log if "[error]" in line or "[fatal]" in line)
        return _CONTEXT.sub("", next(errors, "")).strip()


def executable() -> str:
    """Return the absolute path of the ffmpeg to run.

    `PODCAST_FFMPEG` names it; else it is imageio-ffmpeg's, which is in that package's wheel (and
    which honours `IMAGEIO_FFMPEG_EXE`, and looks on the PATH where its wheel has none).

    Raises:
        UnavailableError: there is none, or the variable names something that cannot be run.
    """
    named = os.environ.get("PODCAST_FFMPEG")
    try:
        found = shutil.which(named or _packaged())
    except RuntimeError:
        found = None
    if found:
        return str(Path(found).absolute())
    if named:
        raise UnavailableError(
            msg("PODCAST_FFMPEG names no program: {named}", named=named),
            hint=msg("correct it, or unset it to use the packaged ffmpeg"),
        )
    raise UnavailableError(
        msg("ffmpeg is not installed"),
        hint=msg("reinstall imageio-ffmpeg, or set PODCAST_FFMPEG to an ffmpeg"),
    )


def _packaged() -> str:
    import imageio_ffmpeg  # which looks for it, and takes its time: a recording that is known is not looked at

    return str(imageio_ffmpeg.get_ffmpeg_exe())


def input_arguments(path: Path, demuxer: str) -> list[str]:
    """Return the arguments that open `path` as `demuxer` and take its first sound, and nothing else.

    `file:` and an absolute path make every name data: `-i.mp3`, `a:b.mp3`, `%03d.mp3`. Nothing that the
    file refers to is opened: no other protocol, no other container, no decoder but those of sound.
    Checksums are verified, and damage that ffmpeg would conceal is reported.
    """
    return [
        *("-protocol_whitelist", "file,pipe", "-format_whitelist", demuxer, "-codec_whitelist", DECODERS),
        *(
            "-err_detect",
            "crccheck+explode",
            "-guess_layout_max",
            "2",
            "-f",
            demuxer,
            "-i",
            f"file:{path.absolute()}",
        ),
    ]


def sound_arguments(filters: str) -> list[str]:
    """Return the arguments that pass the input's first sound, and no other stream, through `filters`."""
    return ["-map", "0:a:0", "-vn", "-sn", "-dn", "-filter:a", filters]


def output_arguments(path: Path, muxer: str) -> list[str]:
    """Return the arguments that write `path`, which exists, as `muxer`, whatever its name looks like."""
    return ["-f", muxer, "-y", f"file:{path.absolute()}"]


def run(
    arguments: Sequence[str],
    *,
    on_line: Callable[[str], None] | None = None,
    stall_seconds: float | None = None,
) -> Report:
    """Run ffmpeg to its end and return how it went; `on_line` gets each line of its standard output.

    A line with `out_time_us=` or `pts_time:` (as `-progress pipe:1` and `ametadata` print) counts as
    progress when its time grows. Whatever is raised here, even by Ctrl-C, the process group is killed first.

    Raises:
        UnavailableError: no ffmpeg, it could not be started, it crashed, or it made no progress for
            `stall_seconds`, which is `STALL_SECONDS` unless given.
    """
    with _running(arguments, stall_seconds) as process:
        for line in lines(process.output):
            process.watch.see(line)
            if on_line is not None:
                on_line(line)
        return process.end()


class Pipe:
    """A running ffmpeg: what it writes to its standard output, and what it is to read, as bytes."""

    def __init__(self, process: "_Process") -> None:
        self._process = process

    def read(self, size: int) -> bytes:
        """Return the next `size` bytes, less only at the end. Only the time in here counts as a stall."""
        with self._process.watch.on():
            return self._process.output.read(size)

    def write(self, content: bytes | memoryview) -> None:
        """Pass bytes to its standard input; what a process that has ended does not want is dropped."""
        assert self._process.input is not None  # noqa: S101  opened with `writes=True`
        with self._process.watch.on(), suppress(BrokenPipeError):
            self._process.input.write(content)

    def end(self) -> Report:
        """Close its input, read what is left, wait for it and return how it went."""
        if self._process.input is not None:
            with suppress(BrokenPipeError):
                self._process.input.close()
        with self._process.watch.on():
            while self._process.output.read(1 << 16):
                pass
            return self._process.end()


@contextmanager
def piped(
    arguments: Sequence[str], *, writes: bool = False, stall_seconds: float | None = None
) -> Iterator[Pipe]:
    """Run ffmpeg beside this process; when the block ends, however it does, so has ffmpeg.

    Raises:
        UnavailableError: as `run`.
    """
    with _running(arguments, stall_seconds, writes=writes) as process:
        process.watch.off()
        yield Pipe(process)


class _Process:
    """A child with its pipes, its messages and its watch."""

    def __init__(self, child: "subprocess.Popen[bytes]", watch: Watch, log: Log) -> None:
        assert child.stdout is not None  # noqa: S101  it is a pipe
        self.output: IO[bytes] = child.stdout
        self.input = child.stdin
        self.watch = watch
        self._child = child
        self._log = log
        self.reader: threading.Thread | None = None

    def end(self) -> Report:
        status = self._child.wait()
        _refuse_broken(status, self.watch)
        if self.reader is not None:
            self.reader.join()
        log = self._log.kept()
        if status:
            _refuse_old(log)
        return Report(status=status, log=log)


@contextmanager
def _running(
    arguments: Sequence[str], stall_seconds: float | None, *, writes: bool = False
) -> Iterator[_Process]:
    argv = [executable(), "-nostdin", "-hide_banner", "-loglevel", "level+info", *arguments]
    watch = Watch(STALL_SECONDS if stall_seconds is None else stall_seconds)
    log = Log()
    with _start(argv, writes=writes) as child:
        process = _Process(child, watch, log)
        process.reader = threading.Thread(target=log.read, args=(child.stderr,), daemon=True)
        guard = threading.Thread(target=watch.guard, args=(child,), daemon=True)
        try:
            process.reader.start()
            guard.start()
            yield process
            if child.poll() is None:
                kill(child)
        except BaseException:
            kill(child)
            raise
        finally:  # a thread that still reads when the pipe is closed would fail on its own
            watch.end()
            for thread in (process.reader, guard):
                if thread.is_alive():
                    thread.join()


def _refuse_broken(status: int, watch: Watch) -> None:
    if watch.stalled:
        raise UnavailableError(
            msg("ffmpeg made no progress for {seconds:.0f} s and was stopped", seconds=watch.seconds),
            hint=msg("try again; if it happens again, export the recording anew"),
        )
    if status < 0:
        raise UnavailableError(
            msg("ffmpeg crashed (signal {status})", status=-status),
            hint=msg("try again, or set PODCAST_FFMPEG to another ffmpeg"),
        )


def _refuse_old(log: Sequence[str]) -> None:
    found = next(filter(None, map(_UNKNOWN_OPTION.search, log)), None)
    if found:
        raise UnavailableError(
            msg("this ffmpeg is too old: it does not know {found}", found=found[1]),
            hint=msg("install a newer one, or unset PODCAST_FFMPEG to use the packaged one"),
        )


def _start(argv: list[str], *, writes: bool = False) -> "subprocess.Popen[bytes]":
    if sys.platform == "linux" and sys.executable:
        argv = [sys.executable, "-I", "-S", "-c", _TIED_TO_PARENT, str(os.getpid()), *argv]
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        return subprocess.Popen(  # noqa: S603  a list, no shell, and every file name behind `file:`
            argv,
            stdin=subprocess.PIPE if writes else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment | {"LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise UnavailableError(
            msg("ffmpeg cannot be started: {error}", error=why(error)), hint=msg("reinstall imageio-ffmpeg")
        ) from error
