"""Cues that are JSON until somebody looks."""

import pytest

from podcast.content import canonical
from podcast.content.cues import Cues
from podcast.content.transcript import Cue
from podcast.errors import ContentError

TWO = (
    Cue(start_ms=0, end_ms=900, text="Oui : « é »", speaker="Élise"),
    Cue(start_ms=900, end_ms=2000, text="Non & </script>"),
)


def test_cues_come_back_as_they_were() -> None:
    """In order, sliced and counted."""
    cues = Cues(TWO)
    assert tuple(cues) == TWO
    assert cues == TWO
    assert (len(cues), cues[1], tuple(cues[:1]), bool(cues)) == (2, TWO[1], TWO[:1], True)


def test_nothing_said_is_nothing() -> None:
    """However it came to be nothing."""
    for cues in (Cues(), Cues(()), Cues(json=b"[]")):
        assert (len(cues), bool(cues), list(cues)) == (0, False, [])


def test_their_json_is_canonical() -> None:
    """It stands in a record as the encoder of everything else would write it."""
    plain = [{"start_ms": 0, "end_ms": 900, "text": "Oui : « é »", "speaker": "Élise"}]
    plain += [{"start_ms": 900, "end_ms": 2000, "text": "Non & </script>", "speaker": ""}]
    assert Cues(TWO).json + b"\n" == canonical.encode(plain)
    assert canonical.encode({"b": Cues(TWO), "a": Cues()}) == canonical.encode({"b": plain})


def test_two_are_equal_if_their_json_is() -> None:
    """Nobody has to read them for that."""
    assert Cues(TWO) == Cues(json=Cues(TWO).json) != Cues(TWO[:1])
    assert hash(Cues(TWO)) == hash(Cues(json=Cues(TWO).json))


@pytest.mark.parametrize("json", [b"x", b"{}", b'[{"text":"a"}]', b'[{"start_ms":"a","end_ms":1,"text":""}]'])
def test_what_is_no_transcript_is_refused_when_it_is_read(json: bytes) -> None:
    """As damaged content, and not as a fault of ours."""
    with pytest.raises(ContentError):
        list(Cues(json=json))
