"""One item into one episode folder: its sound, its small files, and last the episode.md that names them.

An episode.md says that all of it is there: a folder without one is begun, and the next run goes on with it.
"""

from collections.abc import Callable
from pathlib import Path

from podcast.audio.suffix import played_suffix, usual_suffix
from podcast.content.chapters import chapters_html
from podcast.content.episode import Chapter
from podcast.content.folder import EPISODE_FILE
from podcast.content.frontmatter import write_document
from podcast.content.text import is_web_address, parse_clock
from podcast.errors import ContentError, PodcastError, TryAgainError, UnavailableError
from podcast.feed.source_item import Linked, SourceItem, clock_text
from podcast.feed.source_tags import Facts, add, plain
from podcast.files import adopt, write_error, write_whole
from podcast.messages import msg
from podcast.moving.download import discard, download
from podcast.moving.hosts import Host, without_notices
from podcast.moving.names import Place
from podcast.moving.notes import to_markdown
from podcast.moving.sidecars import Sidecars, fetch_chapters, fetch_transcript, portraits
from podcast.moving.valid import valid_episode
from podcast.moving.web import Web
from podcast.values import Struct

MOST_AUDIO = 4_000_000_000
RECORDING = "enregistrement"

_ORDER = ("title", "itunes_title", "number", "display", "season", "type", "date", "guid", "slug", "author")
_LATER = (
    "summary",
    "standfirst",
    "recording",
    "mastering",
    "alternates",
    "image",
    "hosts",
    "guests",
    "credits",
)


class Context(Struct, frozen=True, kw_only=True):
    """What all episodes of an import have in common. `mastering` is what front matter says of it."""

    root: Path
    parts: Path
    host: Host | None
    cover: str
    language: str
    ours: bool
    old_sites: frozenset[str]
    mastering: str


def import_episode(place: Place, context: Context, web: Web, advance: Callable[[int], None]) -> list[str]:
    """Fetch what an item needs and write its folder; return what was left out, and why.

    Raises:
        TryAgainError: something did not come; what came is kept for the next run.
        UnavailableError, ContentError: its sound cannot be had.
        CannotWriteError, DiskError: it cannot be written.
    """
    folder = context.root / place.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(error, folder) from error
    item, sidecars = place.item, Sidecars(web=web, folder=folder)
    if item.enclosure is None:
        raise ContentError(msg("it has no file to play"), hint=msg("nothing can be imported of it"))
    recording = _recording(item.enclosure, folder, context, web, advance, sidecars.notes)
    facts = dict(item.facts)
    facts |= {"date": item.date, "guid": item.guid, "slug": place.slug, "recording": recording.name}
    _sound(facts, item, recording, context, sidecars)
    add(facts, "image", _picture(item, context, sidecars))
    add(facts, "chapters", fetch_chapters(item, sidecars) or _chapters_in(recording))
    add(facts, "transcript", fetch_transcript(item, context.language, sidecars))
    for group in ("hosts", "guests", "credits"):
        portraits(facts.get(group, []), "portrait", context.old_sites, sidecars)
    body = _texts(facts, item, context)
    facts, refused = valid_episode({name: one for name, one in facts.items() if one not in ("", [])})
    document = write_document(_in_order(facts), body)
    write_whole(folder / EPISODE_FILE, document.encode())
    return [*sidecars.notes, *refused]


def _recording(
    enclosure: Linked,
    folder: Path,
    context: Context,
    web: Web,
    advance: Callable[[int], None],
    notes: list[str],
) -> Path:
    """Return the file of the sound: there already, or fetched now."""
    for path in sorted(folder.glob(f"{RECORDING}.*")):
        return path
    out = _sounding(enclosure, RECORDING, folder, context, web, advance)
    size = out.stat().st_size
    if enclosure.length not in (-1, size):
        notes.append(
            msg(
                "the feed says that its file has {length} bytes, and it has {size}",
                length=enclosure.length,
                size=size,
            )
        )
    return out


def _sounding(
    linked: Linked, stem: str, folder: Path, context: Context, web: Web, advance: Callable[[int], None]
) -> Path:
    """Fetch a file that has to be sound, and name it by its bytes."""
    if not is_web_address(linked.url):
        raise UnavailableError(
            msg("{linked!a} is no web address", linked=linked.url[:200]),
            hint=msg("nothing can be fetched there"),
        )
    wanted_as = f"{folder.name}/{stem}"
    part = download(web, linked.url, context.parts, wanted_as=wanted_as, most=MOST_AUDIO, advance=advance)
    try:
        suffix = usual_suffix(part)
    except ContentError as error:
        discard(part)
        raise TryAgainError(
            msg("{linked} answers with what is no audio: {reason}", linked=linked.url, reason=error.message),
            hint=msg("log in to the network if it wants that, then run the same command again"),
        ) from error
    out = folder / f"{stem}{suffix}"
    adopt(part, out)
    discard(part)
    return out


def _sound(facts: Facts, item: SourceItem, recording: Path, context: Context, sidecars: Sidecars) -> None:
    """Say what becomes of the sound: as it is, if apps play it so."""
    if context.mastering == "full":
        return
    try:
        played_suffix(recording)
    except ContentError as error:
        sidecars.notes.append(msg("{reason}: an MP3 will be made of it", reason=error.message))
        return
    facts["mastering"] = context.mastering
    alternates: list[str] = []
    for linked in item.other_formats if context.ours else ():
        path = next(iter(recording.parent.glob(f"{RECORDING}-{len(alternates) + 2}.*")), None)
        if path is None:
            stem = f"{RECORDING}-{len(alternates) + 2}"
            path = _sounding(linked, stem, recording.parent, context, sidecars.web, lambda _: None)
            if (suffix := played_suffix(path)) != path.suffix:
                path = path.rename(path.with_suffix(suffix))
        alternates.append(path.name)
    add(facts, "alternates", alternates)
    if item.other_formats and not context.ours:
        sidecars.notes.append(
            msg("{other_formats} other formats of it: left out", other_formats=len(item.other_formats))
        )


def _picture(item: SourceItem, context: Context, sidecars: Sidecars) -> Facts:
    """Return the picture of an episode, unless it is the show's."""
    address = item.image
    if not is_web_address(address) or address.partition("?")[0] == context.cover.partition("?")[0]:
        return {}
    name = sidecars.picture(address, "image")
    return {"file": name, "alt": (item.image_alt or item.title)[:500]} if name else {}


def _chapters_in(recording: Path) -> list[Facts]:
    """Return the chapters that an MP3 says itself, if its feed says none."""
    if recording.suffix != ".mp3":
        return []
    from podcast.audio.tag import read_tags

    try:
        tagged = read_tags(recording).chapters
    except PodcastError:
        return []
    found: list[Facts] = []
    for one in sorted(
        {chapter.start_ms: chapter for chapter in tagged}.values(), key=lambda one: one.start_ms
    ):
        if title := plain(one.title):
            facts: Facts = {"start": clock_text(one.start_ms), "title": title[:255]}
            add(facts, "url", one.url if is_web_address(one.url) else "")
            found.append(facts)
    return found


def _texts(facts: Facts, item: SourceItem, context: Context) -> str:
    """Put what describes the episode into its keys, and return its notes as Markdown."""
    notes = item.notes
    if context.ours:
        notes = notes.rstrip().removesuffix(chapters_html(_as_chapters(facts), context.language).rstrip())
    body = without_notices(to_markdown(notes), context.host)
    for name in ("summary", "standfirst"):
        if name in facts:
            facts[name] = without_notices(str(facts[name]), context.host)
    described = str(facts.get("summary") or facts.get("standfirst") or "")
    if not described:
        facts["summary"] = described = item.title
    if context.ours:
        # the feed has the standfirst, or what stands for notes, at their beginning too
        only = to_markdown(f"<p>{_escape(described)}</p>")
        return "" if plain(body) == plain(only) and facts.get("chapters") else body
    return body


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _as_chapters(facts: Facts) -> list[Chapter]:
    return [
        Chapter(start_ms=parse_clock(str(one["start"])) or 0, title=str(one["title"]))
        for one in facts.get("chapters", [])
    ]


def _in_order(facts: Facts) -> Facts:
    known = (*_ORDER, *_LATER)
    return {
        name: facts[name]
        for name in (*(one for one in known if one in facts), *(one for one in facts if one not in known))
    }
