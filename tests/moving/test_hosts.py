# ruff: noqa: E501  notices are long
"""What hosts append to the notes of their customers."""

import pytest

from podcast.moving.hosts import episode_id, host_of, known_hosts, without_notices


@pytest.mark.parametrize(
    ("generator", "text", "left"),
    [
        ("Ausha (x)", "Texte.\n\nHébergé par Ausha. Visitez ausha.co/fr/politique-de-confidentialite pour plus d'informations.", "Texte."),
        ("Ausha (x)", "Texte.\nHébergé par Ausha. Visitez ausha.co/politique-de-confidentialite pour plus d'informations.", "Texte."),
        ("acast", "Text.\n\n---\n\nHosted on Acast. See [acast.com/privacy](https://acast.com/privacy) for more information.", "Text."),
        ("acast", "Texte. Hébergé par Acast. Visitez acast.com/privacy pour plus d'informations.", "Texte."),
        ("Megaphone", "Text.\n\nLearn more about your ad choices. Visit [megaphone.fm/adchoices](https://megaphone.fm/adchoices)", "Text."),
        ("Anchor Podcasts", "Texto.\n\n\\---\n\nSend in a voice message: <https://anchor.fm/x/message>", "Texto."),
        ("Spreaker", "Testo.\n\nBecome a supporter of this podcast: <https://www.spreaker.com/podcast/x--1/support?utm_source=rss>.", "Testo."),
        ("Buzzsprout", "Text.\n\n[Support the show](https://www.buzzsprout.com/1/support)", "Text."),
        ("https://simplecast.com", "Text.\n\nHosted on Simplecast, an AdsWizz company. See pcm.adswizz.com for information about our collection.", "Text."),
        ("Ausha (x)", "On parle d’Ausha. Visitez ausha.co, dit-elle.\n\nFin.", "On parle d’Ausha. Visitez ausha.co, dit-elle.\n\nFin."),
        ("", "Text.\n\nHosted on Acast. See acast.com/privacy for more information.", "Text.\n\nHosted on Acast. See acast.com/privacy for more information."),
    ],
)  # fmt: skip
def test_what_hosts_append_is_taken_off_the_end(generator: str, text: str, left: str) -> None:
    """Of the notes of their own customers, and of nothing else."""
    assert without_notices(text, host_of([], generator)) == left


def test_a_host_is_known_by_its_generator_or_by_where_its_files_lie() -> None:
    """Not by a name that only ends alike."""
    known = {one.name for one in known_hosts()}
    assert {
        "Ausha",
        "Acast",
        "Spreaker",
        "Buzzsprout",
        "Podbean",
        "Simplecast",
        "Megaphone",
        "SoundCloud",
    } < known
    found = host_of(["https://redaction.example/feed", "https://sphinx.acast.com/p/x.mp3"], "")
    assert found is not None
    assert found.name == "Acast"
    assert host_of(["https://notacast.com/x.mp3"], "") is None
    assert episode_id("https://audio.ausha.co/JdK1mt3keYPd.mp3?t=1739063952") == ("Ausha", "JdK1mt3keYPd")
