"""`podcast serve`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.options import chosen_store, show_option, show_root, store_alone, store_option
from podcast.cli.output import note, say, say_error, short
from podcast.errors import ContentError, PodcastError
from podcast.messages import msg, msgs

if TYPE_CHECKING:
    from podcast.content.folder import ShowFolder
    from podcast.publish.preview import Preview
    from podcast.publish.state import State
    from podcast.store.live import Live
    from podcast.store.overlay import Overlay, Readable
    from podcast.store.serve import PreviewServer


@click.command("serve")
@show_option
@store_option
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
@click.option(
    "--watch", is_flag=True, help="Show the folder, drafts too, and reload the page when something is saved."
)
def command(show_dir: Path | None, store_url: str | None, port: int, watch: bool) -> None:
    """Show what is published on this computer, for you alone: pages, players, and the feed.

    With --watch it shows the show folder as it is now: drafts, scheduled episodes and changes have a ribbon that
    says so, and the open page reloads when you save. Nothing is mastered or published by that: sound that is not
    mastered yet is the recording itself. The feed has what listeners would get now.

    The public address in pages and feed is replaced by the local one, so that a podcast app on this
    computer can subscribe. Answers on 127.0.0.1 only. Ctrl-C ends it.

    \b
    Example:
      podcast serve
      podcast serve --watch
      podcast serve --port 9000
    """
    try:
        if watch:
            _Watching(show_dir, store_url, port).run()
        else:
            _serve(show_dir, store_url, port)
    except KeyboardInterrupt:
        note(msg("Ended."))


def _serve(show_dir: Path | None, store_url: str | None, port: int) -> None:
    from podcast.publish.state import read_front
    from podcast.store.serve import PreviewServer

    store = store_alone(show_dir, store_url)
    state = read_front(store)
    if state.show is None:
        raise ContentError(
            msg("nothing is published in {store} yet", store=store.url),
            hint=msg("run `podcast publish`, or look at the folder with `podcast serve --watch`"),
        )
    server = PreviewServer(store, port=port, public_url=state.show.show.base_url)
    say(msg("Release {number} of {store}", number=state.number, store=short(store.url)))
    _say_addresses(server)
    try:
        server.serve_forever()
    finally:
        server.close()


def _say_addresses(server: PreviewServer) -> None:
    from podcast.content import keys

    say(msg("  pages  {url}", url=server.url))
    say(msg("  feed   {url}", url=server.url + keys.FEED))
    say(msg("Ctrl-C ends it."))
    sys.stdout.flush()


class _Watching:
    """A server that shows the folder, and is given its pages anew after every change."""

    def __init__(self, show_dir: Path | None, store_url: str | None, port: int) -> None:
        from podcast.site.preview import CHANGES, FILES
        from podcast.store.live import Live

        self._root, self._name = show_root(show_dir)
        self._store_url = store_url
        self._port = port
        self._live: Live = Live(FILES, CHANGES)
        self._overlay: Overlay | None = None
        self._server: PreviewServer | None = None

    def run(self) -> None:
        """Look, show, and look again, until Ctrl-C. What is wrong is said, and the pages stay as they were."""
        from podcast.cli.watching import changes

        try:
            for _ in changes(self._root):
                try:
                    self._show()
                except PodcastError as error:
                    if self._server is None and not getattr(error, "problems", ()):
                        raise
                    say_error(error)
                    note(msg("The preview is updated when this is corrected and saved. Ctrl-C ends it."))
        finally:
            if self._server is not None:
                self._server.close()

    def _show(self) -> None:
        from podcast.publish.check import checked_show
        from podcast.publish.preview import make_preview

        folder, _ = checked_show(self._root, named=self._name)
        published, below = self._published(folder)
        made = make_preview(folder, published, now=datetime.now(UTC), version=self._live.version + 1)
        if self._server is None:
            self._server = self._started(made, below)
        if self._overlay is not None:
            self._overlay.replace(made.laid)
        self._live.advance()
        pages = msgs("{n} page", "{n} pages", len(folder.pages()))
        at = datetime.now(UTC).astimezone()
        told = msg("{time:%H:%M:%S}  {pages}, {held} held back, {changed} to publish", time=at, pages=pages,
                   held=made.held, changed=made.changed)  # fmt: skip
        note(told)

    def _started(self, made: Preview, below: Readable | None) -> PreviewServer:
        from podcast.store.overlay import Overlay
        from podcast.store.serve import PreviewServer

        self._overlay = Overlay(below)
        self._overlay.replace(made.laid)
        base_url = made.show.show.base_url
        server = PreviewServer(self._overlay, port=self._port, public_url=base_url, live=self._live)
        server.__enter__()
        say(msg("Preview of {folder}", folder=self._name))
        _say_addresses(server)
        return server

    def _published(self, folder: ShowFolder) -> tuple[State, Readable | None]:
        """Return what is published, or nothing if the store cannot be reached: one may be on a train."""
        from podcast.publish.state import State, read_state
        from podcast.publish.workspace import Workspace

        try:
            store = chosen_store(self._store_url, folder)
            return read_state(store, Workspace(self._root)), store
        except PodcastError as error:
            note(msg("warning: what is published is not known: {message}", message=error.message))
            return State(), None
