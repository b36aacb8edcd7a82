"""Text files as people save them: UTF-8 with or without a byte-order mark, any line ends, and nothing huge."""

import stat
from pathlib import Path

from podcast.errors import ContentError, MissingInputError, Place
from podcast.messages import msg, why

MOST_BYTES = 5_000_000


def read_text(path: Path, file: str) -> str:
    """Return a text file with `\n` line ends; `file` names it in errors.

    Raises:
        MissingInputError: it is not there or cannot be read.
        ContentError: it is too large, or no UTF-8.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for
            raise MissingInputError(msg("is no file"), hint=msg("put a file there"), place=Place(file=file))
        raw = path.read_bytes() if status.st_size <= MOST_BYTES else None
    except FileNotFoundError as error:
        raise MissingInputError(
            msg("not found"), hint=msg("check the path"), place=Place(file=file)
        ) from error
    except OSError as error:
        raise MissingInputError(
            msg("cannot be read: {reason}", reason=why(error)),
            hint=msg("check its permissions"),
            place=Place(file=file),
        ) from error
    if raw is None:
        raise ContentError(
            msg("larger than 5 MB"), hint=msg("this is no text; check the file"), place=Place(file=file)
        )
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ContentError(
            msg("is UTF-16"), hint=msg("save it again as UTF-8"), place=Place(file=file, line=1, column=1)
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        raise ContentError(
            msg("is not UTF-8 (byte 0x{raw:02X}; probably Windows-1252)", raw=raw[error.start]),
            hint=msg("save it again as UTF-8"),
            place=Place(file=file, line=line, column=column),
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
