"""What an editor notices, and what no editor would."""

from __future__ import annotations

from pathlib import Path

import pytest

from podcast.content.editorial import check_editorial, check_transcripts
from podcast.content.load import load_show
from podcast.content.problem import Severity

SAMPLE = Path(__file__).parents[2] / "episodes"
FRONT = "---\ntitle: {title}\ndate: 2025-04-01T06:00:00+02:00\nsummary: Un résumé.\n{extra}---\n\n{body}\n"


def found(
    show, *, title: str = "Un titre", extra: str = "", body: str = "Le texte."
) -> list[tuple[str, str]]:
    """Return the place within the article and the rule of what is found."""
    path = show.root / "articles" / "un.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(FRONT.format(title=title, extra=extra, body=body), encoding="utf-8")
    problems = check_editorial(load_show(show.root, named="S"))
    assert all(one.severity is Severity.WARNING and one.place.file == "S/articles/un.md" for one in problems)
    return [(f"{one.place.line}:{one.place.column}", one.rule) for one in problems]


@pytest.mark.parametrize(
    "title",
    [
        "test", "Email sending – test", "« Test 2 »", "Brouillon", "[test] Un article", "Test - la newsletter",
        "Copie de Ouvrir une crêperie", "Copie (2) de l’article", "Un article (copie)", "Sans titre",
        "Un article - brouillon", "À relire, ne pas publier", "test article", "Article test", "Essai de publication",
        "Test newsletter", "Épisode d’essai", "Titre à définir", "Titre provisoire : la crêpe", "xxx", "A SUPPRIMER",
        "Un article - À SUPPRIMER", "à supprimer",
    ],
)  # fmt: skip
def test_a_title_of_a_test_or_a_draft_is_noticed(show, title: str) -> None:
    """As the newsroom's own site once showed one."""
    assert found(show, title=f'"{title}"') == [("2:8", "leaked-title")]


@pytest.mark.parametrize(
    "title",
    [
        "Test de personnalité : êtes-vous fait pour la franchise ?", "L’essai transformé d’une enseigne",
        "Nous avons mis dix concepts au test", "Le grand test", "La copie de modèles, un risque",
        "Contester un contrat", "Drafts et vérités", "Les clauses à supprimer de votre contrat", "La période d’essai",
        "Essai de podcast en réalité virtuelle", "Titre-restaurant : le guide", "XXL, l’enseigne", "Le titre à retenir",
        "Le test de l’épisode pilote", "Article 1195 : l’imprévision",
    ],
)  # fmt: skip
def test_a_title_about_tests_is_a_title(show, title: str) -> None:
    """Words that tests are called by are words of the language, too."""
    assert found(show, title=f'"{title}"') == []


@pytest.mark.parametrize("text", ["Lorem ipsum dolor", "TODO", "XXXX", "[à compléter]"])
def test_text_that_is_missing_is_noticed(show, text: str) -> None:
    """At its line and column; in code it may be what is written about."""
    assert found(show, body=f"Un.\n\nDeux {text} trois.") == [("9:6", "placeholder")]
    assert found(show, body=f"Un `{text}`.\n\n```\n{text}\n```") == []


def test_a_draft_may_be_called_a_test(show) -> None:
    """It is not published."""
    assert found(show, title="test", extra="draft: true\n", body="TODO") == []


@pytest.mark.parametrize(
    ("alt", "noticed"),
    [
        ("Ellicia via unsplash", True),
        ("IMG_1234", True),
        ("DSC 0042", True),
        ("photo 3", True),
        ("salle-restaurant-paris.jpg", True),
        ("franchise_rugbytots_9", True),
        ("© Une photographe", True),
        ("Crédit : Une photographe", True),
        ("Une photographe", True),  # the credit
        ("Un titre", True),
        ("Franchise RUGBYTOTS 9", True),
        ("AFP", True),
        ("Une autre / AFP", True),
        ("istockphoto-123", True),
        ("image", True),
        ("Logo", True),
        ("unnamed (1)", True),
        ("Logo de l’enseigne sur une façade", False),
        ("Image d’archive d’un restaurant", False),
        ("Le siège de l’AFP à Paris", False),
        ("Un stock de chaussures", False),
        ("Deux vendeuses devant le stand 9", False),
        ("Portrait de la dirigeante en 2019", False),
        ("Un restaurant vu de la rue", False),
        ("Photo de famille devant le magasin", False),
        ("Deux vendeurs", False),
    ],
)
def test_alt_has_to_say_what_one_sees(show, alt: str, noticed: bool) -> None:
    """Not who made it, nor what the file is called."""
    extra = f'image:\n  file: a.jpg\n  alt: "{alt}"\n  credit: Une photographe\n'
    assert found(show, extra=extra) == ([("7:8", "image-alt")] if noticed else [])


def test_a_picture_without_credit_is_noticed(show) -> None:
    """Its author has a right to be named."""
    assert found(show, extra="image:\n  file: a.jpg\n  alt: Un restaurant\n") == [("6:3", "image-credit")]


@pytest.mark.parametrize(
    "text",
    [
        "Cet article est sponsorisé.",
        "Un publi-rédactionnel.",
        "Réalisé en partenariat avec une enseigne.",
        "Cet article vous est proposé par une enseigne.",
        "Un partenariat rémunéré.",
        "Collaboration commerciale",
        "*Publicité*",
        "[Publicité] Une crêperie ouvre.",
        "Communiqué de presse – La crêperie ouvre.",
        "Collaboration commerciale avec Une enseigne.",
    ],
)
def test_advertising_wants_a_sponsor(show, text: str) -> None:
    """The law wants its payer shown."""
    assert [rule for _, rule in found(show, body=text)] == ["undisclosed-sponsor"]
    assert found(show, body=text, extra="sponsor:\n  name: Une enseigne\n") == []


def test_a_label_or_a_title_may_say_that_it_is_advertising(show) -> None:
    """That is where readers are told, and by whom it is paid they are not."""
    assert found(show, extra="label: Publicité\n") == [("5:8", "undisclosed-sponsor")]
    assert found(show, title='"[Communiqué de presse] Une crêperie"') == [("2:8", "undisclosed-sponsor")]
    assert found(show, title='"Publicité : ce que dit la loi"', extra="label: Communication\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "Un partenariat de distribution.",
        "Elle offre un service.",
        "Proposer mieux.",
        "La publicité locale coûte 2 % du chiffre d’affaires.",
        "Publicité : les franchiseurs doivent la dire.",
        "## Publicité\n\nElle coûte.",
        "Un mot.\n\n- Publicité",
        "Une collaboration commerciale entre deux réseaux.",
        "Communiqué de presse en main, le réseau recrute.",
    ],
)
def test_business_is_no_advertising(show, text: str) -> None:
    """A trade paper writes of partners every day."""
    assert found(show, body=text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Résumé IA du podcast.", "Résumé généré par une IA.", "Texte rédigé automatiquement.", "Un résumé automatique.",
        "Synthèse réalisée par une intelligence artificielle.", "Texte écrit avec l'aide de l'IA.",
        "Image générée par Midjourney.", "Transcription faite à l’aide d’une IA.",
    ],
)  # fmt: skip
def test_what_a_machine_wrote_wants_a_label(show, text: str) -> None:
    """Readers are told where they look first."""
    assert [rule for _, rule in found(show, body=text)] == ["unlabelled-ai"]
    assert found(show, body=text, extra="label: Résumé IA vérifié par la rédaction\n") == []
    assert found(show, body=text, extra="ai_summary:\n  reviewer: Une journaliste\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "Des menus réalisés par une intelligence artificielle.", "Une enseigne aidée par l’IA.", "Une image de marque.",
        "Un livre écrit par Claude Martin.", "Grâce à l’IA, le réseau gagne du temps.",
    ],
)  # fmt: skip
def test_what_is_written_about_machines_needs_none(show, text: str) -> None:
    """They are news."""
    assert found(show, body=text) == []


@pytest.mark.parametrize(
    ("body", "noticed"),
    [
        ("Un.\n\n![Deux vendeurs](a.jpg)", []),
        ("Un.\n\n![](a.jpg)", [("9:1", "image-alt")]),
        ("Un.\n\n![IMG_1234](a.jpg)", [("9:1", "image-alt")]),
        ("Un ![Deux vendeurs](a.jpg) mot.", [("7:4", "lost-picture")]),
        ("![Deux vendeurs](https://a.example/a.jpg)", [("7:1", "lost-picture")]),
        ("Un `![Deux vendeurs](a.jpg)` mot.", []),
        ('<iframe src="https://a.example/"></iframe>\n<iframe>', [("7:1", "raw-html")]),
        ('Le <span lang="en">gross merchandise value</span>.', []),
        ("Un <span class='x'>mot</span>.", [("7:4", "raw-html")]),
        ("H<sub>2</sub>O, <https://a.example/> et 3 < 4.", [("7:2", "raw-html")]),
        ("Un `<b>`, \\<b> et <!-- rien -->.\n\n    <b>\n\n```\n<b>\n```", []),
    ],
)
def test_what_is_left_out_of_a_text_is_noticed(show, body: str, noticed: list[tuple[str, str]]) -> None:
    """Pictures that are no file of ours, and HTML; code shows what it says."""
    assert found(show, body=body) == noticed


def test_headings_come_in_order(show) -> None:
    """None is left out on the way down; one of the first level counts as the second."""
    assert found(show, body="# Un\n\n## Deux\n\n### Trois\n\n## Quatre\n\n```\n##### Code\n```") == []
    assert found(show, body="Un.\n\n### Deux") == [("9:1", "heading-order")]
    assert found(show, body="## Un\n\n#### Deux") == [("9:1", "heading-order")]
    assert found(show, body="## \n\nTexte") == [("7:1", "empty-heading")]


@pytest.mark.parametrize(
    ("address", "rule"),
    [
        ("../autre/", "relative-link"),
        ("/contact", "relative-link"),
        ("https://podcast.example/articles/nulle-part/", "unknown-link"),
        ("https://podcast.example/episodes/nulle-part/#t=3", "unknown-link"),
        ("https://podcast.example/articles/un/", ""),
        ("https://podcast.example/articles/un?a=b", ""),
        ("https://podcast.example/feed.xml", ""),
        ("https://podcast.example/", ""),
        ("https://podcast.example/#abonnement", ""),
        ("https://podcast.example/audio/un.0123456789ab.mp3", ""),
        ("https://podcast.example/articles/ancien/", ""),
        ("https://podcast.example/episodes/episode-2/embed.html", ""),
        ("https://podcast.example/personnes/une-invitee/", ""),
        ("https://podcast.example/saisons/3/", ""),
        ("https://podcast.example/personnes/inconnue/", "unknown-link"),
        ("https://podcast.example/saisons/4/", "unknown-link"),
        ("https://podcast.example/contact", "unknown-link"),
        ("https://podcast.example/articles/brouillon/", "unknown-link"),
        ("https://ailleurs.example/articles/x/", ""),
        ("mailto:a@b.example", ""),
    ],
)
def test_links_lead_somewhere(show, address: str, rule: str) -> None:
    """Those to our own pages, to pages that there are, and that are no drafts."""
    show.edit(show.article("brouillon"), "summary:", "draft: true\nsummary:")
    show.edit(show.episode(2), "summary:", "season: 3\nguests:\n  - name: Une invitée\nsummary:")
    extra = "former_slugs: [ancien]\n"
    assert found(show, extra=extra, body=f"Un [lien]({address}).") == ([("8:11", rule)] if rule else [])
    assert found(show, extra=extra, body=f"Un [lien][1].\n\n[1]: {address}") == (
        [("10:6", rule)] if rule else []
    )


def test_a_reference_has_a_line_that_says_where_it_leads(show) -> None:
    """Without one readers see its brackets."""
    assert found(show, body="Un [lien][Un  Nom].\n\n[un nom]: https://ailleurs.example/") == []
    assert found(show, body="Un [lien][1] et `[x][2]`.") == [("7:11", "unknown-link")]


def test_straight_quotes_are_noticed_in_french(show) -> None:
    """Not in code, nor in a show in English."""
    assert found(show, body='Un "mot", `"` et <https://a.example/?"x">.') == [("7:4", "straight-quotes")]
    assert found(show, body='Un [lien](https://a.example/ "titre").') == []
    toml = show.root / "show.toml"
    show.edit(toml, 'language = "fr"', 'language = "en"')
    assert found(show, body='A "word".') == []


def test_a_link_to_a_page_that_cannot_be_read_is_no_second_fault(show) -> None:
    """That page will be there once it is mended, and what is wrong with it is said where it is."""
    links = (f"[lien](https://podcast.example/articles/{name}/)" for name in ("deux", "trois"))
    show.article("un", body=" et un ".join(links))
    (show.root / "articles" / "deux.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    told = [
        one.message for one in check_editorial(load_show(show.root, named="S")) if one.rule == "unknown-link"
    ]
    assert len(told) == 1
    assert "articles/trois/" in told[0]


def test_a_standfirst_is_short_and_a_page_has_something_for_its_card(show) -> None:
    """Six hundred characters, and a summary or a standfirst."""
    assert found(show, extra=f"standfirst: {'Un mot. ' * 75}\n") == []
    assert found(show, extra=f"standfirst: {'Un mot. ' * 80}\n") == [("5:13", "long-standfirst")]
    path = show.root / "articles" / "un.md"
    show.edit(path, "summary: Un résumé.\n", "")
    show.edit(path, f"standfirst: {'Un mot. ' * 80}\n", "")
    assert [one.rule for one in check_editorial(load_show(show.root))] == ["no-summary"]


def test_pages_that_begin_alike_or_are_called_alike_are_noticed(show) -> None:
    """Three of the same opening, two of the same title."""
    line = "En Toute Franchise est un podcast. "
    for number in range(1, 4):
        show.edit(show.article(f"a{number}"), "Un résumé.", f"{line}Numéro {number}.")
    show.edit(show.root / "articles" / "a2.md", "Article a2", "article  A1")
    problems = check_editorial(load_show(show.root, named="S"))
    told = [(one.place.file[-5:], one.place.line, one.rule) for one in problems]
    assert ("a2.md", 2, "duplicate-title") in told
    assert [one for one in told if one[2] == "worn-opening"] == [
        (f"a{number}.md", 4, "worn-opening") for number in range(1, 4)
    ]


def test_an_episode_without_transcript_is_noticed(show) -> None:
    """Who does not hear has nothing else."""
    show.episode(1)
    assert [one.rule for one in check_transcripts(load_show(show.root))] == ["no-transcript"]
    assert check_editorial(load_show(show.root)) == []


def test_the_sample_show_has_no_false_alarm() -> None:
    """Two of its episodes really have no transcript."""
    folder = load_show(SAMPLE)
    assert check_editorial(folder) == []
    assert {one.place.file.split("/")[-2] for one in check_transcripts(folder)} == {
        "008-jai-ouvert-une-franchise-par-an",
        "reprendre-un-reseau",
    }
