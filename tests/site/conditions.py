"""What a player has to play in: without scripts, blocked, in a sandbox, without storage, under the strict policy.

Shared by the tests of rendered pages and by `make site-check`, which looks at published ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .chromium import Chromium

PLAYER = "document.querySelector('podcast-player')"
READY = f"{PLAYER}?.dataset.ready === ''"
_DENIED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })"
_SOUND = "document.querySelector('audio, video')"
_HEARD = f"{_SOUND}?.currentTime > 0.05 && !{_SOUND}.paused"
_CHAPTER = "a[data-chapter]"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """`scripts`: the browser runs any. `blocked`: it does not get ours. `denied`: touching storage throws.
    `sandbox`: the player stands on another site, in a frame with `sandbox="allow-scripts"`, as WordPress has it."""

    name: str
    scripts: bool = True
    blocked: bool = False
    denied: bool = False
    sandbox: bool = False

    @property
    def upgraded(self) -> bool:
        return self.scripts and not self.blocked


CONDITIONS = (
    Condition(name="strict policy"),
    Condition(name="no JavaScript", scripts=False),
    Condition(name="script blocked", blocked=True),
    Condition(name="storage denied", denied=True),
    Condition(name="sandbox", sandbox=True),
)


def arrive(browser: Chromium, address: str, condition: Condition, host: Callable[[str], str]) -> str:
    """Open the player under a condition, and return the name of the frame that it is in.

    `host` puts a frame with some attributes on a page of another site, and returns the address of that page.
    """
    browser.window(scripts=condition.scripts)
    if condition.blocked:
        browser.send("Network.setBlockedURLs", urls=["*/assets/*.js"])
    if condition.denied:
        browser.send("Page.addScriptToEvaluateOnNewDocument", source=_DENIED)
    browser.visit(host(f'sandbox="allow-scripts" src="{address}"') if condition.sandbox else address)
    frame = "frame" if condition.sandbox else ""
    browser.until(READY if condition.upgraded else f"{_SOUND}.checkVisibility()", frame=frame)
    return frame


def plays(browser: Chromium, frame: str, condition: Condition) -> bool:
    """Press play as a listener does, by the keyboard, and say whether it sounds."""
    button = f"{PLAYER}.find('play')" if condition.upgraded else _SOUND
    browser.run(f"{button}.focus()", frame=frame)
    browser.press(" ")
    return bool(browser.until(_HEARD, frame=frame))


def chapters_seek(browser: Chromium, frame: str, condition: Condition) -> bool:
    """Follow the last chapter, and say whether it is heard from its beginning."""
    chapter = f"[...document.querySelectorAll('{_CHAPTER}')].pop()"
    browser.run(
        f"{{ const panel = {chapter}.closest('details'); if (panel) panel.open = true; }}", frame=frame
    )
    start = browser.run(f"Number({chapter}.dataset.start)", frame=frame)
    browser.until(f"{chapter}.checkVisibility()", frame=frame)
    browser.run(f"{chapter}.focus()", frame=frame)
    browser.press("Enter")
    if condition.upgraded:
        return bool(browser.until(f"{_HEARD} && {_SOUND}.currentTime >= {start}", frame=frame))
    # The link is the audio itself, at its moment: the browser shows it in a page of its own.
    browser.until("document.contentType.startsWith('audio/') || location.pathname.includes('/audio/')")
    return bool(browser.until(f"{_SOUND}?.currentTime >= {start}"))
