"""`podcast publish --due`: what cron and continuous integration run."""

from __future__ import annotations

LATER = "2999-03-04"


def live(show) -> str:
    """Return the feed that listeners get."""
    return (show.root.parent / "public" / "feed.xml").read_text("utf-8")


def test_nothing_due_is_said_and_is_no_error(run, show) -> None:
    """Not even before anything was ever published; and a store that holds nothing stays so."""
    ran = run("publish", "--due", "--show", show.root)
    assert (ran.code, ran.err, ran.out) == (0, "", "Nothing is due, and nothing is scheduled.\n")
    show.edit(show.episode(4), "2025-03-04", LATER)
    ran = run("publish", "--due", "--show", show.root)
    assert ran.out.startswith("Nothing is due. Next: “Épisode 4”, Monday 4 March 2999 at ")
    assert ran.out.endswith(", Paris time.\n")
    assert run("publish", "--due", "--show", show.root, "--json").json()["empty"] is True
    assert not (show.root.parent / "public").exists()


def test_what_has_become_due_is_published_and_nothing_else(run, show) -> None:
    """What a producer is in the middle of stays in the folder."""
    first = show.episode(1)
    scheduled = show.episode(2)
    show.edit(scheduled, "2025-03-02", LATER)
    assert run("publish", "--show", show.root, "--yes").code == 0
    show.edit(first, "Un résumé.", "Un résumé à moitié écrit")
    show.edit(show.root / "show.toml", "La rédaction", "Une autre")
    show.edit(show.episode(3), "recording:", "draft: true\nrecording:")
    assert run("publish", "--due", "--show", show.root).out.startswith("Nothing is due. Next: “Épisode 2”")

    show.edit(scheduled, LATER, "2025-04-05")
    ran = run("publish", "--due", "--show", show.root)
    assert ran.code == 0, ran.err
    assert "+ episode episode-2: Épisode 2" in ran.out
    assert "~" not in ran.out
    assert "Épisode 2" in live(show)
    assert "à moitié" not in live(show)
    assert "Une autre" not in live(show)

    again = run("publish", "--due", "--show", show.root)
    assert (again.code, again.out) == (0, "Nothing is due, and nothing is scheduled.\n")
    left = run("plan", "--show", show.root, "--json").json()
    assert [one["slug"] for one in left["changes"]] == ["", "episode-1"]


def test_an_error_elsewhere_does_not_stop_what_is_due(run, show) -> None:
    """Nor does a draft that is half written. But a page that cannot be read may be due itself."""
    draft = show.episode(2)
    show.edit(draft, "recording:", "draft: true\ntypo: 1\nrecording:")
    show.episode(1)
    ran = run("publish", "--due", "--show", show.root)
    assert ran.code == 0, ran.err
    assert "Épisode 1" in live(show)
    show.edit(show.episode(3), "---\n", "--\n")
    stopped = run("publish", "--due", "--show", show.root)
    assert (stopped.code, stopped.out) == (65, "")


def test_what_was_unpublished_does_not_come_back_by_itself(run, show) -> None:
    """A person took it down; cron does not put it up again."""
    show.episode(1)
    show.episode(2)
    run("publish", "--show", show.root, "--yes")
    assert run("unpublish", "episode-1", "--show", show.root, "--yes").code == 0
    assert run("publish", "--due", "--show", show.root).out.startswith("Nothing is due")


def test_due_decides_nothing_else(run, show) -> None:
    """It takes no side and carries out no plan."""
    show.episode(1)
    for option in (["--ours"], ["--plan", "x"], ["--restore", "a"], ["--allow-guid-change"]):
        ran = run("publish", "--due", *option, "--show", show.root)
        assert (ran.code, ran.out) == (2, "")
