"""The player in a real browser: with its script and without, in frames of others, by keyboard, by ear."""

from __future__ import annotations

import json
from typing import Any

import pytest

from podcast.content.transcript import Cue
from podcast.content.transcript_json import write_json
from podcast.site.embed import element
from podcast.site.turns import turns
from podcast.store.memory import MemoryStore
from tests.site.chromium import PROGRAM, Chromium
from tests.site.conditions import PLAYER, READY

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed: apt install chromium")

EPISODE = "episodes/episode-9/"
EMBED = f"{EPISODE}embed.html"
AUDIO = "audio/episode-9.0123456789ab.mp3"
PLAYING = f"{PLAYER}.audio.currentTime > {PLAYER}.from + 0.05"


def shown(browser: Chromium, css: str) -> str:
    """Return the text of the first element that a selector finds."""
    text = browser.run(f"document.querySelector({json.dumps(css)})?.textContent.trim()")
    return " ".join((text or "").split())


def play(browser: Chromium, frame: str = "") -> None:
    """Press play and wait until it sounds."""
    browser.run(
        f"{PLAYER}.from = {PLAYER}.position; {PLAYER}.querySelector('.player-play').click()", frame=frame
    )
    browser.until(PLAYING, frame=frame)


@pytest.mark.parametrize(
    "page", [EPISODE, EMBED, "articles/un-article/", "embed.html", "saisons/2/embed.html"]
)
def test_the_player_takes_over_without_a_complaint_and_without_a_byte_of_audio(
    browser: Chromium, site: str, page: str
) -> None:
    """Under the strict policy: nothing on the console, and only this site is asked, never for the audio."""
    browser.window()
    browser.visit(f"{site}{page}")
    browser.until(READY)
    browser.until("performance.getEntriesByType('resource').some((one) => one.name.endsWith('.json'))")
    assert browser.run(f"{PLAYER}.audio.hidden")
    assert browser.run(f"{PLAYER}.seek.getAttribute('aria-valuetext')") == "0 seconde sur 1 minute 1 seconde"
    assert not [one for one in browser.requests if "/audio/" in one and not one.endswith(".json")]
    assert not [one for one in browser.requests if not one.startswith((site, "data:"))]
    assert browser.complaints == []


def test_without_javascript_the_browser_s_controls_play(browser: Chromium, site: str) -> None:
    """Nothing stands there that does nothing."""
    browser.window(scripts=False)
    browser.visit(f"{site}{EMBED}")
    names = [
        name
        for role, name in browser.tree()
        if role in ("button", "combobox", "slider", "DisclosureTriangleGrouped")
    ]
    assert "Lire" not in names
    assert "Vitesse de lecture" not in names
    assert {"Chapitres", "Texte", "Partager"} <= set(names)
    assert "Réglages" not in names
    assert "Audio" in {role for role, _ in browser.tree()}


def test_with_its_script_blocked_the_page_stays_as_it_is(browser: Chromium, site: str) -> None:
    """Room is kept for controls that never come, and the browser's own take it."""
    browser.window()
    browser.send("Network.setBlockedURLs", urls=["*/assets/*.js"])
    browser.visit(f"{site}{EPISODE}")
    assert browser.run(f"getComputedStyle({PLAYER}.querySelector('audio')).display") != "none"
    assert browser.run(f"getComputedStyle({PLAYER}.querySelector('.player-buttons')).visibility") == "hidden"


@pytest.mark.parametrize("page", [EPISODE, EMBED])
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_moves_when_the_script_takes_over(
    browser: Chromium, site: str, page: str, width: int
) -> None:
    """The player is as high before as after, and the page no wider than its window."""
    browser.window(width=width)
    browser.send("Network.setBlockedURLs", urls=["*/assets/*.js"])
    browser.visit(f"{site}{page}")
    before = browser.run(f"{PLAYER}.getBoundingClientRect().height")
    browser.send("Network.setBlockedURLs", urls=[])
    browser.visit(f"{site}{page}?again")
    browser.until(READY)
    assert browser.run(f"{PLAYER}.getBoundingClientRect().height") == before
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    edge = "document.querySelector('.player').getBoundingClientRect().right"
    inside = f"(one) => !one.checkVisibility() || one.getBoundingClientRect().right <= {edge}"
    assert browser.run(f"[...document.querySelectorAll('.player button, .player select')].every({inside})")


@pytest.mark.parametrize("width", [320, 480, 600, 695, 712, 735, 736, 900])
def test_the_frame_fits_220_pixels_at_every_width(browser: Chromium, site: str, width: int) -> None:
    """Also where all four panels have just room in a line, in the widest font; every target is large enough to hit."""
    browser.window(width=width, height=220)
    browser.visit(f"{site}{EMBED}")
    browser.until(READY)
    assert browser.run("document.documentElement.scrollHeight") == 220
    small = browser.run(
        "[...document.querySelectorAll('button, select, summary, input, .player-title a')]"
        ".filter((one) => one.checkVisibility())"
        ".map((one) => [one.className || one.textContent, one.getBoundingClientRect()])"
        ".filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"
    )
    assert small == []


def test_a_link_to_a_moment_starts_there_and_opens_the_transcript(browser: Chromium, site: str) -> None:
    """`?t=` and `#t=`, in seconds or as a clock; the passage that is said then is marked."""
    for address in ("?t=0:42", "#t=42"):
        browser.window()
        browser.visit(f"{site}{EPISODE}{address}")
        browser.until(READY)
        assert shown(browser, ".player-now") == "0:42"
        assert browser.run("document.querySelector('.transcript').open")
        assert shown(browser, ".transcript-text [aria-current]") == "0:42Lui : Merci du réseau."
        assert shown(browser, ".player-chapter") == "Suite"


def test_the_transcript_follows_the_sound_in_its_own_box(browser: Chromium, site: str) -> None:
    """What is said comes into sight; the page itself stays where it is."""
    browser.window()
    browser.visit(f"{site}{EPISODE}?t=0")
    browser.until(READY)
    browser.run("document.querySelector('.transcript-text').style.maxHeight = '50px'")
    browser.run(f"{PLAYER}.go(42)")
    below, height = browser.run(
        "[document.querySelector('.transcript-text [aria-current]').getBoundingClientRect().bottom"
        " - document.querySelector('.transcript-text').getBoundingClientRect().top,"
        " document.querySelector('.transcript-text').clientHeight]"
    )
    assert 0 < below <= height
    assert browser.run("scrollY") == 0


def test_chapters_move_the_player_and_stay_links(browser: Chromium, site: str) -> None:
    """A click plays from there; what is heard is marked in the list and above the controls."""
    browser.window()
    browser.visit(f"{site}{EPISODE}")
    browser.until(READY)
    browser.run(f"{PLAYER}.from = 30; document.querySelectorAll('.chapters [data-chapter]')[1].click()")
    browser.until(PLAYING)
    assert shown(browser, ".chapters [aria-current]") == "0:30Suite"
    assert shown(browser, ".player-chapter") == "Suite"
    assert browser.run("navigator.mediaSession.metadata.title") == "Suite"
    assert browser.run("navigator.mediaSession.metadata.album") == "Comment fédérer un réseau\u202f?"
    assert browser.run("navigator.mediaSession.metadata.artwork[0].src").endswith(".jpg")
    assert browser.run("location.href") == f"{site}{EPISODE}"


def test_the_transcript_is_searched_without_minding_accents(browser: Chromium, site: str) -> None:
    """Passages that say something else are hidden; their number is told; nothing found is told, too."""
    browser.window()
    browser.visit(f"{site}{EPISODE}?t=0")
    browser.until(READY)
    browser.run("document.querySelector('.transcript-search').focus()")
    browser.send("Input.insertText", text="RESEAU")
    assert shown(browser, ".transcript-found") == "2 passages"
    assert browser.run("[...document.querySelectorAll('.transcript-text p')].map((one) => one.hidden)") == [
        True,
        False,
        True,
        False,
    ]
    assert browser.run("CSS.highlights.get('found').size") == 2
    browser.send("Input.insertText", text="x")
    assert shown(browser, ".transcript-found") == "Aucun passage"


def test_a_quote_is_copied_with_its_moment(browser: Chromium, site: str) -> None:
    """The passage that is heard: who says it, in which episode, and where to hear it."""
    browser.window()
    browser.send("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    browser.visit(f"{site}{EPISODE}?t=12")
    browser.until(READY)
    browser.run("navigator.clipboard.writeText = async (text) => { globalThis.copied = text; }")
    browser.run("document.querySelector('.transcript-quote').click()")
    assert browser.until("globalThis.copied").split("\n") == [
        "«\u00a0Un réseau se fédère.\u00a0»",
        "Lui, Comment fédérer un réseau\u202f?, En Toute Franchise, 0:10",
        f"{site}{EPISODE}?t=10",
    ]


def test_a_quote_of_several_passages_has_their_words_alone(browser: Chromium, site: str) -> None:
    """Without the times and names between them, nor what a search has hidden; of two speakers each has a line."""
    browser.window()
    browser.visit(f"{site}{EPISODE}?t=0")
    browser.until(READY)
    browser.run("navigator.clipboard.writeText = async (text) => { globalThis.copied = text; }")
    quote = (
        "const p = document.querySelectorAll('.transcript-text p'); getSelection().removeAllRanges();"
        "getSelection().setBaseAndExtent(p[0].lastChild, 8, p[%d].lastChild, 11);"
        "document.querySelector('.transcript-quote').click()"
    )
    title = "Comment fédérer un réseau\u202f?, En Toute Franchise, 0:00"
    browser.run(f"{{ {quote % 1} }}")
    assert browser.until("globalThis.copied").split("\n") == [
        "«\u00a0à tous.",
        "Un réseau\u00a0»",
        f"Elle, Lui, {title}",
        f"{site}{EPISODE}?t=0",
    ]
    browser.run("document.querySelectorAll('.transcript-text p')[1].hidden = true")
    browser.run(f"{{ {quote % 2} }}")
    assert browser.run("copied").split("\n")[:2] == ["«\u00a0à tous. Voici comm\u00a0»", f"Elle, {title}"]


def test_a_frame_has_the_turns_that_the_page_has(browser: Chromium, site: str, store: MemoryStore) -> None:
    """A file of cues names its speaker at each: here they are joined, half a minute at most."""
    cues = [
        Cue(start_ms=at * 8000, end_ms=at * 8000 + 8000, text=f"{at}.", speaker="Elle") for at in range(6)
    ]
    cues.append(Cue(start_ms=48_000, end_ms=50_000, text="Oui.", speaker="Lui"))
    store.put(f"{EPISODE}transcript.json", write_json(cues), type="application/json", cache="")
    browser.window()
    browser.visit(f"{site}{EMBED}")
    browser.until(READY)
    browser.run("document.querySelector('.transcript').open = true")
    browser.until("document.querySelectorAll('.transcript-text .at').length")
    made = browser.run(
        "[...document.querySelectorAll('.transcript-text p')].map((one) => one.textContent.trim())"
    )
    assert made == [f"{one.clock}{one.speaker} : {one.text}" for one in turns(cues, "fr")]
    assert len(made) == 3


def test_a_frame_reads_its_transcript_when_it_is_opened(browser: Chromium, site: str) -> None:
    """Not before; and passages play from where they are."""
    browser.window()
    browser.visit(f"{site}{EMBED}")
    browser.until(READY)
    assert not [one for one in browser.requests if one.endswith("transcript.json")]
    browser.run("document.querySelector('.transcript').open = true")
    assert browser.until("document.querySelectorAll('.transcript-text p').length === 4")
    browser.run(f"{PLAYER}.from = 20; document.querySelectorAll('.transcript-text .at')[2].click()")
    browser.until(PLAYING)
    assert shown(browser, ".transcript-text [aria-current]") == "0:20Elle : Voici comment."


def test_a_listener_goes_on_where_they_stopped_and_can_be_forgotten(browser: Chromium, site: str) -> None:
    """The position stays on this device; « Depuis le début » and « Oublier » take it away."""
    browser.window()
    browser.visit(f"{site}{EPISODE}")
    browser.until(READY)
    browser.run(
        f"{PLAYER}.find('speed').value = '1.5'; {PLAYER}.find('speed').dispatchEvent(new Event('change'))"
    )
    browser.run(f"{PLAYER}.go(33)")
    play(browser)
    assert browser.until("localStorage.getItem('podcast:episode-9')") == "33"
    browser.visit(f"{site}{EPISODE}?again")
    browser.until(READY)
    assert (shown(browser, ".player-now"), shown(browser, ".player-said")) == (
        "0:33",
        "Reprise à 0:33. Depuis le début",
    )
    assert browser.run(f"{PLAYER}.audio.playbackRate") == 1.5
    browser.run("document.querySelector('.player-said button').click()")
    assert shown(browser, ".player-now") == "0:00"
    browser.run("document.querySelector('.player-forget').click()")
    assert browser.run("Object.keys(localStorage)") == []


def test_at_its_end_an_episode_names_the_next_one_once(browser: Chromium, site: str) -> None:
    """A link, which says itself what it is; after the newest there is none."""
    browser.window()
    for page, told in (("episode-8", "Épisode suivant : Comment fédérer un réseau ?"), ("episode-9", "")):
        browser.visit(f"{site}episodes/{page}/")
        browser.until(READY)
        browser.run(f"{PLAYER}.audio.dispatchEvent(new Event('ended'))")
        assert shown(browser, ".player-said") == told


def test_keys_do_what_the_panel_says(browser: Chromium, site: str) -> None:
    """Arrows and pages on the slider, letters anywhere in the player, none while one types."""
    browser.window()
    browser.visit(f"{site}{EPISODE}")
    browser.until(READY)
    browser.run("document.querySelector('.player-seek').focus()")
    browser.press("ArrowRight", "ArrowRight", "ArrowLeft")
    assert browser.run(f"{PLAYER}.seek.getAttribute('aria-valuetext')") == "5 secondes sur 1 minute 1 seconde"
    browser.press("End")
    assert shown(browser, ".player-left") == "−0:00"
    browser.press("Home", "l", "j", "j")
    assert shown(browser, ".player-now") == "0:00"
    browser.press("l", ">", "m")
    assert shown(browser, ".player-now") == "0:30"
    assert browser.run(f"[{PLAYER}.audio.playbackRate, {PLAYER}.audio.muted]") == [1.25, True]
    browser.run(f"{PLAYER}.from = 30")
    browser.press("k")
    browser.until(PLAYING)
    assert browser.run("document.querySelector('.player-play').ariaLabel") == "Pause"
    browser.press("k")
    assert browser.run(f"{PLAYER}.audio.paused")
    browser.run(
        "document.querySelector('.transcript').open = true; document.querySelector('.transcript-search').focus()"
    )
    browser.press("k", "l")
    assert browser.run(f"{PLAYER}.audio.paused")
    assert browser.run("document.querySelector('.transcript-search').value") == "kl"


def test_everything_is_reached_by_the_tab_key_in_the_order_it_is_seen(browser: Chromium, site: str) -> None:
    """From the title through slider and buttons to the panels, and each shows that it is focused."""
    browser.window()
    browser.visit(f"{site}{EMBED}")
    browser.until(READY)
    reached = []
    for _ in range(10):
        browser.press("Tab")
        reached.append(
            browser.run("(document.activeElement.ariaLabel || document.activeElement.textContent).trim()")
        )
        assert browser.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert [one.replace("\u202f", " ") for one in reached] == [
        "Comment fédérer un réseau ?",
        "Position",
        "−15 s : reculer de 15 secondes",
        "Lire",
        "+30 s : avancer de 30 secondes",
        "Vitesse de lecture",
        "Chapitres",
        "Texte",
        "Partager",
        "Réglages",
    ]


def test_a_screen_reader_is_told_what_is_there(browser: Chromium, site: str) -> None:
    """Roles and names, in order, as the browser gives them to assistive technology."""
    browser.window()
    browser.visit(f"{site}{EMBED}")
    browser.until(READY)
    tree = [(role, name.replace("\u202f", " ").replace("\u00a0", " ")) for role, name in browser.tree()]
    wanted = [
        ("region", "Lecteur : Comment fédérer un réseau ?"),
        ("heading", "Comment fédérer un réseau ?"),
        ("slider", "Position"),
        ("button", "−15 s : reculer de 15 secondes"),
        ("button", "Lire"),
        ("button", "+30 s : avancer de 30 secondes"),
        ("combobox", "Vitesse de lecture"),
        ("DisclosureTriangleGrouped", "Chapitres"),
        ("DisclosureTriangleGrouped", "Texte"),
        ("DisclosureTriangleGrouped", "Partager"),
        ("DisclosureTriangleGrouped", "Réglages"),
    ]
    assert [one for one in tree if one in wanted] == wanted


def test_the_slider_is_quiet_while_it_plays(browser: Chromium, site: str) -> None:
    """What it says changes when one moves it, and otherwise at most every fifteen seconds."""
    browser.window()
    browser.visit(f"{site}{EPISODE}")
    browser.until(READY)
    play(browser)
    browser.until(f"{PLAYER}.find('now').textContent === '0:01'")
    assert browser.run(f"{PLAYER}.seek.getAttribute('aria-valuetext')").startswith("0 seconde sur")


def test_storage_that_is_denied_breaks_nothing(browser: Chromium, site: str) -> None:
    """As in a private window: touching it throws."""
    browser.window()
    denied = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })"
    browser.send("Page.addScriptToEvaluateOnNewDocument", source=denied)
    browser.visit(f"{site}{EPISODE}")
    browser.until(READY)
    play(browser)
    assert browser.complaints == []


def test_a_failure_is_told_and_the_file_offered(browser: Chromium, site: str, store: MemoryStore) -> None:
    """In the language of the page, with the browser's own controls beside it."""
    store.delete(AUDIO)
    browser.window()
    browser.visit(f"{site}{EPISODE}")
    browser.until(READY)
    browser.run("document.querySelector('.player-play').click()")
    browser.until("document.querySelector('[role=alert]').textContent")
    assert shown(browser, "[role=alert]").startswith(
        "La lecture a échoué. Vérifiez la connexion et réessayez, ou"
    )
    assert browser.run("document.querySelector('[role=alert] a').href") == f"{site}{AUDIO}"
    assert browser.run(f"{PLAYER}.audio.checkVisibility()")


def test_a_pause_before_the_first_sound_is_no_failure(browser: Chromium, site: str) -> None:
    """The promise of play is broken by it, and nothing is wrong."""
    browser.window()
    browser.visit(f"{site}{EPISODE}")
    browser.until(READY)
    browser.run(f"{PLAYER}.play(); {PLAYER}.audio.pause()")
    browser.run("new Promise((done) => setTimeout(done, 100))")
    assert shown(browser, "[role=alert]") == ""


def test_sharing_gives_the_address_of_the_page_with_the_moment(browser: Chromium, site: str) -> None:
    """Where copying is not allowed, the address stands there to be copied."""
    browser.window()
    browser.visit(f"{site}{EPISODE}?t=42")
    browser.until(READY)
    address = f"{PLAYER}.find('address').value"
    assert browser.run(address) == f"{site}{EPISODE}"
    browser.run(f"{PLAYER}.find('from').click()")
    assert browser.run(address) == f"{site}{EPISODE}?t=42"
    browser.run("navigator.clipboard.writeText = () => Promise.reject(new Error())")
    browser.run(f"{PLAYER}.find('copy').click()")
    assert browser.until("document.querySelector('textarea')?.value") == f"{site}{EPISODE}?t=42"


def test_the_sleep_timer_ends_the_sound(browser: Chromium, site: str) -> None:
    """After the minutes that were chosen; they are told."""
    browser.window()
    soon = "const later = setTimeout; window.setTimeout = (act, wait) => later(act, wait === 300000 ? 200 : wait)"
    browser.send("Page.addScriptToEvaluateOnNewDocument", source=soon)
    browser.visit(f"{site}{EPISODE}")
    browser.until(READY)
    play(browser)
    browser.run(
        f"{PLAYER}.find('sleep').value = 5; {PLAYER}.find('sleep').dispatchEvent(new Event('change'))"
    )
    assert shown(browser, ".player-said") == "Arrêt dans 5 min."
    browser.until(f"{PLAYER}.audio.paused")


def test_the_outline_of_the_sound_is_drawn(browser: Chromium, site: str) -> None:
    """From the published peaks; chapters but the first one are cut out of it."""
    browser.window()
    browser.visit(f"{site}{EPISODE}")
    browser.until("document.querySelector('.player-scale svg').dataset.drawn === ''")
    assert browser.run("document.querySelector('.wave-rest').getAttribute('d').split('M').length") > 50
    assert browser.run("document.querySelector('.wave-marks').getAttribute('d').split('M').length") == 2


def test_a_playlist_goes_on_by_itself(browser: Chromium, site: str) -> None:
    """A line plays in place; at its end comes the next one, and nothing goes on speaking of the one before."""
    browser.window()
    browser.visit(f"{site}embed.html")
    browser.until("document.querySelector('.player-scale svg')?.dataset.drawn === ''")
    browser.run(f"{PLAYER}.from = 0; {PLAYER}.audio.dispatchEvent(new Event('ended'))")
    browser.until(f"{PLAYING} && {PLAYER}.audio.src.includes('episode-8')")
    assert shown(browser, ".player-title") == "Épisode 8"
    assert shown(browser, ".player-list [aria-current] .title") == "Épisode 8"
    assert shown(browser, ".player-show") == "En Toute Franchise · 2 min"
    assert shown(browser, ".player-download") == "Télécharger (MP3, 2,5 Mo)"
    assert browser.run(f"{PLAYER}.ariaLabel") == "Lecteur\u00a0: Épisode 8"
    assert browser.run("!('drawn' in document.querySelector('.player-scale svg').dataset)")
    assert browser.run(f"{PLAYER}.find('address').value") == f"{site}episodes/episode-8/"
    browser.run("document.querySelector('.player-list a').click()")
    browser.until(f"{PLAYER}.audio.src.includes('episode-9')")
    assert browser.run("location.pathname") == "/embed.html"


def test_wordpress_shows_it_in_its_sandbox_and_sizes_it(browser: Chromium, site: str, host) -> None:
    """From another origin, without an origin of its own: it plays, and says its height and the links to open."""
    browser.window()
    browser.visit(host(f'sandbox="allow-scripts" src="{site}{EMBED}#?secret=Ab12"'))
    browser.until(READY, frame="frame")
    first = browser.until("heard.find((one) => one.message === 'height')")
    assert first == {"message": "height", "value": 220, "secret": "Ab12"}
    play(browser, frame="frame")
    browser.run(
        "document.querySelectorAll('.player-panel').forEach((one) => { one.open = true; })", frame="frame"
    )
    higher = browser.until("heard.filter((one) => one.message === 'height').find((one) => one.value > 220)")
    assert 220 < higher["value"] <= 1000
    browser.run("document.querySelector('.player-title a').click()", frame="frame")
    link = browser.until("heard.find((one) => one.message === 'link')")
    assert link == {"message": "link", "value": f"{site}{EPISODE}", "secret": "Ab12"}
    assert [one for one in browser.complaints if "favicon" not in one] == []


@pytest.mark.parametrize("sandbox", ['sandbox="allow-scripts"', ""])
@pytest.mark.parametrize("link", [".player-download", ".player-trouble a"])
def test_the_file_never_takes_the_place_of_the_player(
    browser: Chromium, site: str, host, sandbox: str, link: str
) -> None:
    """In a frame on another site, where a browser may open what it is asked to save."""
    browser.window()
    browser.send("Browser.setDownloadBehavior", behavior="deny")
    browser.visit(host(f'{sandbox} src="{site}{EMBED}"'))
    browser.until(READY, frame="frame")
    browser.run(f"{PLAYER}.fail(); document.querySelector('{link}').click()", frame="frame")
    browser.run("new Promise((done) => setTimeout(done, 300))")
    assert browser.run(READY, frame="frame")


def test_a_page_drives_the_frame_by_player_js(browser: Chromium, site: str, host) -> None:
    """Ready, methods, getters, events with their listener, and an end to them."""
    browser.window()
    browser.visit(host(f'allow="autoplay" src="{site}{EMBED}"'))
    (ready, *_) = browser.until("said('ready').length && said('ready')")
    assert {"play", "pause", "paused", "setCurrentTime", "getLoop"} <= set(ready["value"]["methods"])
    assert set(ready["value"]["events"]) == {
        "ready", "play", "pause", "ended", "timeupdate", "progress", "seeked", "error",
    }  # fmt: skip
    for name in ("ready", "play", "pause", "timeupdate", "seeked"):
        browser.run(f"ask('addEventListener', '{name}', 'on-{name}')")
    browser.until("said('ready').some((one) => one.listener === 'on-ready')")
    browser.run(
        "ask('setCurrentTime', 42); ask('setVolume', 50); ask('mute'); ask('setLoop', true); ask('play')"
    )
    browser.until("said('play').length")
    told = browser.until("said('timeupdate').find((one) => one.value.seconds > 42)")
    assert told["listener"] == "on-timeupdate"
    assert told["value"]["duration"] == pytest.approx(61.5)
    answers: dict[str, Any] = {
        "getVolume": 50, "isMuted": True, "getLoop": True, "paused": False, "getDuration": 61.5,
    }  # fmt: skip
    for name, wanted in answers.items():
        browser.run(f"ask('{name}', null, 'a-{name}')")
        assert browser.until(f"said('{name}')[0]") == {
            "context": "player.js", "version": "0.0.11", "event": name, "value": wanted, "listener": f"a-{name}",
        }  # fmt: skip
    browser.run(
        "ask('removeEventListener', 'pause', 'on-pause'); ask('pause'); ask('nonsense'); ask('constructor')"
    )
    browser.run("frame.contentWindow.postMessage('{', '*')")
    browser.until(f"{PLAYER}.audio.paused", frame="frame")
    browser.run("ask('paused', null, 'last')")
    browser.until("said('paused').some((one) => one.listener === 'last' && one.value)")
    assert browser.run("said('pause').length") == 0


def test_the_element_fills_itself_on_somebody_s_own_page(
    browser: Chromium, site: str, host, show_record, rich_episode
) -> None:
    """From another origin; its links lead back to the show."""
    made = element(show_record, rich_episode).replace("https://podcast.example/", site)
    browser.window()
    browser.visit(host("", f'<!DOCTYPE html><html lang="fr"><title>a</title>{made}'))
    browser.until(READY)
    assert shown(browser, ".player-title").startswith("Comment fédérer")
    assert browser.run(f"{PLAYER}.audio.src") == f"{site}{AUDIO}"
    play(browser)
    assert browser.run("getComputedStyle(document.querySelector('podcast-player')).display") == "grid"


def test_dark_forced_and_still_are_kept(browser: Chromium, site: str) -> None:
    """The player stays dark; in forced colours signs are still seen; nothing moves for who asked for that."""
    browser.window(forced_colors="active")
    browser.visit(f"{site}{EPISODE}")
    browser.until(READY)
    assert browser.run("getComputedStyle(document.querySelector('.player')).borderTopWidth") == "1px"
    browser.window(prefers_color_scheme="dark", prefers_reduced_motion="reduce")
    browser.visit(f"{site}{EPISODE}")
    browser.until(READY)
    assert (
        browser.run("getComputedStyle(document.querySelector('.player')).backgroundColor")
        == "rgb(31, 24, 21)"
    )
    assert browser.run("document.getAnimations().length") == 0
    assert browser.run("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
