"""Options that several commands share, and what they stand for: a show folder and a store."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from podcast.cli.completion import complete_slug
from podcast.messages import msg
from podcast.values import Struct

if TYPE_CHECKING:
    from podcast.content.folder import ShowFolder
    from podcast.content.show import Settings, Show
    from podcast.publish.proposal import Choices
    from podcast.store.base import Store

_FAR = os.path.join("..", "..", "..")  # noqa: PTH118  a way up, which Path would resolve
F = TypeVar("F", bound=Callable[..., Any])

_SHOW = click.option(
    "--show",
    "show_dir",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The show folder. Default: the nearest show.toml upward, else ./episodes.",
)
_STORE = click.option(
    "--store",
    "store_url",
    metavar="URL",
    help="Where it is published, a folder or s3://bucket/prefix. Default: store in show.toml.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")

ALLOW_HOST = click.option(
    "--allow-host",
    "allowed",
    metavar="NAME",
    multiple=True,
    help="Ask this computer too, although it is on a private network.",
)
"""Opens a computer inside to commands that ask the web for what others wrote."""


def choice_options(command: F) -> F:
    """Add what decides beforehand: `--ours`, `--theirs`, `--restore` and `--allow-guid-change`."""
    for option in (
        click.option("--allow-guid-change", is_flag=True, help="Accept that published guids change."),
        click.option(
            "--restore",
            metavar="SLUG",
            multiple=True,
            shell_complete=complete_slug,
            help="Bring back a page that was unpublished.",
        ),
        click.option("--theirs", is_flag=True, help="Keep what others published where both changed it."),
        click.option("--ours", is_flag=True, help="Publish this folder's where both changed it."),
    ):
        command = option(command)
    return _with_side(command)


def _with_side(command: F) -> F:
    """Give a command the `side` that one of two options stands for."""

    @wraps(command)
    def chosen(*, ours: bool, theirs: bool, **rest: Any) -> Any:
        from podcast.errors import UsageError

        if ours and theirs:
            raise UsageError(
                msg("--ours and --theirs exclude each other"),
                hint=msg("say one: it decides wherever both changed the same"),
            )
        return command(side="ours" if ours else "theirs" if theirs else None, **rest)

    return chosen  # type: ignore[return-value]  # the options make the two alike


def choices(side: str | None, restore: tuple[str, ...], allow_guid_change: bool) -> Choices:
    """Return what the options decide."""
    from podcast.publish.proposal import Choices, Side

    return Choices(side=Side(side) if side else None, restore=restore, allow_guid_change=allow_guid_change)


def show_option(command: F) -> F:
    """Add `--show`."""
    return _SHOW(command)


def store_option(command: F) -> F:
    """Add `--store`."""
    return _STORE(command)


def json_option(command: F) -> F:
    """Add `--json`."""
    return _JSON(command)


def show_root(show_dir: Path | None) -> tuple[Path, str]:
    """Return the show folder that is meant, and how to name it to the reader."""
    from podcast.content.load import find_show

    root = show_dir if show_dir is not None else find_show(Path.cwd())
    refuse_illegible(root)
    return root.absolute(), _name(root)


def refuse_illegible(root: Path) -> None:
    """Refuse a show folder of whose path no text can be made, which pages, feeds and messages are.

    Raises:
        MissingInputError: its bytes are not UTF-8.
    """
    from podcast.content.filenames import is_text, legible
    from podcast.errors import MissingInputError, Place

    if not is_text(str(root.absolute())):
        raise MissingInputError(
            msg("the path of the show folder is not in UTF-8"),
            hint=msg("rename the folder, without accents if need be"),
            place=Place(file=legible(str(root))),
        )


def chosen_store(store_url: str | None, folder: ShowFolder) -> Store:
    """Return the store of a checked folder, or the one that the command line names."""

    from podcast.errors import Place
    from podcast.publish.store_place import refuse_inside
    from podcast.store.open import open_store

    settings = folder.show_and_settings()[1]
    if not store_url:
        return open_store(settings.store, relative_to=folder.root, s3=settings.s3)
    refuse_inside(store_url, Path.cwd(), folder.root, Place(file=store_url))
    return open_store(store_url, relative_to=Path.cwd(), s3=settings.s3)


class Named(Struct, frozen=True, kw_only=True):
    """A store that a command names, with what is known of it: the show folder, if there is one.

    `base_url` is empty if the store is not the one of show.toml.
    """

    store: Store
    root: Path | None
    single_producer: bool
    base_url: str


def store_alone(show_dir: Path | None, store_url: str | None) -> Store:
    """Return a store for a command that reads only what is published.

    The show folder may then have problems, or be absent when `--store` names the store.
    """
    return named_store(show_dir, store_url).store


def named_store(show_dir: Path | None, store_url: str | None) -> Named:
    """Return the same store, and what the show folder says of it."""
    from podcast.content.load import load_show
    from podcast.content.show import S3Settings
    from podcast.errors import ContentError, MissingInputError
    from podcast.store.open import open_store

    root: Path | None = None
    show: Show | None = None
    settings: Settings | None = None
    try:
        root, name = show_root(show_dir)
        folder = load_show(root, named=name)
        show, settings = folder.show, folder.settings
    except MissingInputError:
        if not store_url:
            raise
        root = None
    s3 = settings.s3 if settings else S3Settings()
    if store_url:
        store = open_store(store_url, relative_to=Path.cwd(), s3=s3)
    elif root is None or settings is None or not settings.store:
        raise ContentError(
            msg("show.toml names no store"), hint=msg('add store = "../public", or say --store URL')
        )
    else:
        store = open_store(settings.store, relative_to=root, s3=s3)
    return Named(
        store=store,
        root=root,
        single_producer=s3.single_producer,
        base_url=show.base_url if show and not store_url else "",
    )


def to_write(named: Named, *, deletes: bool = False) -> Store:
    """Return the store of a command that changes what is published, as it may be written; see `writable`.

    Raises:
        UnavailableError: it ignores conditions, and nobody promised to be alone.
    """
    from podcast.cli.output import note
    from podcast.publish.trust import writable

    return writable(
        named.store, named.root, single_producer=named.single_producer, deletes=deletes, tell=note
    )


def _name(root: Path) -> str:
    """Return the path of the show folder as one would type it from here."""
    try:
        relative = os.path.relpath(root.absolute())
    except ValueError:  # on another drive of Windows
        return str(root)
    return str(root) if relative.startswith(_FAR) else relative
