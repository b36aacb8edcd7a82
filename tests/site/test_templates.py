"""A designer's own templates replace the packaged ones, cannot reach the program, and fail with their line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from podcast.content import keys
from podcast.content.load import load_show
from podcast.content.record import Record, ShowRecord
from podcast.errors import ContentError
from podcast.publish.check import check_show
from podcast.site.bundle import assets
from podcast.site.render import render_site
from podcast.site.templates_check import NAMES, faults
from podcast.site.templating import packaged_templates
from podcast.values import replace


def rendered(show: ShowRecord, records: list[Record], **own: str) -> dict[str, str]:
    """Return the pages with these templates, `__` in a name standing for a dot."""
    named = {name.replace("__", "."): text for name, text in own.items()}
    made = render_site(replace(show, templates=named), records)
    return {key: body.decode() for key, body in made.items()}


def test_a_template_replaces_the_packaged_one(show_record: ShowRecord, records: list[Record]) -> None:
    """All of it, or a block of it; other pages stay as they are."""
    plain = rendered(show_record, records)
    whole = rendered(
        show_record, records, notfound__html__jinja="<!DOCTYPE html>\n<title>Perdu & seul</title>\n"
    )
    assert whole[keys.NOT_FOUND] == "<!DOCTYPE html>\n<title>Perdu & seul</title>\n"
    block = '{% extends "podcast/article.html.jinja" %}{% block main %}<p>Ici.</p>{{ super() }}{% endblock %}'
    partly = rendered(show_record, records, article__html__jinja=block)
    changed = [key for key in plain if partly[key] != plain[key]]
    assert changed == ["articles/un-article/index.html"]
    assert "<p>Ici.</p>" in partly[changed[0]]


def test_what_it_prints_is_escaped(show_record: ShowRecord, records: list[Record]) -> None:
    """A designer cannot forget it."""
    hostile = replace(show_record, show=replace(show_record.show, title="<script>alert(1)</script>"))
    made = rendered(hostile, records, notfound__html__jinja="{{ show.title }}")
    assert made[keys.NOT_FOUND] == "&lt;script&gt;alert(1)&lt;/script&gt;\n"


def test_what_is_documented_as_a_line_of_style_changes_something(show_record: ShowRecord) -> None:
    """Each custom property that the document sets is used by the styles of the pages."""
    document = (Path(__file__).parents[2] / "docs/templates.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(--[a-z-]+):", document))
    (styles,) = (body.decode() for key, body in assets(show_record).items() if key.startswith("assets/page."))
    assert named
    assert {one for one in named if f"var({one})" not in styles} == set()


def test_styles_come_after_the_packaged_ones(show_record: ShowRecord) -> None:
    """So that they win; the file has another name, since its bytes are others."""
    own = replace(show_record, templates={"style.css": "h1 { letter-spacing: -1px; }"})
    before, after = assets(show_record), assets(own)
    styled = [body for key, body in after.items() if key.endswith(".css")]
    assert [body.endswith(b"h1{letter-spacing:-1px}") for body in styled] == [True, True]
    assert len(set(before) & set(after)) == len(before) - 2


@pytest.mark.parametrize(
    "text",
    [
        "{{ show.__class__.__mro__ }}",
        "{{ link.__globals__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{% set x = show.site.links.append(1) %}",
        "{{ card_of.__code__ }}",
        "{{ self._TemplateReference__context.environment.loader.load_func.__globals__ }}",
        "{% for a in range(10 ** 9) %}{% endfor %}",
        "{{ show.nothing }}",
        "{{ nothing }}",
        "{{ 1 / 0 }}",
        "{% include 'podcast/secret' %}",
        "{% extends '../../show.toml' %}",
    ],
)
def test_a_template_cannot_reach_the_program(
    show_record: ShowRecord, records: list[Record], text: str
) -> None:
    """It may come from a store that somebody else writes to; and what fails in it is said in one line."""
    with pytest.raises(ContentError) as caught:
        rendered(show_record, records, notfound__html__jinja=f"\n{text}")
    assert caught.value.place is not None
    assert caught.value.place.file.startswith("templates")
    assert caught.value.hint


def test_an_error_says_the_line(show_record: ShowRecord, records: list[Record]) -> None:
    """Of the designer's file, also where it is used by another."""
    with pytest.raises(
        ContentError, match=r"templates/own\.html\.jinja:3:1: the template cannot be rendered"
    ):
        rendered(
            show_record,
            records,
            notfound__html__jinja='{% include "own.html.jinja" %}',
            own__html__jinja="a\nb\n{{ show.nothing }}\n",
        )


def test_a_check_finds_what_is_wrong_before_anything_is_rendered(show, tmp_path: Path) -> None:
    """Names, syntax, size and encoding, each with its place."""
    folder = show.root / "templates"
    folder.mkdir()
    (folder / "episode.html.jinja").write_text("a\n{% if %}\n")
    (folder / "episod.html.jinja").write_text("a")
    (folder / "Notes.txt").write_text("a")
    (folder / "base.html.jinja").write_bytes(b"\xff\xfe\x00")
    (folder / "show.html.jinja").write_text("a" * 200_001)
    (folder / "_help.html.jinja").write_text("left alone")
    _, problems = check_show(show.root, named="S")
    assert sorted(f"{one.place} {one.message}" for one in problems if one.rule == "template") == [
        "S/templates/Notes.txt this is no template",
        "S/templates/base.html.jinja:1:1 is UTF-16",
        "S/templates/episod.html.jinja:1:1 nothing uses a template of this name",
        "S/templates/episode.html.jinja:2:1 not a valid template: "
        "“Expected an expression, got 'end of statement block'”",
        "S/templates/show.html.jinja the template is larger than 200 kB",
    ]


def test_templates_that_are_used_are_well(show) -> None:
    """Partials of one's own, and the styles."""
    folder = show.root / "templates"
    folder.mkdir()
    (folder / "style.css").write_text("h1 { color: red; }")
    (folder / "own.html.jinja").write_text("{{ show.title }}")
    (folder / "notfound.html.jinja").write_text('{% include "own.html.jinja" %}')
    loaded = load_show(show.root)
    assert sorted(loaded.templates) == ["notfound.html.jinja", "own.html.jinja", "style.css"]
    assert faults(loaded.templates) == []


def test_names_that_there_are_not_are_found_with_their_line(show) -> None:
    """Those of values, filters, tests and templates; what a template asks about or gives itself is its own affair."""
    text = (
        '{% extends "podcast/artcle.html.jinja" %}\n{% block main %}{{ super() }}\n{{ recrod.title | tpyo }}\n'
        "{% if note is defined %}{{ note }}{% endif %}{{ y | default(1) }}\n{% set z = 1 %}{{ z }}\n"
        "{% for one in related %}{{ loop.index }}{{ one is oddd }}{{ parts.body(record) }}{% endfor %}{% endblock %}"
    )
    assert sorted((line, what) for _, line, what, _ in faults({"article.html.jinja": text})) == [
        (1, "a template uses podcast/artcle.html.jinja, which is not there"),
        (3, "there is no filter tpyo"),
        (3, "there is nothing called recrod"),
        (6, "there is no test oddd"),
    ]
    remedies = [remedy for *_, remedy in faults({"article.html.jinja": "{{ recrod }}"})]
    assert remedies == ["did you mean “record”?"]


def test_the_names_that_are_known_are_those_that_templates_get_and_the_page_lists() -> None:
    """A name that is added to the packaged templates is added to both."""
    assert faults(packaged_templates()) == []
    page = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
    assert [name for name in sorted(NAMES) if not re.search(rf"`{name}[`(]", page)] == []
