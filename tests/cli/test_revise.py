"""`podcast log`, `rollback`, `unpublish`, and the choices of `publish`: output and exit codes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest


@pytest.fixture
def published(run, show):
    """Give a show of two episodes that is published."""
    show.episode(1)
    assert run("publish", "--show", show.root, "--yes").code == 0
    show.episode(2)
    assert run("publish", "--show", show.root, "--yes").code == 0
    return show


def test_the_log_lists_releases_with_who_and_what(run, published, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line each, newest first; JSON has the same."""
    monkeypatch.setenv("PODCAST_USER", "Une productrice")
    assert run("unpublish", "episode-2", "--show", published.root, "--yes").code == 0
    ran = run("log", "--show", published.root)
    newest, middle, oldest = ran.out.splitlines()
    assert "Une productrice  unpublish episode-2: −episode-2" in newest
    assert middle.endswith("publish: +episode-2")
    assert oldest.endswith("publish: +episode-1")
    made = run("log", "--show", published.root, "--json").json()
    assert [one["release"] for one in made["releases"]] == [3, 2, 1]
    assert made["releases"][0]["changes"] == [{"kind": "remove", "slug": "episode-2"}]


def test_rolling_back_asks_and_says_what_it_did(run, published) -> None:
    """Without a terminal it wants --yes; the plan is printed field by field."""
    assert run("rollback", "1", "--show", published.root).code == 2
    ran = run("rollback", "1", "--show", published.root, "--yes")
    assert ran.code == 0
    assert "− episode episode-2" in ran.out
    assert ran.out.endswith("Release 3 is what release 1 was.\n")
    assert run("rollback", "9", "--show", published.root, "--yes").code == 65
    again = run("publish", "--show", published.root, "--yes")
    assert "unpublished before, not brought back (--restore SLUG does): episode-2" in again.out


def test_unpublishing_is_undone_by_restoring(run, published) -> None:
    """And in JSON, with what was deleted."""
    ran = run("unpublish", "episode-2", "--show", published.root, "--yes", "--json")
    assert (ran.code, ran.json()["release"]) == (0, 3)
    assert run("publish", "--show", published.root, "--yes", "--restore", "episode-2").code == 0
    purged = run("unpublish", "episode-2", "--show", published.root, "--yes", "--purge", "--json")
    assert any(key.startswith("audio/episode-2.") for key in purged.json()["deleted"])
    assert "purge the CDN" in purged.err
    again = run("unpublish", "episode-2", "--show", published.root, "--yes", "--purge")
    assert (again.code, "Deleted 0 files and 0 older releases." in again.out) == (0, True)
    assert run("unpublish", "rien", "--show", published.root, "--yes").code == 65


def test_a_conflict_shows_both_versions_and_ends_with_75(run, published, make_show) -> None:
    """On standard error, field by field; --ours goes on."""
    other = make_show("portable")
    theirs = other.episode(1)
    run("publish", "--show", other.root, "--yes")
    other.edit(theirs, "Un résumé.", "Leur résumé.")
    assert run("publish", "--show", other.root, "--yes").code == 0
    published.edit(published.root / "001-episode-1" / "episode.md", "Un résumé.", "Notre résumé.")
    ran = run("publish", "--show", published.root, "--yes")
    assert ran.code == 75
    assert "        online: Leur résumé.\n        here:   Notre résumé.\n" in ran.err
    assert "say --ours, or keep theirs with --theirs" in ran.err.splitlines()[-1]
    as_json = run("plan", "--show", published.root, "--json").json()
    assert as_json["error"]["conflicts"][0]["slug"] == "episode-1"
    assert run("publish", "--show", published.root, "--yes", "--ours").code == 0


def test_a_plan_is_carried_out_as_it_was_or_not_at_all(run, published) -> None:
    """Its name is refused once the folder or the store is another."""
    path = published.root / "001-episode-1" / "episode.md"
    published.edit(path, "Un résumé.", "Deuxième.")
    planned = run("plan", "--show", published.root)
    assert "      summary: Un résumé. → Deuxième.\n" in planned.out
    name = planned.out.splitlines()[-1].removeprefix("Plan ")
    assert run("plan", "--show", published.root, "--json").json()["plan"] == name
    published.edit(path, "Deuxième.", "Troisième.")
    refused = run("publish", "--show", published.root, "--plan", name)
    assert (refused.code, "this folder or the store changed since" in refused.err) == (75, True)
    published.edit(path, "Troisième.", "Deuxième.")
    assert run("publish", "--show", published.root, "--plan", name).code == 0
    assert run("publish", "--show", published.root, "--plan", name).code == 75


def test_collecting_says_first_and_does_when_told(run, published) -> None:
    """What is unneeded waits a week; nothing is changed without --apply."""
    path = published.root / "001-episode-1" / "episode.md"
    published.edit(path, "Épisode 1", "Un autre titre")
    run("publish", "--show", published.root, "--yes")
    ran = run("gc", "--show", published.root, "--keep", "1")
    assert ran.code == 0
    assert "audio/episode-1." in ran.out
    assert ran.out.splitlines()[-1].startswith("0 files to delete (0 kB), ")
    assert not (published.root.parent / "public" / "_podcast" / "gc.json").exists()
    made = run("gc", "--show", published.root, "--keep", "1", "--apply", "--json").json()
    assert (made["applied"], made["due"], made["kept_releases"]) == (True, [], [3])
    assert made["waiting"]
    assert run("gc", "--show", published.root, "--keep", "0").code == 2


def test_the_log_tells_the_time_of_the_show(run, published, monkeypatch: pytest.MonkeyPatch) -> None:
    """As every other date: by the clocks of its time zone."""
    made = datetime.fromisoformat(run("log", "--show", published.root, "--json").json()["releases"][0]["at"])
    local = made.astimezone(ZoneInfo("Europe/Paris"))
    assert f"  {local:%Y-%m-%d %H:%M}  " in run("log", "--show", published.root).out
