"""From what a producer writes in `show.toml` to a store. What a store takes is imported when it is opened."""

import os
import re
from pathlib import Path

from podcast.content.filenames import is_text, legible
from podcast.content.show import S3Settings
from podcast.errors import ConfigurationError, Place
from podcast.messages import msg
from podcast.store.base import Store

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")  # two letters at least: C:\public is a folder


def refuse_target(target: str) -> None:
    """Raise unless `target` can name a store.

    Raises:
        ConfigurationError: it cannot.
    """
    scheme = _SCHEME.match(target)
    bucket = target.removeprefix("s3://").partition("/")[0]
    if not is_text(target):
        raise ConfigurationError(
            msg("the name of the store is not in UTF-8"),
            hint=msg("rename the folder, without accents if need be"),
            place=Place(file=legible(target)),
        )
    if scheme and not (target.startswith("s3://") and bucket):
        raise ConfigurationError(
            msg("a store cannot be {target!a}", target=target),
            hint=msg("write s3://bucket/prefix, or a folder such as ../public"),
            place=Place(file="show.toml"),
        )
    if not target.strip() or "\0" in target:
        raise ConfigurationError(
            msg("the store has no name"),
            hint=msg('write `store = "../public"` for a folder, or s3://bucket/prefix'),
            place=Place(file="show.toml"),
        )


def folder_of(target: str, relative_to: Path) -> Path | None:
    """Return the folder that `target` names, nothing if it names a bucket."""
    if _SCHEME.match(target):
        return None
    # normpath, so that "../public" beside show.toml is named as the folder it is
    return Path(os.path.normpath(relative_to / Path(target).expanduser()))


def open_store(target: str, *, relative_to: Path, s3: S3Settings) -> Store:
    """Return the store that `target` names: `s3://bucket/prefix`, or a folder relative to `relative_to`.

    Asks nothing of the network; `Store.probe` does.

    Raises:
        ConfigurationError: it is neither, or its settings cannot be.
    """
    refuse_target(target)
    if folder := folder_of(target, relative_to):
        from podcast.store.directory import DirectoryStore

        return DirectoryStore(folder)
    bucket, _, prefix = target.removeprefix("s3://").partition("/")
    from podcast.store.s3 import S3Store

    return S3Store(bucket, prefix, endpoint=s3.endpoint, region=s3.region, profile=s3.profile)
