"""From what a producer writes in `show.toml` to a store. boto3 is imported only if it is a bucket."""

import os
import re
from pathlib import Path

from podcast.content.filenames import is_text, legible
from podcast.content.show import S3Settings
from podcast.errors import ConfigurationError, Place
from podcast.messages import msg
from podcast.store.base import Store
from podcast.store.directory import DirectoryStore

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")  # two letters at least: C:\public is a folder


def open_store(target: str, *, relative_to: Path, s3: S3Settings) -> Store:
    """Return the store that `target` names: `s3://bucket/prefix`, or a folder relative to `relative_to`.

    Asks nothing of the network; `Store.probe` does.

    Raises:
        ConfigurationError: it is neither, or its settings cannot be.
    """
    if not is_text(target):
        raise ConfigurationError(
            msg("the name of the store is not in UTF-8"),
            hint=msg("rename the folder, without accents if need be"),
            place=Place(file=legible(target)),
        )
    scheme = _SCHEME.match(target)
    if scheme is None:
        return _folder(target, relative_to)
    bucket, _, prefix = target.removeprefix("s3://").partition("/")
    if not target.startswith("s3://") or not bucket:
        raise ConfigurationError(
            msg("a store cannot be {target!a}", target=target),
            hint=msg("write s3://bucket/prefix, or a folder such as public"),
            place=Place(file="show.toml"),
        )
    from podcast.store.s3 import S3Store

    return S3Store(bucket, prefix, endpoint=s3.endpoint, region=s3.region, profile=s3.profile)


def _folder(target: str, relative_to: Path) -> Store:
    if not target.strip() or "\0" in target:
        raise ConfigurationError(
            msg("the store has no name"),
            hint=msg('write `store = "public"` for a folder, or s3://bucket/prefix'),
            place=Place(file="show.toml"),
        )
    # normpath, so that "../public" beside show.toml is named as the folder it is
    return DirectoryStore(Path(os.path.normpath(relative_to / Path(target).expanduser())))
