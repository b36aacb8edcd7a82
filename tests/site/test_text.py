"""Typography, wording, colours and Markdown."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from podcast.content.colour import contrast
from podcast.site import wording
from podcast.site.colour import DARK, DECK, LIGHT, shades
from podcast.site.markdown import to_html
from podcast.site.safety import neutral, printed
from podcast.site.typography import french, french_html, texts_for_language


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("Oui ! Non ?", "Oui\u202f! Non\u202f?"),
        ("Un : deux", "Un\u00a0: deux"),
        ("« Oui »", "«\u00a0Oui\u00a0»"),
        ("20 % de 3 €", "20\u00a0% de 3\u00a0€"),
        ("1 560 tonnes", "1\u202f560 tonnes"),
        ("l'été...", "l’été…"),
        ("à 12:30", "à 12:30"),
        ("https://a.example/?b=c:d", "https://a.example/?b=c:d"),
        ("Back Market :500 points de vente", "Back Market\u00a0: 500 points de vente"),
        ("Il dit :« oui »", "Il dit\u00a0: «\u00a0oui\u00a0»"),
        ("Il dit:« oui »", "Il dit\u00a0: «\u00a0oui\u00a0»"),
        ("à 12 :30, un :sourire et :D", "à 12 :30, un\u00a0: sourire et :D"),
        ("RCS Paris 123 456 789", "RCS Paris 123\u00a0456\u00a0789"),
        ("SIRET 123 456 789 00012", "SIRET 123 456 789 00012"),
        ("FR 12 123 456 789", "FR 12\u00a0123\u00a0456\u00a0789"),
        (
            "tél. 0 800 123 456, +33 123 456 789",
            "tél. 0\u00a0800\u00a0123\u00a0456, +33\u00a0123\u00a0456\u00a0789",
        ),
        ("01 23 45 67 89", "01 23 45 67 89"),
        ("Le RCS en compte 2 500 000", "Le RCS en compte 2\u202f500\u202f000"),
    ],
)
def test_french_typography(written: str, right: str) -> None:
    """As a proofreader of the newsroom would set it."""
    assert french(written) == right


@given(st.text(alphabet="ab 1:;!?«»%€'’.…\u00a0\u202f<&/", max_size=40))
def test_french_typography_twice_is_once(text: str) -> None:
    """A text that passes again does not change again."""
    assert french(french(text)) == french(text)


@given(st.lists(st.text(alphabet="ab 1:;!?«»%€kMd'’.,…@/\t\n\x00\u00a0\u202f", max_size=12), max_size=6))
def test_many_texts_at_once_are_each_by_itself(texts: list[str]) -> None:
    assert texts_for_language("fr", texts) == [french(text) for text in texts]
    assert texts_for_language("en", texts) == texts


def test_typography_leaves_code_and_attributes_alone() -> None:
    """Only what is read is set."""
    body = '<p>a !</p><pre><code>a !</code></pre><a href="https://a/?b !">c !</a>'
    assert french_html(body) == (
        '<p>a\u202f!</p><pre><code>a !</code></pre><a href="https://a/?b !">c\u202f!</a>'
    )


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("<p><strong>50</strong> % de</p>", "<p><strong>50</strong>\u00a0% de</p>"),
        ("<p>10 000 <strong>€</strong></p>", "<p>10\u202f000\u00a0<strong>€</strong></p>"),
        ("<p>« <strong>mot</strong> »</p>", "<p>«\u00a0<strong>mot</strong>\u00a0»</p>"),
        ("<p>«<em>mot</em>»</p>", "<p>«\u00a0<em>mot</em>\u00a0»</p>"),
        ('<p>« <a href="x">un lien</a> »</p>', '<p>«\u00a0<a href="x">un lien</a>\u00a0»</p>'),
        ("<p>l'<em>été</em>, <em>l</em>'hiver</p>", "<p>l’<em>été</em>, <em>l</em>’hiver</p>"),
        ("<p><strong>Prix</strong>: dix</p>", "<p><strong>Prix</strong>\u00a0: dix</p>"),
        ("<p>« <code>a !</code> » !</p>", "<p>«\u00a0<code>a !</code>\u00a0»\u202f!</p>"),
        ("<p><code>a</code>! <code>b</code> :</p>", "<p><code>a</code>! <code>b</code>\u00a0:</p>"),
        ("<p>A &amp; <em>B</em> !</p><p>!</p>", "<p>A &amp; <em>B</em>\u202f!</p><p>!</p>"),
        ("<p>50</p> <p>% de</p><p>a<br>! b</p>", "<p>50</p> <p>% de</p><p>a<br>! b</p>"),
    ],
)
def test_typography_looks_through_tags_inside_a_paragraph(written: str, right: str) -> None:
    """A reader sees none of them; a new paragraph or line is a new text."""
    assert french_html(written) == right


_PARTS = st.lists(
    st.tuples(
        st.text(alphabet="ab 1:;!?«»%€'.…\u00a0\u202f\n", max_size=8),
        st.sampled_from(["<em>", "</em>", '<a href="x !">', "</a>", "<strong>", "</strong>"]),
    ),
    max_size=8,
)


@given(_PARTS)
def test_tags_inside_a_paragraph_change_nothing_of_its_typography(parts: list[tuple[str, str]]) -> None:
    """The text is as it would be without them, each is still there in its order, and twice is once."""
    made = french_html("".join(text + tag for text, tag in parts))
    assert re.findall("<[^>]*>", made) == [tag for _, tag in parts]
    assert french_html(made) == made
    if "..." not in "".join(text for text, _ in parts):
        assert re.sub("<[^>]*>", "", made) == french("".join(text for text, _ in parts))


@given(st.integers(0, 0xFFFFFF))
def test_any_accent_gives_readable_text(colour: int) -> None:
    """At least 7:1 on every ground it stands on, in both schemes."""
    made = shades(f"#{colour:06x}")
    for ground in (LIGHT["paper"], LIGHT["panel"], made.wash_light):
        assert contrast(made.ink_light, ground) >= 7
        assert contrast(LIGHT["ink"], ground) >= 7
        assert contrast(LIGHT["muted"], ground) >= 4.5
    for ground in (DARK["paper"], DARK["panel"], made.wash_dark):
        assert contrast(made.ink_dark, ground) >= 7
        assert contrast(DARK["ink"], ground) >= 7
        assert contrast(DARK["muted"], ground) >= 4.5
    assert contrast(made.on, made.deck) >= 3
    assert contrast(made.deck, DECK["deck"]) >= 3


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21, and the show's accent fails as text on white."""
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#e63b11", "#ffffff"), 1) == 4.2


@pytest.mark.parametrize(
    ("credit", "line"),
    [
        ("Une photographe", "©\u00a0Une photographe"),
        ("Dr Martin", "©\u00a0Dr Martin"),
        ("Photononstop", "©\u00a0Photononstop"),
        ("© AFP", "© AFP"),
        ("(c) AFP", "(c) AFP"),
        ("Illustration L’Express Franchise", "Illustration L’Express Franchise"),
        ("Photo : Une photographe", "Photo : Une photographe"),
        ("Crédit photo AFP", "Crédit photo AFP"),
        ("dessin de Martin", "dessin de Martin"),
        ("DR", "DR"),
        ("Domaine public", "Domaine public"),
    ],
)
def test_a_credit_that_says_what_it_is_gets_no_sign(credit: str, line: str) -> None:
    """« © Illustration X » says it twice, and « © DR » what is not so."""
    assert wording.credit_line(credit) == line


@given(st.text() | st.sampled_from(["a & b", "<i>", "'", '"', "l\u202fa", "a\u202eb", "\x07&"]))
def test_what_a_template_prints_is_neutral_and_escaped(text: str) -> None:
    """As markupsafe escapes it; what is marked as HTML is left as it is."""
    assert printed(text) == str(escape(neutral(text)))
    assert printed(Markup(text)) == text  # noqa: S704  that is what is asked
    assert printed(12) == "12"
    assert not set(printed(text)) & set("<>\"'\x00\x1b\u202e")


@given(st.text(alphabet=" \n\xa0\u202fa1é_-–'!«."))
def test_reading_time_counts_what_has_a_letter_or_a_digit(text: str) -> None:
    """What stands alone between blanks, such as a dash or a sign after a French blank, is no word."""
    assert wording.words_in(text) == len(re.findall(r"[^\W_]\S*", text))
    assert [wording.reading_minutes(words) for words in (0, 200, 201)] == [1, 1, 2]


@given(st.text(alphabet=" \n\t\x1c\x85\xa0\u2009\u2028\u202faé1œŒß²½ªж文_-–—'’“”«»€…!.,"))
def test_words_are_counted_by_one_rule_whatever_their_letters(text: str) -> None:
    """What is in Latin-1, or counts as something that is, is counted another way than the rest."""
    assert wording.words_in(text) == sum(any(sign.isalnum() for sign in one) for one in text.split())


@given(st.text(alphabet="aé \n\t\xa0\u2009\u202f\u202e\u2066\x00\x7f\x85\x0b\ud800\uffff…"))
def test_what_no_page_may_contain_is_taken_out(text: str) -> None:
    """And nothing else."""
    assert neutral(text) == "".join(sign for sign in text if sign in "aé \n\t\xa0\u2009\u202f…")


@given(st.text(alphabet="ab &\n\n\n*_-#>|`[](1.!\\"))
def test_reading_time_counts_the_words_that_are_read(text: str) -> None:
    """Of HTML those that its lines have, whatever tags are between them."""
    body = french_html(to_html(text))
    assert wording.words_in_html(body) == wording.words_in(wording.plain_text(body))


def test_words_for_dates_durations_and_sizes() -> None:
    """In the show's time zone, without the machine's locale."""
    when = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert wording.french_date(when, "Europe/Paris") == "le\u00a01er\u00a0décembre 2026"
    assert wording.minutes(3_900_000) == "1\u00a0h\u00a005"
    assert wording.spoken(362_000) == "6 minutes 2 secondes"
    assert wording.iso_duration(3_723_000) == "PT1H2M3S"
    assert wording.size(14_200_000) == "14,2\u00a0Mo"


@given(st.text(max_size=400), st.integers(20, 200))
def test_an_excerpt_fits_and_begins_the_text(text: str, limit: int) -> None:
    """Never longer than asked, never words of its own."""
    made = wording.excerpt(text, limit)
    assert len(made) <= limit
    assert "".join(text.split()).startswith("".join(made.removesuffix("…").split()))


def test_an_excerpt_ends_with_a_sentence_or_a_word() -> None:
    """Not in the middle of either."""
    assert wording.excerpt("Une phrase entière. Une autre qui est longue.", 25) == "Une phrase entière."
    assert wording.excerpt("Des mots, et encore des mots", 20) == "Des mots, et encore…"


@pytest.mark.parametrize(
    ("text", "limit", "made"),
    [
        ("Il tient une petite boutique à Rennes depuis dix ans", 33, "Il tient une petite boutique…"),
        ("Les juristes, les franchiseurs et les banquiers en parlent", 42, "Les juristes, les franchiseurs…"),
        ("Une enseigne qui a trouvé l’ auteur de la marque", 30, "Une enseigne qui a trouvé…"),
        ("de la de la de la de la de la", 20, "de la de la…"),
        ("Le réseau Beaucoup, et la suite longue", 24, "Le réseau Beaucoup…"),
    ],
)
def test_an_excerpt_does_not_end_on_a_word_that_leads_to_the_next(text: str, limit: int, made: str) -> None:
    """It steps back, as far as half of its room."""
    assert wording.excerpt(text, limit) == made


def test_headings_begin_at_the_second_level_and_raw_html_goes() -> None:
    """The page has its own first heading."""
    made = to_html("# Un\n\n<div onclick=x>a</div>\n\n[b](https://b.example/ 'c') <script>d</script>")
    assert "<h2>Un</h2>" in made
    assert "<div" not in made
    assert "script" not in made
    assert '<a href="https://b.example/" title="c" rel="noopener">b</a>' in made


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ('Le <span lang="en">gross *merchandise* value</span>!',
         'Le <span lang="en">gross <em>merchandise</em> value</span>\u202f!'),
        ('<span lang="en">"Really?" - yes !</span> !', '<span lang="en">"Really?" - yes !</span>\u202f!'),
        ('`<span lang="en">a</span>`', '<code>&lt;span lang="en"&gt;a&lt;/span&gt;</code>'),
        ('[<span lang="en">a</span>](https://a.example/ "<span lang=\\"en\\">")',
         '<a href="https://a.example/" title="&lt;span lang=&quot;en&quot;&gt;" rel="noopener">'
         '<span lang="en">a</span></a>'),
        ('<span lang="en">https://a.example/</span>',
         '<span lang="en"><a href="https://a.example/" rel="noopener">https://a.example/</a></span>'),
        ('<span lang="en">a', '<span lang="en">a</span>'),
        ('a</span> <span lang="en" onclick="b">c</span> <span lang="e">d</span>', "a c d"),
    ],
)  # fmt: skip
def test_words_of_another_language_are_marked_and_not_set_in_french(written: str, made: str) -> None:
    """By one tag, as it is written here and no other; in code it is what one reads."""
    assert french_html(to_html(written)) == f"<p>{made}</p>\n"


def test_links_to_who_pays_say_so() -> None:
    """To its host and those below it, however they are written; to nobody else."""
    text = "[a](https://Boutique.Enseigne.example/x) [b](https://www.enseigne.example) <https://notre-enseigne.example/>"
    made = to_html(text, sponsor="https://www.enseigne.example/fr/")
    assert re.findall('rel="([^"]*)"', made) == ["sponsored noopener", "sponsored noopener", "noopener"]
    assert set(re.findall('rel="([^"]*)"', to_html(text))) == {"noopener"}


def test_what_is_left_out_leaves_nothing_behind() -> None:
    """No empty paragraph where a picture or a frame was, and no link that leads nowhere."""
    assert to_html("Un.\n\n![a](https://a.example/b.jpg)\n\n<i></i>\n\nDeux.") == "<p>Un.</p>\n<p>Deux.</p>\n"
    assert to_html("[Un *autre*](../autre/), [ici](/b 'c').") == "<p>Un <em>autre</em>, ici.</p>\n"
