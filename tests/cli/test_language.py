"""French where the locale is French, English elsewhere, and neither in what machines read."""

from __future__ import annotations

import gettext
import io
import re
import shutil
import string
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from podcast.cli.formats import moment, number, short_moment, size
from podcast.cli.language import Language, language, translated
from podcast.cli.main import COMMANDS
from podcast.messages import joined, msg

from ..catalogue import MO, compiled, read, wanted
from ..conftest import ShowFolderMaker
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


def test_moments_of_a_column_are_those_of_the_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not of the computer, nor UTC."""
    morning = datetime(2026, 11, 29, 23, 5, tzinfo=UTC)
    assert short_moment(morning, "Europe/Paris") == "2026-11-30 00:05"
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert short_moment(morning, "Europe/Paris") == "30/11/2026  0\u00a0h\u00a005"


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


_ENTRIES = [one for one in read() if one.id]
_WANTED = set(wanted())


def test_every_message_is_in_the_catalogue_and_no_other() -> None:
    """`make messages` brings both together; a new one waits for its French."""
    assert {one.id for one in _ENTRIES} == _WANTED


def test_every_message_is_translated() -> None:
    """None is empty or doubtful."""
    left = [one.id for one in _ENTRIES if one.fuzzy or not all(_texts(one.string))]
    assert left == []


def test_a_translation_has_the_fields_of_its_message() -> None:
    """A field that is missing hides something, one that is not there would be an internal error."""
    for one in _ENTRIES:
        if one.python_brace_format and one.locations[0][0] != "help" and all(_texts(one.string)):
            of_one, of_many = _fields(_texts(one.id)[0]), _fields(_texts(one.id)[-1])
            first, last = _fields(_texts(one.string)[0]), _fields(_texts(one.string)[-1])
            assert last == of_many, one.id
            assert of_one <= first <= of_one | of_many, one.id


def test_what_is_typed_is_not_translated() -> None:
    """Code between backticks stays as it is, but for the words in capitals that stand for something else."""
    for one in _ENTRIES:
        if all(_texts(one.string)):
            assert len({tuple(_code(text)) for text in (*_texts(one.id), *_texts(one.string))}) == 1, one.id


def test_the_french_is_set_as_french_is() -> None:
    """With its apostrophe, its quotes, and spaces at which no line ends."""
    for one in _ENTRIES:
        for text in _texts(one.string):
            prose = re.sub(r"`[^`]*`", "", text)
            assert not re.search(r"\w'\w| [;:!?](\s|$)|« |[^\u00a0]»", prose), text


def _texts(found: object) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else tuple(found)  # type: ignore[arg-type]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _code(text: str) -> list[str]:
    return sorted(re.sub(r"[A-ZÉ]{2,}|s3:\S+", "", one) for one in re.findall(r"`[^`]*`", text))


@pytest.mark.usefixtures("french")
def test_help_is_french(run: Callable[..., Ran]) -> None:
    """Texts, headings and metavars; what one copies is left alone."""
    said = run("check", "--help").out
    assert said.startswith("Usage\u00a0: podcast check [OPTIONS]\n\n  Dit tout ce qui ne va pas")
    assert "  Exemple\u00a0:\n    podcast check\n" in said
    assert "\nOptions\u00a0:\n  --show DOSSIER " in said
    assert "-h, --help                 Afficher cette aide et quitter." in said


@pytest.mark.usefixtures("french")
def test_every_help_is_whole_in_french(run: Callable[..., Ran]) -> None:
    """No text of a command breaks its page."""
    for name in COMMANDS:
        assert run(name, "--help").code == 0


@pytest.mark.usefixtures("french")
def test_an_error_is_french(run: Callable[..., Ran]) -> None:
    """Place, fault and remedy."""
    ran = run("check", "--show", "nulle-part")
    assert (ran.code, ran.out) == (66, "")
    assert ran.err == "Erreur\u00a0: nulle-part/show.toml: introuvable — vérifier le chemin\n"


@pytest.mark.usefixtures("french")
def test_a_check_is_french(run: Callable[..., Ran], show: ShowFolderMaker) -> None:
    """Each problem, its remedy, and how many there are."""
    path = show.episode()
    show.edit(path, "summary: Un résumé.", "summry: Un résumé.\nseason: douze")
    ran = run("check", "--show", show.root)
    assert ran.code == 65
    assert (
        "emission/001-episode-1/episode.md:7:1: erreur\u00a0: clé inconnue «\u00a0summry\u00a0» — vouliez-vous dire"
        in ran.err
    )
    assert (
        "season «\u00a0douze\u00a0» n’est pas un nombre entier à partir de 1 — écrire season: 12, sans guillemets"
        in ran.err
    )
    assert ran.out.startswith("1 épisode, 0 article\u00a0: 2 erreurs, ")


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("summary: Un résumé.", "path: 3", "clé inconnue «\u00a0path\u00a0»"),
        ("slug: episode-1", "slug: Draft", "écrire slug: draft"),
        ("recording: son.wav", "recording: directory", "le fichier «\u00a0directory\u00a0» n’est pas là"),
    ],
)
def test_what_a_producer_wrote_is_not_translated(
    before: str, after: str, says: str, run: Callable[..., Ran], show: ShowFolderMaker
) -> None:
    """Though the catalogue has the same words, which the program says elsewhere."""
    show.edit(show.episode(), before, after)
    assert says in run("check", "--show", show.root).err


@pytest.mark.usefixtures("french")
def test_a_key_that_is_missing_is_named_as_one_writes_it(
    run: Callable[..., Ran], show: ShowFolderMaker
) -> None:
    """The remedy is what has to stand in the file."""
    show.episode()
    show.edit(show.root / "show.toml", "store =", "stored =")
    assert "store manque — ajouter une ligne store\n" in run("check", "--show", show.root).err


@pytest.mark.usefixtures("french")
def test_a_plan_and_a_publish_are_french(run: Callable[..., Ran], show: ShowFolderMaker) -> None:
    """What would change, what did, and what to do next."""
    show.episode()
    path = show.episode(2)
    show.edit(path, "date: 2025-03-02T06:00:00+01:00", "date: 2099-11-24T06:00:00+01:00")
    planned = run("plan", "--show", show.root)
    assert "\n  + épisode episode-1\u00a0: Épisode 1\n" in planned.out
    assert "programmé\u00a0: en ligne mardi 24 novembre 2099 à 6\u00a0h, heure de Paris" in planned.out
    published = run("publish", "--yes", "--show", show.root)
    assert published.code == 0, published.err
    assert "Version 1 publiée (" in published.out
    assert "LUFS" in published.out
    assert "−" in published.out
    assert "Mastering de episode-1" in planned.err
    assert "Envoi\n" in published.err
    again = run("status", "--show", show.root)
    assert "  en ligne    episode-1\n" in again.out


def test_json_and_feed_are_the_same_in_any_language(
    run: Callable[..., Ran], make_show: Callable[[str], ShowFolderMaker], monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the byte: the locale is nobody's business but the reader's of the terminal."""
    made: dict[str, list[str | bytes]] = {}
    for locale in ("C", "fr_FR.UTF-8"):
        monkeypatch.setenv("LANG", locale)
        show = make_show("emission")
        path = show.episode()
        texts = [run("publish", "--yes", "--json", "--show", show.root).out]
        show.edit(path, "summary: Un résumé.", "summry: Un résumé.")
        for command in ("check", "plan", "status"):
            texts.append(run(command, "--json", "--show", show.root).out)
        feed = (show.root.parent / "public" / "feed.xml").read_bytes()
        made[locale] = [*texts, feed]
        shutil.rmtree(show.root)
        shutil.rmtree(show.root.parent / "public")
    assert made["C"] == made["fr_FR.UTF-8"]
    assert "clé" not in str(made["fr_FR.UTF-8"][1])


@pytest.mark.usefixtures("french")
def test_a_wrong_command_line_is_english_in_json(run: Callable[..., Ran]) -> None:
    """Click's messages are in it as they are."""
    assert run("rollback", "--json").json()["error"]["message"] == "Missing argument 'NUMBER'."
    assert "Il manque l’argument 'NUMÉRO'." in run("rollback").err
