"""Which pages belong together, and what a card says of each."""

from __future__ import annotations

from podcast.content.syndication import Person
from podcast.site.catalogue import Catalogue


def test_related_are_the_declared_then_the_nearest(make_episode, show_record) -> None:
    """Declared ones keep their order and are all shown; others need something in common."""
    one = make_episode(1, related=("episode-3", "episode-1", "nulle-part"), keywords=("a",))
    records = [one, make_episode(2), make_episode(3), make_episode(4, keywords=("A",))]
    assert [found.slug for found in Catalogue(show_record, records).related(one)] == [
        "episode-3",
        "episode-4",
    ]


def test_all_declared_related_are_shown_and_then_the_nearest_and_newest(make_episode, show_record) -> None:
    """More than six stay more than six; a guest in common counts for more than a keyword, a keyword for more
    than a label."""
    many = tuple(f"episode-{number}" for number in range(9, 1, -1))
    one = make_episode(1, related=many)
    records = [one, *(make_episode(number) for number in range(2, 10))]
    assert tuple(found.slug for found in Catalogue(show_record, records).related(one)) == many
    guest = (Person(name="Elle"),)
    one = make_episode(1, guests=guest, keywords=("a",), label="l")
    others = [
        make_episode(2, guests=guest),
        make_episode(3, keywords=("A",)),
        make_episode(4, label="l"),
        make_episode(5),
        make_episode(6, label="l"),
    ]
    found = Catalogue(show_record, [*others, one]).related(one)
    assert [each.episode.number for each in found] == [2, 3, 6, 4]


def test_an_excerpt_leaves_out_the_line_that_opens_every_text(make_episode, show_record) -> None:
    """The line of the show says nothing on a card; a text that is nothing else keeps it."""
    line = "Le podcast explore le monde de la franchise."
    records = [make_episode(1, summary=f"{line} Aujourd’hui, un boulanger."), make_episode(2, summary=line)]
    catalogue = Catalogue(show_record, records)
    assert catalogue.excerpt(records[0]) == "Aujourd’hui, un boulanger."
    assert catalogue.excerpt(records[1]) == line


def test_a_link_by_reference_leads_where_another_stretch_says(make_episode, show_record) -> None:
    """A directive between a link and its address takes nothing from the reader."""
    body = "Voir [le site][1].\n\n[[read-also: episode-2]]\n\nEt [la suite][2].\n\n[1]: https://un.example/\n[2]: https://deux.example/"
    one = make_episode(1, body=body)
    parts = Catalogue(show_record, [one, make_episode(2)]).parts(one)
    assert '<a href="https://un.example/" rel="noopener">le site</a>' in parts[0].html
    assert '<a href="https://deux.example/" rel="noopener">la suite</a>' in parts[2].html
    assert "[1]" not in "".join(part.html for part in parts)
