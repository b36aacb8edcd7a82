"""A page whose inputs are the same is the same, whatever else changed: nothing that decides it is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from podcast.content import canonical
from podcast.content.cues import Cues
from podcast.content.episode import EpisodeType, Picture
from podcast.content.record import ArticleRecord, EpisodeRecord, Record, ShowRecord
from podcast.content.release import Entry, Release
from podcast.content.syndication import Person
from podcast.publish.views import views_of
from podcast.site.links import record_page
from podcast.site.view import View, digest_of
from podcast.values import names_of, replace


def views(show: ShowRecord, records: Sequence[Record]) -> dict[str, View]:
    """Return the views of a show and its records, which say what they follow from."""
    digests = {one.slug: canonical.digest(canonical.encode(one)) for one in records}
    digests[""] = canonical.digest(canonical.encode(show))
    return views_of(show, records, release=Release(number=1, show=""), digests=digests)


def changed(one: Any, **fields: Any) -> Any:
    """Return a record with fields of its page changed."""
    if isinstance(one, EpisodeRecord):
        return replace(one, episode=replace(one.episode, **fields))
    return replace(one, article=replace(one.article, **fields))


def other(value: Any) -> Any:
    """Return another value of the same kind, or the same where none can be guessed."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return f"{value} autrement"
    return value[:-1] if isinstance(value, tuple) and value else value


def every_change(records: list[Record]) -> Iterator[tuple[str, list[Record]]]:
    """Give every field of every record changed, and what may happen to the list of them."""
    for at, record in enumerate(records):
        for name in names_of(record.page):
            value = other(getattr(record.page, name))
            if name not in ("slug", "former_slugs", "type") and value != getattr(record.page, name):
                made = changed(record, **{name: value})
                yield f"{record.slug}.{name}", [*records[:at], made, *records[at + 1 :]]
        yield f"{record.slug} gone", [*records[:at], *records[at + 1 :]]
        earlier = changed(record, date=record.page.date - timedelta(days=900))
        yield f"{record.slug} earlier", [*records[:at], earlier, *records[at + 1 :]]
        drawn = changed(record, image=Picture(file="nulle-part.jpg", alt="Autre"))
        yield f"{record.slug} drawn", [*records[:at], drawn, *records[at + 1 :]]
        worn = changed(record, summary="Bienvenue dans la franchise. Une suite.")
        yield f"{record.slug} worn", [*records[:at], worn, *records[at + 1 :]]
        if isinstance(record, EpisodeRecord):
            trailer = changed(record, type=EpisodeType.TRAILER)
            yield f"{record.slug} trailer", [*records[:at], trailer, *records[at + 1 :]]
            guest = changed(record, guests=(Person(name="Une invitée", role="Autre rôle"),))
            yield f"{record.slug} guest", [*records[:at], guest, *records[at + 1 :]]
            cut = replace(record, transcript=Cues(record.transcript[1:]))
            yield f"{record.slug} cut", [*records[:at], cut, *records[at + 1 :]]


@pytest.fixture
def many(
    records: list[Record],
    make_episode: Callable[..., EpisodeRecord],
    make_article: Callable[..., ArticleRecord],
) -> list[Record]:
    """Give a show in which pages have much to do with each other."""
    article = make_article(
        slug="autre",
        title="Autre",
        summary="Bienvenue dans la franchise. Le reste.",
        keywords=("réseau",),
        body="Un.\n\n[[read-also: episode-7]]\n\n[[listen: episode-8]]",
    )
    guest = (Person(name="Une invitée"),)
    return [
        *records,
        article,
        make_episode(
            7, title="Sept", former_slugs=("sept",), season=2, guests=guest, keywords=("réseau",), summary=""
        ),
        make_episode(6, title="Six", season=1, guests=guest, summary="", body="Six. Et plus."),
    ]


@pytest.mark.parametrize("kind", ["episodic", "serial"])
def test_what_follows_from_the_same_is_the_same(
    show_record: ShowRecord, many: list[Record], kind: str
) -> None:
    """Every field of every record is changed in turn, and each is taken away, moved and redrawn."""
    show_record = replace(show_record, show=replace(show_record.show, type=kind))
    before = views(show_record, many)
    assert before["episodes/sept/embed.html"].inputs
    bytes_before = {key: view.make() for key, view in before.items()}
    kept, tried = 0, 0
    for what, records in every_change(many):
        after = views(show_record, records)
        tried += 1
        for key, view in after.items():
            if view.inputs and key in before and view.inputs == before[key].inputs:
                kept += 1
                assert view.make() == bytes_before[key], f"{what} changes {key}"
    assert tried > 100
    assert kept > 10 * tried, "and what a change does not touch is kept"


def test_when_a_page_changed_stands_on_it_and_on_no_other(
    show_record: ShowRecord, many: list[Record]
) -> None:
    """What its release says of it is one of the things that it follows from."""
    digests = {one.slug: canonical.digest(canonical.encode(one)) for one in many} | {"": "0" * 64}
    when = max(one.page.date for one in many) + timedelta(days=1)
    entries = [Entry(kind=one.kind, slug=one.slug, record="") for one in many]
    told = [replace(entries[0], changed=when), *entries[1:]]
    before, after = (
        views_of(show_record, many, release=Release(number=1, show="", entries=tuple(one)), digests=digests)
        for one in (entries, told)
    )
    other = {key for key, view in after.items() if view.make() != before[key].make()}
    assert {key for key, view in after.items() if view.inputs != before[key].inputs} == {record_page(many[0])}
    assert other == {record_page(many[0]), "sitemap.xml"}


def test_a_change_of_the_show_touches_every_page(show_record: ShowRecord, many: list[Record]) -> None:
    """Its name and its addresses stand on each."""
    before = views(show_record, many)
    after = views(replace(show_record, show=replace(show_record.show, title="Autre nom")), many)
    pages = [key for key, view in before.items() if view.inputs and key.endswith(".html")]
    assert pages
    assert not [key for key in pages if before[key].inputs == after[key].inputs]


def test_without_digests_nothing_is_said(show_record: ShowRecord, many: list[Record]) -> None:
    """Everything is rendered then."""
    assert not [
        key
        for key, one in views_of(show_record, many, release=Release(number=1, show="")).items()
        if one.inputs
    ]


def test_inputs_that_differ_have_different_digests() -> None:
    """Where one value ends and the next begins is part of them."""
    tried = [
        ("ab", "c"),
        ("a", "bc"),
        ("abc",),
        (b"abc",),
        ("a", "b", "c"),
        ("1",),
        (1,),
        (True,),
        (None,),
        ("",),
        (),
    ]
    assert len({digest_of(one) for one in tried}) == len(tried)
