"""Trying a store: what every store of the suite is found to be, and that nothing of it stays."""

from __future__ import annotations

import pytest

from podcast.errors import CredentialsError
from podcast.publish.doctor import examine
from podcast.store.base import Store
from podcast.store.finding import Kind, Level
from podcast.store.memory import MemoryStore
from podcast.store.probe_conditions import WRITERS, try_conditions
from podcast.store.probe_scratch import PREFIX, Scratch

from .conftest import Bucket

ROUNDS = 3


def silent(text: str) -> None:
    """Fail: nothing should have been left behind."""
    raise AssertionError(text)


def test_every_store_of_the_suite_lets_several_producers_publish(store: Store) -> None:
    """One of 24 writers wins each race, over HTTP and TLS to real servers, and the scratch is gone."""
    found = examine(store, tell=silent, rounds=ROUNDS)
    assert found.kind is Kind.CAS, found.findings
    assert not found.of(Level.FAULT)
    assert {one.check for one in found.of(Level.GOOD)} > {"content", "lists", "deletion", "types"}
    assert list(store.list(PREFIX)) == []


def test_what_is_particular_about_a_bucket_is_found(bucket: Bucket, request: pytest.FixtureRequest) -> None:
    """Ceph compares ETags without quotes, moto does not look at Content-MD5, and all answer ranges."""
    found = {one.check: one for one in examine(bucket.store, tell=silent, rounds=1).findings}
    is_ceph, is_moto = ("rgw" in request.node.name), ("moto" in request.node.name)
    assert ("only without quotes" in found["ETags"].message) == is_ceph
    assert (found["checksums"].level is Level.WARNING) == is_moto
    for check in ("ranges", "last bytes", "pages of lists", "clock", "metadata"):
        assert found[check].level is Level.GOOD, found[check]


class Faulty(MemoryStore):
    """A store that can be made to fail as servers do."""

    def __init__(self, fault: str) -> None:
        super().__init__()
        self.fault = fault

    def put(self, key, body, *, if_match=None, if_none_match=False, **rest):  # type: ignore[no-untyped-def]
        if self.fault == "ignores all" or (self.fault == "ignores match" and if_match):
            if_match, if_none_match = None, False
        if self.fault == "lets two win" and "/race-" in key:
            if_none_match = False
        return super().put(key, body, if_match=if_match, if_none_match=if_none_match, **rest)

    def delete(self, key):  # type: ignore[no-untyped-def]
        if self.fault != "deletes nothing":
            super().delete(key)

    def get(self, key, **span):  # type: ignore[no-untyped-def]
        blob = super().get(key, **span)
        if self.fault == "changes bytes" and blob.body.startswith(bytes(4)[:1]):
            return type(blob)(info=blob.info, body=blob.body[:-1] + b"!")
        return blob


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("", Kind.CAS),
        ("ignores all", Kind.UNSAFE),
        ("lets two win", Kind.UNSAFE),
        ("ignores match", Kind.CREATE_ONLY),
    ],
)
def test_a_store_is_classed_by_what_it_does(fault: str, kind: Kind) -> None:
    """Also one that refuses the second of two writers, and lets two win who come at once."""
    store = Faulty(fault)
    with Scratch(store, silent) as scratch:
        found = try_conditions(store, scratch, rounds=ROUNDS)
    assert found.kind is kind
    if fault == "lets two win":
        assert f"{WRITERS} of {WRITERS} writers" in found.findings[0].message


@pytest.mark.parametrize(("fault", "check"), [("changes bytes", "content"), ("deletes nothing", "deletion")])
def test_what_a_store_does_wrong_is_found_and_has_a_remedy(fault: str, check: str) -> None:
    """In the finding of that name."""
    found = {one.check: one for one in examine(Faulty(fault), tell=silent, rounds=1).findings}
    assert found[check].level is not Level.GOOD
    assert found[check].remedy


def test_an_interrupted_trial_cleans_up_and_one_that_cannot_says_so() -> None:
    """Ctrl-C is no reason to leave anything behind."""
    store = MemoryStore()
    said: list[str] = []

    def interrupted(scratch: Scratch) -> None:
        store.put(scratch.key("a"), b"a", type="", cache="")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Scratch(store, said.append) as scratch:
        interrupted(scratch)
    assert (list(store.list()), said) == ([], [])


def test_what_cannot_be_removed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the place, and who removes it."""
    store = MemoryStore()
    said: list[str] = []

    def refused(key: str) -> None:
        raise CredentialsError(f"may not delete {key}")

    with Scratch(store, said.append) as scratch:
        store.put(scratch.key("a"), b"a", type="", cache="")
        monkeypatch.setattr(store, "delete", refused)
    assert len(said) == 1
    assert scratch.prefix in said[0]
    assert "podcast gc" in said[0]
