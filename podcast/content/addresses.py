"""Which addresses the site of a show folder has under its `base_url`: what a link in a text may lead to.

It knows what is in the folder. What others published may be there, too, and nobody can tell from here.
"""

from pathlib import PurePosixPath

from podcast.content import keys
from podcast.content.folder import ShowFolder
from podcast.content.text import slugify
from podcast.values import Struct

_FOLDERS = ("articles/", "episodes/", "personnes/", "saisons/", "recherche/")
_UNKNOWABLE = ("assets/", "audio/", "feed/", "images/", keys.SEARCH_INDEX)
"""What is named by its content or its number; whether it is there nobody knows before it is published."""


class Addresses(Struct, frozen=True, kw_only=True):
    """The paths of pages and of files of the site that can be known; those of `drafts` are none of them."""

    pages: frozenset[str]
    files: frozenset[str]
    drafts: frozenset[str]

    def has(self, path: str) -> bool:
        """Say whether there is something at `path`, relative to `base_url`; a page is known with or without a slash."""
        if path in self.files or path.startswith(_UNKNOWABLE):
            return True
        folder, _, name = path.rpartition("/")
        if f"{folder}/" in self.pages and f"{folder}/".startswith(_FOLDERS) and PurePosixPath(name).suffix:
            return True  # a file beside a page, such as its player
        return (path if path.endswith("/") else f"{path}/") in self.pages

    def is_draft(self, path: str) -> bool:
        """Say whether a page at `path` is written and not published."""
        return (path if path.endswith("/") else f"{path}/") in self.drafts


def addresses_of(folder: ShowFolder) -> Addresses:
    """Return the addresses that the pages of `folder` will have; drafts have none. Of a page that cannot be read, what
    is wrong is said elsewhere, and it is taken to be where its name says."""
    pages: set[str] = set()
    drafts: set[str] = set()
    for key_of, sources in ((keys.episode_key, folder.episodes), (keys.article_key, folder.articles)):
        for source in sources:
            slugs = (source.page.slug, *source.page.former_slugs)
            (drafts if source.page.draft else pages).update(map(key_of, slugs))
        pages.update(map(key_of, folder.unread_slugs()))
    people = [*(folder.show.hosts if folder.show else ())]
    for episode in folder.episodes:
        if not episode.page.draft:
            people += (*episode.page.hosts, *episode.page.guests)
            pages |= {keys.season_key(episode.page.season)} if episode.page.season else set()
    pages |= {keys.person_key(slugify(one.name)) for one in people}
    files = {key for key in keys.PUBLIC if "*" not in key}
    if folder.show:
        files |= {
            f"{keys.filtered_feed(one.name)}{end}" for one in folder.show.feeds for end in (".xml", ".json")
        }
        pages |= {keys.SEARCH_PAGE} if folder.show.site.search else set()
    return Addresses(
        pages=frozenset(one.removesuffix("index.html") for one in pages),
        files=frozenset((*files, "")),
        drafts=frozenset(one.removesuffix("index.html") for one in drafts),
    )
