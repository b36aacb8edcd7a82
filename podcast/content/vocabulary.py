"""The words that the podcast namespace knows: media, services, protocols.

Source: Podcastindex-org/podcast-namespace, `docs/tags/medium.md`, `serviceslugs.txt`, `socialprotocols.txt`,
`docs/chatprotocols.txt`.
"""

from podcast.content.grammar import one_of, words

_MEDIUMS = tuple(
    word + list_
    for word in words("podcast music video film audiobook newsletter blog publisher course")
    for list_ in ("", "L")
)
MEDIUM = one_of(*_MEDIUMS, "mixed")
SOCIAL = one_of("disabled", "activitypub", "twitter", "lightning", "atproto", "hive", "matrix", "nostr")
SERVICE_SLUGS = words(
    "acast amazon anchor apple audible audioboom backtracks bitcoin blubrry buzzsprout captivate castos "
    "castopod facebook fireside fyyd google gpodder hypercatcher kasts libsyn mastodon megafono megaphone "
    "omnystudio overcast paypal pinecast podbean podcastaddict podcastguru podcastindex podcasts podchaser "
    "podcloud podfriend podiant podigee podnews podomatic podserve podverse redcircle relay "
    "resonaterecordings rss shoutengine simplecast slack soundcloud spotify spreaker tiktok transistor "
    "twitter whooshkaa youtube zencast"
)
SERVICES = one_of(*SERVICE_SLUGS)
CHAT = one_of("irc", "xmpp", "nostr", "matrix")
LIVE = one_of("pending", "live", "ended")

LICENSES = ("arr", "cc-by-4.0", "cc-by-nc-4.0", "cc-by-nc-nd-4.0", "pod-v4v-1.0", "cc0-1.0")
"""Slugs that need no address of their text; further `cc-by…` ones are known too."""

ROLES = {
    "creative direction": (
        "director, assistant director, executive producer, senior producer, producer, associate producer, "
        "development producer, creative director"
    ),
    "cast": "host, co-host, guest host, guest, voice actor, narrator, announcer, reporter",
    "writing": (
        "author, editorial director, co-writer, writer, songwriter, guest writer, story editor, managing editor, "
        "script editor, script coordinator, researcher, editor, fact checker, translator, transcriber, logger"
    ),
    "audio production": (
        "studio coordinator, technical director, technical manager, audio engineer, remote recording engineer, "
        "post production engineer"
    ),
    "audio post-production": (
        "audio editor, sound designer, foley artist, composer, theme music, music production, music contributor"
    ),
    "administration": (
        "production coordinator, booking coordinator, production assistant, content manager, marketing manager, "
        "sales representative, sales manager"
    ),
    "visuals": "graphic designer, cover art designer",
    "community": "social media manager",
    "misc.": "consultant, intern",
    "video production": "camera operator, lighting designer, camera grip, assistant camera",
    "video post-production": "editor, assistant editor",
}
"""Roles by group, as `taxonomy-en.json` has them, in lower case: readers do not look at case."""


def group_of(role: str) -> str:
    """Return the first group that has a role, or nothing."""
    return next((group for group, roles in ROLES.items() if role in roles.split(", ")), "")
