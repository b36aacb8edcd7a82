"""Every tag has a key; what is written there becomes its value, and what is wrong is said at its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from podcast.content.load import load_show
from podcast.content.syndication import (
    Block,
    Chat,
    ContentLink,
    FeedImage,
    Funding,
    License,
    Location,
    Person,
    Recipient,
    RemoteItem,
    Season,
    SocialInteract,
    Trailer,
    Txt,
    UpdateFrequency,
    Value,
    ValueTimeSplit,
)

from ..everything import EPISODE, SHOW, write_everything

Everything = Callable[[str, str], Path]


@pytest.fixture
def everything(tmp_path: Path, write_wav) -> Everything:
    """Give a function that writes the show with every tag, one text in it replaced by another."""

    def write(old: str = "", new: str = "") -> Path:
        root = write_everything(tmp_path / "emission", write_wav)
        for path, text in ((root / "show.toml", SHOW), (root / "002-creperie" / "episode.md", EPISODE)):
            if old and old in text:
                path.write_text(text.replace(old, new, 1), encoding="utf-8")
                break
        else:
            assert not old, f"{old} is nowhere"
        return root

    return write


def test_every_key_of_a_show_becomes_its_value(everything: Everything) -> None:
    """As the producer wrote it, and nothing is complained of."""
    folder = load_show(everything("", ""))
    assert not folder.problems
    assert folder.show
    tags = folder.show.tags
    assert tags.itunes_title == "L’essai"
    assert (tags.medium, tags.complete) == ("podcast", True)
    assert tags.new_feed_url == "https://podcast.example/feed.xml"
    assert tags.applepodcastsverify == "cle-apple"
    assert (tags.hubs, tags.podping) == (("https://hub.example/",), True)
    assert tags.block == Block(everyone=True, services=("tiktok",), allowed=("apple", "spotify"))
    assert tags.credits == (
        Person(
            name="Une monteuse",
            role="audio editor",
            group="audio post-production",
            url="https://redaction.example/monteuse/",
        ),
    )
    assert tags.locations == (
        Location(name="Paris", rel="creator", geo="geo:48.8566,2.3522", osm="R7444", country="FR"),
    )
    assert tags.funding == (Funding(url="https://redaction.example/soutenir/", text="Soutenir l’émission"),)
    (value,) = tags.values
    assert (value.type, value.method, value.suggested) == ("lightning", "keysend", "0.00000005000")
    assert [(one.split, one.fee, one.custom_key) for one in value.recipients] == [
        (95, None, "696969"),
        (5, True, ""),
    ]
    assert tags.social_interact[0].priority == 1
    assert tags.txt == (Txt(text="preuve-1234", purpose="verify"),)
    assert tags.chat == Chat(server="irc.example.org", protocol="irc", account_id="@emission", space="#essai")
    assert tags.seasons == (Season(number=2, name="Les réseaux"),)
    assert tags.trailers == (
        Trailer(
            url="https://podcast.example/ailleurs/bande-annonce.mp3",
            title="Bande-annonce de la saison 2",
            date=datetime.fromisoformat("2025-01-15T06:00:00+01:00"),
            length=123_456,
            type="audio/mpeg",
            season=2,
        ),
    )
    assert tags.images == (
        FeedImage(file="banniere.png", alt="Un micro devant une vitrine", purpose="banner"),
    )
    (live,) = tags.live
    assert (live.status, live.links[0].text) == ("pending", "Voir la vidéo")
    assert live.chat
    assert tags.podroll[0].title == "Une émission amie"
    assert tags.publisher
    assert tags.publisher.feed_url == "https://redaction.example/publisher.xml"
    assert tags.remote_items[0].medium == "music"
    assert tags.update_frequency == UpdateFrequency(
        text="Chaque mardi",
        rrule="FREQ=WEEKLY;BYDAY=TU",
        start="2025-01-07T06:00:00+01:00",
        complete=False,
    )
    assert [(one.name, one.seasons, one.format, one.listed) for one in folder.show.feeds] == [
        ("saison-2", (2,), "", True),
        ("opus", (), "opus", None),
        ("juridique", (), "", None),
    ]
    assert folder.show.feed_length == 10


def test_every_key_of_an_episode_becomes_its_value(everything: Everything) -> None:
    """As the producer wrote it."""
    folder = load_show(everything("", ""))
    episode = next(one.page for one in folder.episodes if one.page.slug == "creperie")
    tags = episode.tags
    assert (tags.itunes_title, tags.display, tags.author) == (
        "Ouvrir une crêperie",
        "Ép. 2",
        "Une autrice",
    )
    assert tags.block is True
    assert episode.license == License(slug="maison", url="https://redaction.example/licence/")
    assert tags.locations[0].rel == "subject"
    assert tags.funding[0].text == "Un café"
    assert tags.values == (
        Value(
            type="lightning",
            method="keysend",
            recipients=(Recipient(type="lnaddress", address="emission@pay.example", split=100),),
            splits=(
                ValueTimeSplit(
                    start_ms=0,
                    duration_ms=1000,
                    remote=RemoteItem(feed_guid="a94f5cc9-8c58-55fc-91fe-a324087a655b", item_guid="item-7"),
                    remote_start_ms=30_000,
                    remote_percentage=90,
                ),
                ValueTimeSplit(
                    start_ms=1000,
                    duration_ms=1500,
                    recipients=(
                        Recipient(
                            name="Un musicien",
                            type="node",
                            address="02dd306e68c46681aa21d88a436fb35355a8579dd30201581cefa17cb179fc4c15",
                            split=100,
                        ),
                    ),
                ),
            ),
        ),
    )
    assert tags.txt == (Txt(text="false", purpose="ai-content"),)
    assert tags.content_links == (ContentLink(url="https://video.example/creperie", text="Voir la vidéo"),)
    trailer = next(one.page for one in folder.episodes if one.page.slug == "bande-annonce")
    assert trailer.tags.social_interact == (SocialInteract(protocol="disabled"),)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("locked = false", 'locked_owner = "Jean"', "is not an e-mail address"),
        ('medium = "podcast"', 'medium = "radio"', "medium “radio” is none of"),
        ("complete = true", 'complete = "oui"', "complete is neither true nor false"),
        ('"https://podcast.example/feed.xml"', '"feed.xml"', "new_feed_url “feed.xml” is not a web address"),
        ('hubs = ["https://hub.example/"]', 'hubs = ["hub"]', "hubs “hub” is not a web address"),
        ('services = ["tiktok"]', 'services = ["spotifi"]', "services: “spotifi” is no service"),
        ('role = "audio editor"', 'role = "audio editeur"', "role “audio editeur” is not in the taxonomy"),
        ("geo:48.8566,2.3522", "48.8566,2.3522", "geo “48.8566,2.3522” is not a geo: URI"),
        ('osm = "R7444"', 'osm = "7444"', "osm “7444” is not an OpenStreetMap object"),
        ('country = "FR"', 'country = "France"', "country “France” is not a country code"),
        ('rel = "creator"', 'rel = "lieu"', "rel “lieu” is none of subject, creator"),
        ("https://redaction.example/soutenir/", "soutenir", "url “soutenir” is not a web address"),
        ('suggested = "0.00000005000"', 'suggested = "peu"', "suggested “peu” is not a number"),
        ("split = 95", "split = -1", "split “-1” is not a whole number"),
        ("split = 95\n", "", "split is missing"),
        ('protocol = "activitypub"', 'protocol = "facebook"', "protocol “facebook” is none of"),
        ('uri = "https://social.example/@emission/1"\n', "", "uri is missing"),
        ('text = "preuve-1234"', 'text = ""', "text is missing"),
        ('server = "irc.example.org"', 'server = "irc://x"', "server “irc://x” is not the full name"),
        ('protocol = "irc"', 'protocol = "sms"', "protocol “sms” is none of irc"),
        ('name = "Les réseaux"', "", "name is missing"),
        ("date = 2025-01-15T06:00:00+01:00", 'date = "hier"', "date “hier” is not a date"),
        ("date = 2025-01-15T06:00:00+01:00", "date = 2025-01-15T06:00:00", "has no time zone"),
        ("length = 123456", "length = 0", "length “0” is not a whole number from 1"),
        ('file = "banniere.png"', 'file = "rien.png"', "the file “rien.png” is not there"),
        ('status = "pending"', 'status = "bientôt"', "status “bientôt” is none of pending, live, ended"),
        ("end = 2026-02-01T19", "end = 2026-02-01T17", "the live item ends before it starts"),
        (
            '[[live.links]]\nurl = "https://video.example/direct"\ntext = "Voir la vidéo"\n',
            "",
            "has no links",
        ),
        ('type = "audio/mpeg"\nsummary', 'type = "mp3"\nsummary', "type “mp3” is not a media type"),
        ('feed_guid = "9b024349-ccf0-5f69-a609-6b82873eab3c"', 'feed_guid = "x"', "feed_guid “x” is not"),
        ("publisher.xml", 'publisher.xml"\nmedium = "music', "the medium of a publisher is not “music”"),
        ("FREQ=WEEKLY;BYDAY=TU", "chaque mardi", "rrule “chaque mardi” is not a recurrence rule"),
        (
            'rrule = "FREQ=WEEKLY;BYDAY=TU"\nstart = "2025-01-07T06:00:00+01:00"',
            'rrule = "FREQ=WEEKLY;COUNT=5"',
            "counts and does not say from when",
        ),
        ("feed_length = 10", "feed_length = 2", "feed_length “2” is not a whole number from 10"),
        ('name = "saison-2"', 'name = "Saison 2"', "is not lower-case letters, digits and hyphens"),
        ('name = "juridique"', 'name = "opus"', "there are two feeds named “opus”"),
        ("seasons = [2]", 'seasons = ["deux"]', "seasons has an entry that is no whole number"),
        ("seasons = [2]", "", "has every episode that the main feed has"),
        ('format = "opus"', 'format = "m4a"', "format “m4a” is not made"),
        ('license = "cc-by-4.0"', 'license = "maison"', "is not a known one and has no url"),
        ('base_url = "https://podcast.example/', 'base_url = "https://émission.example/', "is not ASCII"),
        ("display: Ép. 2", "display: " + "x" * 40, "display has 40 characters"),
        ("block: true\n", "block: oui\n", "block is neither true nor false"),
        ("remote_percentage: 90", "remote_percentage: 900", "from 0 to 100"),
        ("      split: 100\n  splits", "      split: 0\n  splits", "nobody gets a share of the value"),
        ("    text: Voir la vidéo\n---", "---", "text is missing"),
    ],
)
def test_a_wrong_value_is_said_once_at_its_place(
    everything: Everything, old: str, new: str, message: str
) -> None:
    """One line, with the file and the line, and what to do."""
    problems = [one for one in load_show(everything(old, new)).problems if message in one.message]
    assert len(problems) == 1
    (problem,) = problems
    assert problem.remedy
    assert problem.place.line > 0


def test_one_group_stands_for_a_list_of_one(everything: Everything) -> None:
    """`[value]` and `[[value]]` mean the same; so do `location: Rennes` and a group."""
    folder = load_show(
        everything(
            "location:\n  name: Rennes\n  rel: subject\n  geo: geo:48.1113,-1.6800\n"
            "  osm: R54517\n  country: FR\n",
            "location: Rennes\n",
        )
    )
    page = next(one.page for one in folder.episodes if one.page.slug == "creperie")
    assert page.tags.locations == (Location(name="Rennes"),)
    assert folder.show
    assert len(folder.show.tags.values) == 1


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        ("complete = true", 'complete = "oui"', "write complete = true or false"),
        ("split = 95", 'split = "x"', "write split = 12, without quotes"),
        (
            '[chat]\nserver = "irc.example.org"',
            '[[chat]]\nserver = "irc.example.org"',
            "write its keys under [chat]",
        ),
        ('hubs = ["https://hub.example/"]', 'hubs = "https://hub.example/"', 'write hubs = ["…"]'),
        ('medium = "podcast"', "medium = 7", 'write medium = "…"'),
        ("block: true\n", "block: oui\n", "write block: true or false"),
        ("season: 2\n", "season: deux\n", "write season: 12, without quotes"),
        ("chapters:\n  - start", "chapters:\n  - Début\n  - start", "write `- key: value`"),
    ],
)
def test_remedies_are_written_as_the_file_is(everything: Everything, old: str, new: str, remedy: str) -> None:
    """TOML in show.toml, YAML in front matter: a producer can copy it."""
    assert any(remedy in one.remedy for one in load_show(everything(old, new)).problems)
