"""Pages in a real browser: the player with its script, without it, and in WordPress's sandbox."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from podcast.content import keys
from podcast.site.bundle import assets
from podcast.site.render import render_site
from podcast.store.memory import MemoryStore
from podcast.store.serve import PreviewServer

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium")

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --virtual-time-budget=4000 --enable-logging=stderr --v=0"
)
EPISODE = "episodes/episode-9/"
# A page of the same origin that does what a listener and WordPress do, and writes down what it sees.
DRIVER = """
const seen = { messages: [] };
addEventListener("message", (event) => seen.messages.push(event.data));
document.querySelector("iframe").addEventListener("load", async (event) => {
  const frame = event.target.contentWindow, page = frame.document;
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const trouble = () => page.querySelector("[role=alert]").textContent;
  const truth = frame.HTMLMediaElement.prototype.play;
  frame.HTMLMediaElement.prototype.play = () => Promise.reject(new frame.DOMException("", "AbortError"));
  page.querySelector(".player-play").click();
  await wait(50);
  seen.interrupted = trouble();
  frame.HTMLMediaElement.prototype.play = truth;
  page.querySelector(".player-play").click();
  await wait(1000);
  seen.failed = trouble();
  seen.file = page.querySelector("[role=alert] a")?.getAttribute("href");
  seen.native = !page.querySelector("audio").hidden;
  page.querySelector(".player-seek").dispatchEvent(new frame.KeyboardEvent("keydown", { key: "ArrowRight" }));
  seen.arrow = page.querySelector(".player-now").textContent;
  page.querySelector(".player-speed").click();
  seen.speed = page.querySelector(".player-speed").textContent;
  page.querySelector("a[target=_blank]").click();
  await wait(50);
  document.querySelector("pre").textContent = JSON.stringify(seen);
});
"""


@pytest.fixture
def site(records, show_record) -> Iterator[str]:
    """Give the address of a rendered site with its assets; pictures and audio are missing on purpose."""
    store = MemoryStore()
    for key, body in {**render_site(show_record, records), **assets(show_record)}.items():
        store.put(key, body, type=keys.media_type(key), cache="")
    frame = f'<!DOCTYPE html><title>a</title><iframe sandbox="allow-scripts" src="../{EPISODE}embed.html"></iframe>'
    store.put("x/frame.html", frame.encode(), type="text/html", cache="")
    driven = f'<iframe src="../{EPISODE}embed.html#?secret=Ab12"></iframe><pre></pre>'
    driver = f"<!DOCTYPE html><title>b</title>{driven}<script>{DRIVER}</script>"
    store.put("x/driver.html", driver.encode(), type="text/html", cache="")
    page = store.get(f"{EPISODE}index.html").body.replace(b"player.", b"gone.").replace(b"../../", b"../")
    store.put("blocked/index.html", page, type="text/html", cache="")
    with PreviewServer(store, public_url="https://podcast.example/") as server:
        yield server.url


def visit(address: str, profile: Path, *flags: str) -> tuple[html.HtmlElement, str]:
    """Return the page as the browser has it after its scripts, and what the console said."""
    done = subprocess.run(
        [CHROMIUM or "", *FLAGS.split(), f"--user-data-dir={profile}", *flags, "--dump-dom", address],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    console = "\n".join(line for line in done.stderr.split("\n") if "CONSOLE" in line and "404" not in line)
    return html.fromstring(done.stdout), console


@pytest.mark.parametrize("page", [EPISODE, f"{EPISODE}embed.html", "articles/un-article/"])
def test_the_player_replaces_the_browser_s_controls_and_breaks_no_policy(
    site: str, tmp_path: Path, page: str
) -> None:
    """Buttons, a slider that speaks French, and a silent console."""
    seen, console = visit(f"{site}{page}", tmp_path)
    (player,) = seen.cssselect("[data-player]")
    assert player.get("data-ready") == ""
    assert player.cssselect("audio")[0].get("hidden") == ""
    assert [one.text_content() for one in player.cssselect("button")] == ["", "−15 s", "+30 s", "× 1"]
    slider = player.cssselect("input[type=range]")[0]
    assert slider.get("aria-valuetext") == "0 seconde sur 1 minute 1 seconde"
    assert console == ""


def test_a_link_to_a_moment_starts_there(site: str, tmp_path: Path) -> None:
    """`?t=` on the page, in seconds or as a clock."""
    seen, _ = visit(f"{site}{EPISODE}?t=0:42", tmp_path)
    assert seen.cssselect(".player-now")[0].text_content() == "0:42"


def test_without_its_script_the_browser_s_own_controls_play(site: str, tmp_path: Path) -> None:
    """The same page when the script does not arrive, which is what a blocker or no JavaScript does to it."""
    blocked, _ = visit(f"{site}blocked/", tmp_path)
    (audio,) = blocked.cssselect("audio[controls]")
    assert audio.get("hidden") is None
    assert audio.get("src") == "../audio/episode-9.0123456789ab.mp3"
    assert not blocked.cssselect(".player-controls")


def test_the_embed_works_in_a_sandbox_without_an_origin(site: str, tmp_path: Path) -> None:
    """As WordPress embeds it: scripts run, storage throws, and nothing breaks."""
    _, console = visit(f"{site}x/frame.html", tmp_path)
    assert console == ""


def test_the_embed_says_what_went_wrong_and_talks_to_wordpress(site: str, tmp_path: Path) -> None:
    """A pause before the first sound is no failure, a missing file is; links leave the sandbox by message."""
    shown, _ = visit(f"{site}x/driver.html", tmp_path)
    seen = json.loads(shown.cssselect("pre")[0].text_content())
    assert seen["interrupted"] == ""
    assert seen["failed"].startswith("La lecture a échoué. Vérifiez la connexion et réessayez")
    assert seen["file"].endswith("/audio/episode-9.0123456789ab.mp3")
    assert seen["native"] is True
    assert (seen["arrow"], seen["speed"]) == ("0:05", "× 1,25")
    sent = {one["message"]: one for one in seen["messages"]}
    assert {one["secret"] for one in seen["messages"]} == {"Ab12"}
    assert 200 <= sent["height"]["value"] <= 1000
    assert sent["link"]["value"].endswith("/episodes/episode-9/")
