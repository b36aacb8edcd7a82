"""`podcast pull` makes a show folder of what is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from podcast.content.folder import SHOW_FILE
from podcast.errors import CannotWriteError, ContentError, UsageError
from podcast.publish.build import identity_of
from podcast.publish.check import check_show, checked_show
from podcast.publish.merge import ConflictsError
from podcast.publish.plan import Kind
from podcast.publish.progress import Silence
from podcast.publish.pull import Origin, Pulled, pull
from podcast.publish.state import State, read_state
from podcast.publish.status import Standing, status
from podcast.publish.workflow import propose
from podcast.store.memory import MemoryStore
from podcast.values import replace
from tests.everything import write_everything

from .conftest import NOW


def pulled(store, root: Path, *slugs: str) -> Pulled:
    """Pull into `root`."""
    return pull(store, root, origin=Origin(store="../public"), slugs=slugs, progress=Silence())


def plan_of(root: Path, store):
    """Return what publishing the folder would change."""
    folder, _ = checked_show(root)
    return propose(folder, store, now=NOW, progress=Silence()).plan


@pytest.fixture
def everything(tmp_path: Path, write_wav, publish_show, store) -> Path:
    """Publish the show that uses every key, and give a folder to pull into."""
    publish_show(write_everything(tmp_path / "emission", write_wav), store)
    return tmp_path / "ailleurs"


def test_a_pulled_folder_publishes_nothing(everything, store, publish_show, contents) -> None:
    """Whatever key, picture, transcript or chapter there is: the plan is empty."""
    pulled(store, everything)
    before = contents(store)
    plan = plan_of(everything, store)
    assert plan.empty, plan.changes
    assert publish_show(everything, store).plan.empty
    assert contents(store) == before


def test_stings_are_not_played_twice(tmp_path, write_wav, show, store, publish_show) -> None:
    """Times are those of the published audio, which stays as it is."""
    write_wav(show.root / "intro.wav", seconds=2.0)
    text = (show.root / SHOW_FILE).read_text(encoding="utf-8")
    (show.root / SHOW_FILE).write_text(f'{text}\n[stings]\nintro = "intro.wav"\n', encoding="utf-8")
    show.episode(1)
    publish_show(show.root, store)
    pulled(store, tmp_path / "ailleurs")
    assert plan_of(tmp_path / "ailleurs", store).empty


def test_a_text_is_changed_without_the_recording(everything, store, publish_show) -> None:
    """The audio stays; the folder that has the recording then takes the change for somebody else's."""
    pulled(store, everything)
    path = everything / "002-creperie" / "episode.md"
    text = path.read_text(encoding="utf-8")
    assert "recording" not in text
    path.write_text(text.replace("la gérer", "la tenir"), encoding="utf-8")
    plan = publish_show(everything, store).plan
    assert [(one.kind, one.slug) for one in plan.changes] == [(Kind.CHANGE, "creperie")]
    assert [one.key for one in plan.uploads if one.key.startswith("audio/")] == []
    assert publish_show(everything.parent / "emission", store).plan.empty


def test_two_folders_that_were_pulled_notice_each_other(everything, store, publish_show) -> None:
    """A pulled folder knows what it had in common with the store."""
    other = everything.parent / "encore"
    for root, title in ((everything, "Un"), (other, "Deux")):
        pulled(store, root)
        path = root / "002-creperie" / "episode.md"
        path.write_text(path.read_text(encoding="utf-8").replace("Ouvrir une", title, 1), encoding="utf-8")
    publish_show(everything, store)
    with pytest.raises(ConflictsError):
        publish_show(other, store)


def test_only_what_is_asked_for_is_pulled(everything, store) -> None:
    """The rest is kept where it is, and can be pulled later; what is here is not touched."""
    done = pulled(store, everything, "creperie")
    assert {path.name for path in done.made} >= {"show.toml", "cover.jpg", "episode.md", "paroles.vtt"}
    assert not (everything / "001-bande-annonce").exists()
    assert plan_of(everything, store).empty
    mine = everything / "002-creperie" / "episode.md"
    mine.write_text(mine.read_text(encoding="utf-8") + "\nÀ moi.\n", encoding="utf-8")
    again = pulled(store, everything)
    assert again.kept == ("creperie",)
    assert [path.parent.name for path in again.made] == ["001-bande-annonce"]
    assert mine.read_text(encoding="utf-8").endswith("À moi.\n")
    with pytest.raises(UsageError, match="“autre” is not published there"):
        pulled(store, everything, "autre")


def test_a_pull_that_was_killed_goes_on(everything, store, monkeypatch: pytest.MonkeyPatch, killed) -> None:
    """After any file; it is no show before it is whole."""
    import podcast.publish.pull as module

    write, count, at = module.write_whole, 0, 0

    def dies(path: Path, body: bytes) -> None:
        nonlocal count
        count += 1
        if count == at:
            raise killed
        write(path, body)

    monkeypatch.setattr(module, "write_whole", dies)
    while True:
        at, count = at + 1, 0
        try:
            pulled(store, everything)
            break
        except killed:
            assert not (everything / SHOW_FILE).exists()
    assert at > 3
    assert plan_of(everything, store).empty


def test_a_folder_with_another_show_is_refused(everything, store, make_show) -> None:
    """Nothing is mixed, and nothing written over."""
    other = make_show("autre").root
    toml = other / SHOW_FILE
    toml.write_text(toml.read_text(encoding="utf-8").replace("917393e3", "00000000"), encoding="utf-8")
    with pytest.raises(CannotWriteError, match="another show"):
        pulled(store, other)
    (everything / "002-creperie").mkdir(parents=True)
    (everything / "002-creperie" / "image.png").write_bytes(b"autre chose")
    with pytest.raises(CannotWriteError, match="another content"):
        pulled(store, everything)
    with pytest.raises(ContentError, match="nothing is published"):
        pulled(MemoryStore(), everything)


@pytest.mark.parametrize("name", ["../fuite.jpg", "/tmp/fuite.jpg", ".profil", "a/../../fuite.jpg"])  # noqa: S108
def test_a_store_cannot_write_outside_of_the_folder(
    everything, store, name, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names come from whoever wrote the store."""
    import podcast.publish.pull as module

    def hostile(*given: object) -> State:
        state = read_state(*given)
        assert state.show
        return replace(state, show=replace(state.show, images={name: state.show.cover}))

    monkeypatch.setattr(module, "read_state", hostile)
    with pytest.raises(ContentError, match="is no file of a show folder"):
        pulled(store, everything)
    assert not any(everything.parent.rglob("fuite*"))


def test_an_episode_without_recording_is_a_mistake(show) -> None:
    """Unless it is published, which a folder that never published cannot know."""
    path = show.episode(1)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(one for one in lines if not one.startswith("recording")), encoding="utf-8")
    _, problems = check_show(show.root)
    assert [one.message for one in problems if one.rule == "missing-key"] == ["recording is missing"]


def test_pulled_pages_stand_as_published(everything, store) -> None:
    """Without a warning that something is missing."""
    pulled(store, everything)
    folder, problems = check_show(everything)
    assert [one for one in problems if one.rule == "missing-key"] == []
    lines = status(folder, read_state(store), now=NOW)
    assert {one.standing for one in lines} == {Standing.PUBLISHED}
    assert {identity_of(one.page) for one in folder.pages()} == {"guid-2", "guid-bande-annonce"}
