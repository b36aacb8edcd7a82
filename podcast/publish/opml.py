"""Which feeds several shows have: from their folders, or from what answers at an address."""

from collections.abc import Iterable
from pathlib import Path

from podcast.content.folder import SHOW_FILE
from podcast.content.load import load_show
from podcast.content.problem import ProblemsError, errors
from podcast.content.text import is_web_address
from podcast.errors import ContentError, MissingInputError, Place
from podcast.feed.opml import Subscription, subscriptions
from podcast.feed.read import read_feed
from podcast.messages import msg
from podcast.publish.fetch import fetch
from podcast.publish.verify import MOST_FEED


def gather_subscriptions(shows: Iterable[str]) -> list[Subscription]:
    """Return the feeds of `shows`, each a show folder or the address of a feed, in that order.

    Raises:
        MissingInputError: a folder has no show.toml.
        ProblemsError: a show.toml has errors.
        ContentError: what answers is no feed.
        TryAgainError: nothing answers.
    """
    found: list[Subscription] = []
    for one in shows:
        found += [_from_feed(one)] if is_web_address(one) else _from_folder(Path(one))
    return found


def _from_folder(root: Path) -> list[Subscription]:
    if not (root / SHOW_FILE).is_file():
        raise MissingInputError(
            msg("no {show_file} here", show_file=SHOW_FILE),
            hint=msg("name a show folder or https://…/feed.xml"),
            place=Place(file=str(root)),
        )
    folder = load_show(root)
    wrong = [one for one in errors(folder.problems) if one.place.file == folder.file]
    if wrong or folder.show is None:
        raise ProblemsError(wrong)
    return subscriptions(folder.show)


def _from_feed(url: str) -> Subscription:
    answer = fetch(url, most=MOST_FEED)
    if answer.status != 200:
        raise ContentError(
            msg("{url} answers {status}", url=url, status=answer.status),
            hint=msg("check the address of the feed"),
        )
    feed = read_feed(answer.body, where=url)
    return Subscription(title=feed.title or url, url=url, link=feed.link)
