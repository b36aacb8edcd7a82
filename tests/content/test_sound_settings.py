"""How masters are made, as a producer says it in `show.toml` and `episode.md`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from podcast.content import canonical
from podcast.content.checks import check_folder
from podcast.content.episode import JingleCall
from podcast.content.load import load_show
from podcast.content.problem import Problem, ProblemsError
from podcast.content.record import EpisodeRecord
from podcast.content.show import AudioSettings, Settings, Stings
from podcast.content.timeline import SAMPLE_RATE, lay_out
from podcast.errors import ExitCode
from podcast.publish.check import checked_show
from podcast.values import replace

JINGLES = """
[[stings.jingles]]
name = "virgule"
file = "virgule.wav"

[[stings.jingles]]
name = "rideau"
file = "virgule.wav"
"""


def settings(show: Any, text: str) -> Settings:
    """Return what `show.toml` says with `text` at its end, which must be without fault."""
    folder = load_show(written(show, text))
    assert folder.problems == ()
    assert folder.settings
    return folder.settings


def written(show: Any, text: str) -> Path:
    """Add `text` to `show.toml` and return the show folder."""
    file = show.root / "show.toml"
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")
    return Path(show.root)


def problems(root: Path) -> list[Problem]:
    """Return everything that is wrong with a folder."""
    folder = load_show(root, named="S")
    return [*folder.problems, *check_folder(folder)]


@pytest.fixture
def calling(show: Any, write_wav: Callable[..., Path]) -> Callable[[str], list[Problem]]:
    """Give a function that says what is wrong when an episode of a show with jingles says some lines more."""
    write_wav(show.root / "virgule.wav", seconds=0.1)
    written(show, JINGLES)

    def calling(lines: str) -> list[Problem]:
        show.edit(show.episode(1), "recording:", f"{lines}\nrecording:")
        return problems(show.root)

    return calling


def test_every_key_of_audio_is_read(show: Any) -> None:
    """Each arrives as it was written, and formats in the order in which they are always published."""
    text = """
[audio]
channels = "stereo"
stereo_kbps = 192
mono_kbps = 64
keep_mp3 = false
trim_silence = true
level_voices = true
alternates = ["opus", "m4a", "opus"]
"""
    assert settings(show, text).audio == AudioSettings(
        channels="stereo",
        stereo_kbps=192,
        mono_kbps=64,
        keep_mp3=False,
        trim_silence=True,
        level_voices=True,
        alternates=("m4a", "opus"),
    )


def test_nothing_about_sound_is_required(show: Any) -> None:
    """A show without both tables has the usual settings: no trimming, no further formats, MP3s kept."""
    found = settings(show, "\n")
    assert (found.audio, found.stings) == (AudioSettings(), Stings())
    assert (found.audio.channels, found.audio.stereo_kbps, found.audio.mono_kbps) == ("auto", 128, 96)
    assert (found.audio.keep_mp3, found.audio.trim_silence, found.audio.level_voices) == (True, False, False)
    assert found.stings.crossfade_ms == 500


@pytest.mark.parametrize("word", ["auto", "mono", "stereo"])
def test_every_word_for_channels_is_known(show: Any, word: str) -> None:
    """One, two, or as the recording has it."""
    assert settings(show, f'\n[audio]\nchannels = "{word}"\n').audio.channels == word


@pytest.mark.parametrize(("text", "ms"), [("0", 0), ("0.25", 250), ("10", 10_000)])
def test_a_crossfade_is_from_nothing_to_ten_seconds(show: Any, text: str, ms: int) -> None:
    """Both limits are allowed."""
    assert settings(show, f'\n[stings]\ncrossfade = "{text}"\n').stings.crossfade_ms == ms


WRONG = [
    ('channels = "quad"', 12, "channels “quad” is unknown", "write one of auto, mono, stereo"),
    ('channels = "sterio"', 12, "channels “sterio” is unknown", "did you mean “stereo”?"),
    ("channels = 2", 12, "channels is not a text", "write channels"),
    ("stereo_kbps = 100", 15, "stereo_kbps 100 is not a rate", "write one of 96, 112, 128, 160, 192"),
    ("stereo_kbps = 64", 15, "stereo_kbps 64 is not a rate", "write one of 96, 112"),
    ("stereo_kbps = 0", 15, "stereo_kbps 0 is not a rate", "write one of 96, 112"),
    ("mono_kbps = 320", 13, "mono_kbps 320 is not a rate", "write one of 64, 80, 96"),
    ("mono_kbps = true", 13, "mono_kbps “True” is not a whole number", "write mono_kbps"),
    ("mono_kbps = 96.5", 13, "mono_kbps “96.5” is not a whole number", "write mono_kbps"),
    ("mono_kbps = -96", 13, "mono_kbps “-96” is not a whole number", "write mono_kbps"),
    ('keep_mp3 = "oui"', 12, "keep_mp3 is neither true nor false", "true or false"),
    ("trim_silence = 1", 16, "trim_silence is neither true nor false", "true or false"),
    ("level_voices = []", 16, "level_voices is neither true nor false", "true or false"),
    ('alternates = "m4a"', 14, "alternates is not a list of texts", 'write alternates = ["…"]'),
    ('alternates = ["m4a", "mp3"]', 14, "alternates: “mp3” is unknown", "write m4a, opus, or nothing"),
    ("alternates = [3]", 14, "alternates has an entry that is not a text", "write a word"),
    ('alternate = ["m4a"]', 1, "unknown key “alternate”", "did you mean “alternates”?"),
]


@pytest.mark.parametrize(("line", "column", "message", "remedy"), WRONG, ids=[one[0] for one in WRONG])
def test_a_wrong_value_is_one_problem_with_place_and_remedy(
    show: Any, line: str, column: int, message: str, remedy: str
) -> None:
    """It is told where the value stands, once, and what to write instead."""
    (problem,) = problems(written(show, f"\n[audio]\n{line}\n"))
    assert (problem.place.file, problem.place.line, problem.place.column) == ("S/show.toml", 18, column)
    assert message in problem.message
    assert remedy in problem.remedy
    assert problem.exit_code is ExitCode.CONTENT


def test_a_missing_sting_ends_the_check_with_66(show: Any) -> None:
    """As a missing recording does: something to look for, nothing to rewrite."""
    show.episode(1)
    with pytest.raises(ProblemsError, match=r"“intro\.wav” is not there") as caught:
        checked_show(written(show, '\n[stings]\nintro = "intro.wav"\n'))
    assert caught.value.code == ExitCode.MISSING_INPUT == 66


def test_a_jingle_has_a_name_and_a_file(show: Any) -> None:
    """Each is asked for once when it is missing."""
    (problem,) = problems(written(show, '\n[[stings.jingles]]\nname = "virgule"\n'))
    assert (problem.place.line, problem.rule, problem.message) == (17, "missing-key", "file is missing")


def test_calls_are_read_in_the_order_in_which_they_are_written(calling: Any, show: Any) -> None:
    """A jingle may be called for more than once, and an episode have no intro but jingles."""
    calls = 'stings: false\njingles:\n  - at: "1:30.5"\n    name: rideau\n  - at: 1\n    name: virgule'
    assert calling(calls) == []
    page = load_show(show.root).episodes[0].page
    assert page.jingles == (JingleCall(at_ms=90_500, name="rideau"), JingleCall(at_ms=1000, name="virgule"))
    assert page.stings is False


def test_an_unknown_jingle_is_told_where_it_is_called_for(calling: Any) -> None:
    """With the nearest name that there is."""
    (problem,) = calling('jingles:\n  - at: "0:01"\n    name: virgule\n  - at: "0:02"\n    name: ridau')
    assert (problem.place.line, problem.place.column) == (12, 11)
    assert problem.remedy == "did you mean “rideau”?"


def test_a_call_without_a_name_is_one_problem(calling: Any) -> None:
    """That the name is missing says it all."""
    assert [one.rule for one in calling('jingles:\n  - at: "0:01"')] == ["missing-key"]


def test_a_call_after_one_that_cannot_be_read_is_told_in_its_own_place(calling: Any) -> None:
    """The place is that of the wrong name, not of the one before."""
    found = calling('jingles:\n  - at: "x"\n    name: virgule\n  - at: "0:01"\n    name: zzz')
    assert [(one.place.line, one.rule) for one in found] == [(9, "time"), (12, "jingle")]


def test_two_jingles_without_a_name_are_two_problems(show: Any, write_wav: Callable[..., Path]) -> None:
    """They have no name in common."""
    write_wav(show.root / "virgule.wav", seconds=0.1)
    nameless = '\n[[stings.jingles]]\nfile = "virgule.wav"\n'
    assert [one.rule for one in problems(written(show, nameless * 2))] == ["missing-key"] * 2


def test_a_record_keeps_what_an_episode_says_of_stings(make_episode: Callable[..., EpisodeRecord]) -> None:
    """No intro, its jingles, and where the recording is in the master, after being written and read."""
    calls = (JingleCall(at_ms=0, name="virgule"), JingleCall(at_ms=1500, name="rideau"))
    plain = make_episode(1, stings=False, jingles=calls)
    timeline = lay_out(60 * SAMPLE_RATE, intro=5 * SAMPLE_RATE, fade=100)
    written_down = replace(plain, enclosure=replace(plain.enclosure, timeline=timeline))
    record = canonical.decode(canonical.encode(written_down), EpisodeRecord, where="x")
    assert record == written_down
    assert (record.episode.stings, record.episode.jingles) == (False, calls)
