"""The table of faults: what is expected of each row, and the page that says what the suite found.

    PODCAST_WRITE_DOCS=1 python -m pytest -n 0 tests/faults     writes docs/faults.md

A row's tests are those named `test_NN_…`; its verdict is theirs.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "faults.md"
MATRIX = Path(__file__).with_name("matrix.json")
TEST = re.compile(r"^(?:async )?def (test_(\d\d)_\w+)\(", re.MULTILINE)

ROWS = {
    1: ("0-byte audio", "“the file is empty”", "65"),
    2: ("MP3 cut halfway", "refused: declared and decoded length differ, both are given", "65"),
    3: ("corrupt frames in the middle", "refused, with where the damage is", "65"),
    4: ("M4A without `moov`; no sound; all silence", "the cause is named", "65"),
    5: (
        "WAV or M4A named `.mp3`",
        "the bytes decide: a warning, the right type and suffix are published",
        "0",
    ),
    6: ("web page named `.mp3`", "“this is a web page, not audio”", "65"),
    7: ("playlist named `.mp3`", "refused before anything is opened", "65"),
    8: ("DRM", "“protected by DRM”", "65"),
    9: ("hostile video or cover inside audio", "never decoded; the audio is published", "0"),
    10: ("10 hours of sound", "less than 300 MB, time left shown", "0"),
    11: (
        "file names: `-i.mp3`, `a:b`, `%03d`, `$(x)`, emoji, `CON`, 300 characters, several lines",
        "data, never an option or a command; ASCII in addresses; refused where no disk can hold it",
        "0, 65, 66",
    ),
    12: ("recording changes meanwhile", "digests before and after differ: stop", "75"),
    13: (
        "ffmpeg absent, too old, crashes, hangs; tags without end",
        "told which, in time; no process stays",
        "69, 65",
    ),
    14: ("front matter that is no YAML", "line, column and the quotes that are needed", "65"),
    15: ("`no`, `012`, `1:02:03`, `1.10`", "stay text", "0"),
    16: ("key twice, unknown key", "both places; did you mean", "65"),
    17: ("YAML aliases and tags", "neither expanded nor obeyed", "65"),
    18: ("Windows-1252, UTF-16", "encoding named; a byte-order mark of UTF-8 is no fault", "65"),
    19: ("NUL, control characters, lone surrogates", "place of each; the feed is always well-formed", "65"),
    20: (
        "title with markup or characters that steer a terminal",
        "shown harmless, exact in the feed, escaped once",
        "0",
    ),
    21: ("guid or slug twice", "both files are named; slugs have no capitals", "65"),
    22: ("published guid or bytes would change", "refused without a flag; bytes get a new address", "65"),
    23: ("decomposed file name of a Mac", "found", "0"),
    24: ("image bomb of 2.5 gigapixels", "refused from its header, below 100 MB", "65"),
    25: ("cover too small, oblong, CMYK, SVG", "refused, with what to export", "65"),
    26: ("feed with a document type", "refused before it is parsed", "65"),
    27: ("feed 200,000 deep, too large, packed, without end", "bounded", "65"),
    28: (
        "import from a private address, directly or redirected",
        "refused at each hop; `--allow-host` opens one",
        "69",
    ),
    29: ("`file:` or `ftp:` address; path where an address is expected", "usage error", "2"),
    30: (
        "items with `../../x`, `.php`, `javascript:`, length −5",
        "names are made here; fields left out and reported",
        "0",
    ),
    31: (
        "script in any text",
        "text on every page, under a strict policy; see `tests/site` for browsers",
        "0",
    ),
    32: ("one of many downloads fails", "the rest is imported; the next run fetches that one", "75"),
    33: ("short body, or a web page instead of audio", "thrown away, or gone on with", "75"),
    34: ("no credentials", "said before anything is mastered, with where to set them", "77"),
    35: ("wrong key; wrong clock", "not tried again; the clock's difference is said", "77"),
    36: ("wrong bucket or region", "the right one is suggested where the server knows it", "78"),
    37: ("503 twice, 503 for ever", "tried again; given up", "0, 75"),
    38: (
        "network lost while uploading, before the release, before the feed",
        "old feed; rerun sends what is missing",
        "75",
    ),
    39: ("200 from a captive portal", "not taken for an answer or an upload", "75"),
    40: ("provider that refuses checksum headers", "gets none", "0"),
    41: ("`kill -9` at any step", "old or new, never mixed; rerun ends with the same bytes", "137"),
    42: ("Ctrl-C, SIGTERM", "ffmpeg ended, temporary files gone, how to go on", "130, 143"),
    43: ("disk full at master, tags, upload, feed, log, memory", "nothing is lost", "74"),
    44: (
        "read-only target; link out of the store or the show",
        "named; a link in the show folder is content: 65",
        "73, 65",
    ),
    45: ("killed while tagging", "recording untouched, no half master is used", "137"),
    46: (
        "two producers at once",
        "both are there; the same page changed by both stops with both versions",
        "0, 75",
    ),
    47: ("two terminals", "who writes and for how long; a dead one's lock is gone with it", "75, 0"),
    48: ("dates without offset, skipped or doubled by the clocks", "the offset is asked for", "65, 2"),
    49: ("date in the future", "held out of the feed, and said", "0"),
    50: ("clock a day off", "warning against the server's clock", "0"),
    51: ("locales, 40 columns, `| head`, no terminal", "the same feed; no colours; no traceback", "0"),
    52: (
        "secrets in environment, profile, `show.toml`",
        "in no output, page, feed, log, cache or store",
        "0",
    ),
    53: ("preview: `..%2f`, links, `.env`, other hosts", "refused; this computer only; ranges work", "—"),
    54: ("`</script>` in JSON-LD", "escaped, and whole", "0"),
    55: ("orphaned multipart uploads", "`podcast gc` lists them, and ends them with `--apply`", "0"),
    56: ("the same twice", "the same bytes; nothing to do", "0"),
    57: ("tampered wheel", "the install stops", "1"),
    58: ("command run in a deleted folder", "said so", "66"),
    59: ("no file may grow (quota)", "nothing is lost", "74"),
    60: ("no HOME", "works", "0"),
    61: ("temporary folder that is not there or may not be written", "works", "0"),
    62: ("cache of somebody else", "named", "73"),
    63: ("files dated 1960, 1970 and 2103", "work", "0"),
    64: ("recording or page that is a folder, pipe or socket", "named; never waited for", "65, 66"),
    65: ("links in a circle", "passed over, or said to lead nowhere", "66, 0"),
    66: ("`show.toml` empty, huge, noise, a folder", "named", "65, 66"),
    67: (
        "standard output or standard error full or closed",
        "standard output is named, also with `--json`; no success is claimed; no traceback",
        "74, 0",
    ),
    68: ("40 open files at most", "works", "0"),
    69: ("damaged cache", "made again", "0"),
    70: ("damaged release in the store", "named; nothing is guessed", "65"),
    71: ("recording that may not be read", "named with its page", "74"),
    72: ("show folder that may not be read", "named", "66, 73"),
    73: (
        "noise, hum and other faults of sound",
        "a warning where the recording is named; it is published",
        "0",
    ),
    74: (
        "object or page of the store deleted or damaged",
        "`verify` names it and the remedy; `publish --repair` puts it back, byte for byte, or says that it is lost",
        "65, 0",
    ),
    75: (
        "`_podcast/` of the store deleted",
        "refused each time, with the remedy; made anew if the folder has all that readers have",
        "65, 0",
    ),
    76: (
        "published page made a draft or dated later; unpublished page that the folder still has",
        "plan, publish and status say that it is still online, or was unpublished, and which command changes that",
        "0",
    ),
    77: (
        "feed with markup and attributes that no standard knows, or an item whose file no server has",
        "read as browsers do; the item is left out and reported",
        "0",
    ),
    78: (
        "names that are no UTF-8: a stray file, an episode's folder, the store, an argument",
        "nothing that nobody names; else named, with the bytes spelled out",
        "0, 65, 66, 78, 2",
    ),
    79: (
        "dates of the year 1, 1969 or 9999",
        "named with the years that may be; a feed's counts as none",
        "65, 0",
    ),
    80: (
        "`publish --due`, `status`: a page or recording that is wrong beside others that are not",
        "what is fine is published, or listed; then what is wrong is said",
        "65",
    ),
    81: (
        "store that is the show folder, holds it or lies in its pages, or that is no address",
        "refused where it is written, and by check",
        "78",
    ),
    82: ("`--restore` of a slug that was never unpublished, `--ours` with `--theirs`", "refused", "65, 2"),
    83: (
        "`former_slugs` with the page's own slug, a transcript that is empty or longer than the recording",
        "a warning where it is written",
        "0",
    ),
    84: ("a page or a title that cannot be read, and others that would be measured by it", "said once", "65"),
    85: (
        "a server that takes connections and says nothing",
        "said after five seconds, on standard error",
        "0",
    ),
}
"""By number: the fault, what is expected, the exit codes. 1 to 57 are the first table; more were found since."""


def by_row() -> dict[int, list[str]]:
    """Return the names of the tests of each row, as the files of this folder have them."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for name, number in TEST.findall(path.read_text(encoding="utf-8")):
            found[int(number)].append(name)
    return found


def verdicts(found: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """Return the verdict of each row by how its tests ended."""
    return {number: _verdict(set(ended)) for number, ended in found.items()}


def _verdict(ended: set[str]) -> str:
    if "failed" in ended:
        return "**fails**"
    return "holds" if ended == {"passed"} else "holds, but for what could not be tried"


def document(verdicts: Mapping[int, str]) -> str:
    """Return the page: a line for each row, and the figures of the kill matrix."""
    lines = [HEAD]
    for number, (fault, expected, code) in ROWS.items():
        count = len(by_row()[number])
        lines.append(
            f"| {number} | {fault} | {expected} | {code} | {verdicts.get(number, 'not run')} | {count} |\n"
        )
    return "".join(lines).replace("| `| head`", "| `\\| head`").replace("`| head`", "`\\| head`") + _matrix()


def _matrix() -> str:
    lines = [MATRIX_HEAD]
    for name, one in sorted(json.loads(MATRIX.read_text(encoding="utf-8")).items()):
        lines.append(f"| {name} | {one['operations']} | {one['cases']} | {one['survivors']} |\n")
    return "".join(lines)


HEAD = """\
# Faults

What goes wrong, and what happens then. Each row is tried by the tests `test_NN_…` in `tests/faults/`, which run the
real commands and assert all of this: one line on standard error with place, fault and remedy; the exit code;
standard output empty, or one JSON object with `--json`; no traceback; the show folder, the feed, the site and the
bucket unchanged; no secret shown or written; no temporary file and no process left behind; and that after the repair
the same command succeeds. This page is written by their run: `PODCAST_WRITE_DOCS=1 python -m pytest -n 0 tests/faults`.

| # | fault | what happens | exit | verdict | tests |
|---|---|---|---|---|---|
"""

MATRIX_HEAD = """
## Kill matrix

A publish is stopped at its first, second, third … operation, until one comes through untouched: killed outright, or
told an error. After each, the live feed is valid and everything that it names is there with its length; the same
command again ends with the bytes of a publish that nobody disturbed. Continuous integration tries a sample,
`PODCAST_STEPS=4` every fourth operation and `PODCAST_STEPS=1` each: how many the publish has, how many of them were
failed at, and how many of these ended as they should, are the figures of the last such run.

| what fails | operations | cases | survivors |
|---|---|---|---|
"""
