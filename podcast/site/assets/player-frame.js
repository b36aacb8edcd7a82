// Talking to the page around a frame: WordPress's height and link messages, and the Player.js protocol
// (https://github.com/embedly/player.js/blob/master/SPEC.rst). What a page may ask is to play; nothing here
// tells it who listens.
import { onFollow } from "./player.js";

const CONTEXT = "player.js";
const EVENTS = ["play", "pause", "ended", "timeupdate", "progress", "seeked", "error"];

export const frame = (player) => {
  if (window.parent === window) return;
  const secret = /[?&]secret=([A-Za-z0-9]+)/.exec(location.hash)?.[1];
  const post = (message) => parent.postMessage(message, "*");
  const measure = () => {
    const value = Math.min(1000, Math.max(200, Math.ceil(document.body.getBoundingClientRect().height)));
    post({ message: "height", value, secret });
  };
  new ResizeObserver(measure).observe(document.body);
  // WordPress hides the frame until it hears a height, and browsers let what is hidden observe nothing.
  measure();
  // WordPress's sandbox opens no window; it opens links for us, those of our own host.
  if (secret) onFollow(document, "a[target=_blank]", (link) => post({ message: "link", value: link.href, secret }));

  const { audio } = player;
  const heard = {};
  const send = (event, value, listener) => post(JSON.stringify({ context: CONTEXT, version: "0.0.11", event, value, listener }));
  const methods = {
    play: () => player.play(),
    pause: () => audio.pause(),
    paused: () => audio.paused,
    mute: () => (audio.muted = true),
    unmute: () => (audio.muted = false),
    isMuted: () => audio.muted,
    setVolume: (value) => (audio.volume = Math.min(100, Math.max(0, Number(value) || 0)) / 100),
    getVolume: () => Math.round(audio.volume * 100),
    getDuration: () => player.total,
    setCurrentTime: (value) => player.go(Number(value) || 0),
    getCurrentTime: () => player.position,
    setLoop: (value) => (audio.loop = Boolean(value)),
    getLoop: () => audio.loop,
    addEventListener: (event, listener) => {
      (heard[event] ??= new Set()).add(listener);
      if (event === "ready") ready(listener);
    },
    removeEventListener: (event, listener) => (listener ? heard[event]?.delete(listener) : delete heard[event]),
  };
  const ready = (listener) => send("ready", { src: location.href, events: ["ready", ...EVENTS], methods: Object.keys(methods) }, listener);
  const values = {
    timeupdate: () => ({ seconds: player.position, duration: player.total }),
    progress: () => ({ percent: audio.buffered.length ? audio.buffered.end(audio.buffered.length - 1) / player.total : 0 }),
    error: () => ({ code: audio.error?.code, msg: audio.error?.message }),
  };
  for (const name of EVENTS) {
    audio.addEventListener(name, () => heard[name]?.forEach((listener) => send(name, values[name]?.(), listener)));
  }
  addEventListener("message", ({ source, data }) => {
    if (source !== parent) return;
    // WordPress's script may come after ours; then it asks for what it did not hear.
    if (data?.message === "ready") measure();
    let asked;
    try {
      asked = `${data}`.length < 2000 && JSON.parse(data);
    } catch {
      return;
    }
    if (asked?.context !== CONTEXT || !Object.hasOwn(methods, asked.method)) return;
    const { method, value, listener } = asked;
    const answer = methods[method](value, listener);
    if (/^(get|is|paused)/.test(method)) send(method, answer, listener);
  });
  ready();
};
