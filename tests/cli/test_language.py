"""French where the locale is French, English elsewhere, and neither in what machines read."""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from podcast.cli.formats import moment, number, size
from podcast.cli.language import Language, language, translated
from podcast.messages import joined, msg

from ..catalogue import MO, compiled, read
from .conftest import Ran


@pytest.fixture
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the environment French, whether or not this machine has that locale."""
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "fr_CA@euro"}, "fr"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_BE.UTF-8"}, "fr"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:en"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "en:fr"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de:fr"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "fr", "LC_ALL": "C"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
    ],
)
def test_the_language_is_the_one_of_the_locale(
    environment: dict[str, str], spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LANGUAGE, LC_ALL, LC_MESSAGES and LANG mean what they mean to every GNU program."""
    monkeypatch.delenv("LANG")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language() is Language(spoken)


def test_dates_are_written_as_a_newsroom_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the weekday and the hour of the show's own clock."""
    tuesday = datetime(2026, 11, 24, 5, tzinfo=UTC)
    assert moment(tuesday, "Europe/Paris") == "Tuesday 24 November 2026 at 06:00, Paris time"
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert moment(tuesday, "Europe/Paris") == "mardi 24 novembre 2026 à 6\u00a0h, heure de Paris"
    first = datetime(2026, 12, 1, 17, 5, tzinfo=UTC)
    assert moment(first, "Africa/Abidjan") == "mardi 1er décembre 2026 à 17\u00a0h\u00a005, heure d’Abidjan"
    assert moment(first, "UTC") == "mardi 1er décembre 2026 à 17\u00a0h\u00a005 UTC"


def test_numbers_have_the_comma_of_their_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a message too, where they have a format."""
    loud = msg("{value:.1f} LUFS of {count}", value=-16.0, count=1234)
    assert (number(-16.04), size(12_345_678)) == ("-16.0", "12.3 MB")
    assert translated(loud) == "-16.0 LUFS of 1234"
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert (number(-16.04), size(12_345_678)) == ("−16,0", "12,3\u00a0Mo")
    assert translated(loud) == "−16,0 LUFS of 1234"


@pytest.mark.usefixtures("french")
def test_the_parts_of_a_message_are_translated_with_it() -> None:
    """A value that is a message is not left in English."""
    inner = msg("Error: {message}", message=msg("required"))
    assert translated(joined(" + ", ["required", inner])) == "required + Erreur\u00a0: obligatoire"


@pytest.mark.usefixtures("french")
def test_click_speaks_french(run: Callable[..., Ran]) -> None:
    """Its own errors and headings are in the catalogue too."""
    assert run("chek").err.splitlines()[-1].startswith("Erreur\u00a0: Commande inconnue")
    assert run("--help").out.startswith("Usage\u00a0: podcast [")


def test_click_speaks_english_again(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    """What one command line was told is not left over for the next of the same process."""
    with monkeypatch.context() as patch:
        patch.setenv("LANG", "fr_FR.UTF-8")
        run("check", "--help")
    assert "Show this message and exit." in run("check", "--help").out


def test_what_is_compiled_is_what_is_written() -> None:
    """`make messages` compiles podcast.po; gettext reads podcast.mo."""
    compared = [gettext.GNUTranslations(io.BytesIO(one)) for one in (MO.read_bytes(), compiled(read()))]
    assert vars(compared[0])["_catalog"] == vars(compared[1])["_catalog"]
