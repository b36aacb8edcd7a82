// The element: better controls over a native <audio>, which stays the fallback for whatever goes wrong.
// The controls stand in the page already, hidden. Nothing is loaded before play, and the address of the
// audio is never changed.
import { askedTime, clock, spoken } from "./player-times.js";
import { memory } from "./player-memory.js";

const STEPS = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -60, PageUp: 60 };
const LETTERS = { k: "toggle", j: "back", l: "ahead", m: "mute", "<": "slower", ">": "faster" };
export const players = [];

export const fill = (element, attributes, ...children) => {
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
};
export const make = (tag, ...what) => fill(document.createElement(tag), ...what);

const isPlain = (event) => !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);

// Follow a click by script, unless the listener wants a new tab.
export const onFollow = (element, selector, act) =>
  element.addEventListener("click", (event) => {
    const link = event.target.closest?.(selector);
    if (link && isPlain(event) && act(link) !== false) event.preventDefault();
  });

class Player extends HTMLElement {
  async connectedCallback() {
    if (this.audio) return;
    try {
      await Player.before?.(this);
      this.upgrade();
    } catch (error) {
      console.error(error);
    }
  }

  find(name) {
    return this.querySelector(`.player-${name}`);
  }

  upgrade() {
    // What it says, in the language of its page, stands in the page.
    const words = (this.words = JSON.parse(this.dataset.words));
    const audio = (this.audio = this.querySelector("audio"));
    this.seek = this.find("seek");
    this.wanted = null;
    players.push(this);
    const doers = { toggle: () => (audio.paused ? this.play() : audio.pause()), back: () => this.go(this.position - 15), ahead: () => this.go(this.position + 30), mute: () => (audio.muted = !audio.muted), slower: () => this.hurry(-1), faster: () => this.hurry(1) };
    this.addEventListener("click", (event) => doers[event.target.closest("[data-do]")?.dataset.do]?.());
    this.addEventListener("keydown", (event) => {
      const name = LETTERS[event.key] || (event.key === " " && !event.target.closest("button, summary, a, select") && "toggle");
      if (!name || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=range]), select")) return;
      event.preventDefault();
      doers[name]();
    });
    this.seek.addEventListener("input", () => this.go(Number(this.seek.value)));
    // One second for each press of an arrow would take an hour to cross an hour.
    this.seek.addEventListener("keydown", (event) => {
      if (!(event.key in STEPS) || !isPlain(event)) return;
      event.preventDefault();
      this.go(this.position + STEPS[event.key]);
    });
    const speed = this.find("speed");
    speed.addEventListener("change", () => this.hurry(0));
    audio.addEventListener("loadedmetadata", () => (this.wanted === null ? this.show() : this.go(this.wanted)));
    audio.addEventListener("error", () => this.fail());
    const paint = () => {
      this.toggleAttribute("data-playing", !audio.paused);
      this.find("play").setAttribute("aria-label", audio.paused ? words.play : words.pause);
    };
    audio.addEventListener("pause", paint);
    audio.addEventListener("play", () => {
      paint();
      this.tell();
      this.find("trouble").textContent = "";
      players.forEach((other) => other !== this && other.audio.pause());
    });
    audio.addEventListener("ended", () => memory.drop(this.dataset.key));
    let kept = 0;
    let described = 0;
    audio.addEventListener("timeupdate", () => {
      this.show();
      const { currentTime } = audio;
      if (Math.abs(currentTime - kept) > 5) memory.set(this.dataset.key, (kept = Math.floor(currentTime)));
      // A slider that speaks every second drowns what one came to hear.
      if (Math.abs(currentTime - described) > 15) this.describe((described = currentTime));
    });
    Player.parts.forEach((part) => part(this));
    speed.value = memory.get("speed");
    if (speed.value) this.hurry(0);
    else speed.value = "1";
    this.begin();
    // Last of all: until here, any failure leaves the browser's own controls.
    this.querySelectorAll("[data-script]").forEach((one) => (one.hidden = false));
    audio.hidden = true;
    this.dataset.ready = "";
  }

  // Only the first player of a page is the one that `?t=` and `#t=` are about.
  begin() {
    const asked = players[0] === this ? askedTime() : null;
    const kept = Number(memory.get(this.dataset.key));
    if (asked === null && kept > 10) {
      const again = make("button", { type: "button" }, this.words.restart);
      again.addEventListener("click", () => {
        memory.drop(this.dataset.key);
        this.go(0);
        this.tell();
        this.find("play").focus();
      });
      this.tell(`${this.words.resumed} ${clock(kept)}. `, again);
    }
    this.go(asked ?? (kept > 10 ? kept : 0));
  }

  get total() {
    const { duration } = this.audio;
    return duration > 0 && duration < Infinity ? duration : Number(this.dataset.duration) || 0;
  }

  get position() {
    return (this.wanted ?? this.audio.currentTime) || 0;
  }

  go(seconds) {
    const target = Math.min(Math.max(0, seconds), this.total || seconds);
    this.wanted = this.audio.readyState > 0 ? null : target;
    if (this.wanted === null) this.audio.currentTime = target;
    this.show();
    this.describe();
  }

  // A pause before the first sound ends a play too: that is no failure.
  play() {
    return this.audio.play().catch((error) => error.name === "AbortError" || this.fail());
  }

  // As many speeds up or down.
  hurry(by) {
    const { audio } = this;
    const speed = this.find("speed");
    speed.selectedIndex = Math.min(Math.max(0, speed.selectedIndex + by), speed.length - 1);
    audio.defaultPlaybackRate = audio.playbackRate = Number(speed.value);
    memory.set("speed", speed.value);
  }

  tell(...what) {
    this.find("said").replaceChildren(...what);
  }

  fail() {
    const { audio, words } = this;
    // A browser that may not save it opens it, and not in the place of what is being heard.
    const file = make("a", { href: audio.src, download: "", target: "_blank", rel: "noopener" }, words.file);
    this.find("trouble").replaceChildren(words.failed, file, ".");
    audio.hidden = false;
  }

  show() {
    const { position, total, seek } = this;
    seek.max = Math.ceil(total);
    seek.value = Math.round(position);
    this.style.setProperty("--done", `${total ? (100 * position) / total : 0}%`);
    this.find("now").textContent = clock(position);
    this.find("left").textContent = `−${clock(total - position)}`;
    this.dispatchEvent(new Event("move"));
  }

  describe() {
    const { words } = this;
    this.seek.setAttribute("aria-valuetext", `${spoken(this.position, words)} ${words.of} ${spoken(this.total, words)}`);
  }
}

export const define = (parts, before) => {
  if (customElements.get("podcast-player")) return;
  Object.assign(Player, { parts, before });
  customElements.define("podcast-player", Player);
  addEventListener("hashchange", () => {
    const to = askedTime();
    if (to !== null) players[0]?.go(to);
  });
};
