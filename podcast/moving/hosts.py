"""What hosts put into the feeds of their customers, as data in hosts.toml: who they are, and what they append.

Owns recognising a host and taking its notices off the end of a text. Must not know what else is in a feed.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from podcast.values import Struct

_FILE = Path(__file__).with_name("hosts.toml")
_RULE = re.compile(r"(?:\\?[-_*]\s*){3,}|\u2e3a+")


class Host(Struct, frozen=True, kw_only=True):
    """A host: the names of its servers, what its `generator` says, the notices it appends (whole paragraphs, as
    regular expressions), and how the address of an episode's sound holds the id that its player has."""

    name: str
    domains: tuple[str, ...]
    generator: str
    notices: tuple[re.Pattern[str], ...]
    episode_id: re.Pattern[str] | None


@lru_cache(maxsize=1)
def known_hosts() -> tuple[Host, ...]:
    """Return every host of hosts.toml."""
    with _FILE.open("rb") as file:
        rows = tomllib.load(file)["host"]
    return tuple(
        Host(
            name=row["name"],
            domains=tuple(row["domains"]),
            generator=row.get("generator", ""),
            notices=tuple(re.compile(one, re.IGNORECASE | re.DOTALL) for one in row.get("notices", ())),
            episode_id=re.compile(row["episode_id"]) if "episode_id" in row else None,
        )
        for row in rows
    )


def host_of(addresses: Sequence[str], generator: str) -> Host | None:
    """Return the host of a feed, by its `generator` or by the first of `addresses` that is one of its servers."""
    for host in known_hosts():
        if host.generator and host.generator.lower() in generator.lower():
            return host
    names = [_name(one) for one in addresses]
    for name in names:
        for host in known_hosts():
            if any(name == one or name.endswith(f".{one}") for one in host.domains):
                return host
    return None


def without_notices(text: str, host: Host | None) -> str:
    """Return a text, Markdown or plain, without what its host appended: paragraphs at the end, or the last
    sentences of a text of one paragraph; and the line that was drawn before."""
    if host is None:
        return text
    paragraphs = re.split(r"\n\s*\n", text.rstrip())
    took = False
    while paragraphs and _is_notice(paragraphs[-1], host):
        paragraphs.pop()
        took = True
    if paragraphs:
        shorter = _shortened(paragraphs[-1], host)
        took = took or shorter != paragraphs[-1]
        paragraphs[-1] = shorter
    while took and paragraphs and (not paragraphs[-1].strip() or _RULE.fullmatch(paragraphs[-1].strip())):
        paragraphs.pop()
    return "\n\n".join(paragraphs) if took else text


def _is_notice(paragraph: str, host: Host) -> bool:
    return any(one.fullmatch(_plain(paragraph)) for one in host.notices)


def _plain(paragraph: str) -> str:
    """Return a paragraph on one line, its links as their words, to compare it."""
    text = re.sub(r"\[([^\]]*)\]\(<?[^)]*\)", r"\1", paragraph)
    text = re.sub(r"\\([^\w\s])|\\\n", r"\1", text)
    return " ".join(re.sub(r"[<>*]", "", text).split())


def _shortened(paragraph: str, host: Host) -> str:
    """Take a notice off the end of a paragraph that has more in it."""
    for notice in host.notices:
        for found in re.finditer(r"(?:^|\s|\\\n)+", paragraph):
            rest = paragraph[found.end() :]
            if len(rest) < 1000 and notice.fullmatch(_plain(rest)):
                return re.sub(r"(?:\\\n|\s|---)+$", "", paragraph[: found.start()])
    return paragraph


def episode_id(address: str) -> tuple[str, str]:
    """Return the name of a host and the id of an episode there that an address of its audio contains, if any."""
    for host in known_hosts():
        if host.episode_id and (found := host.episode_id.match(address)):
            return host.name, found[1]
    return "", ""


def _name(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
