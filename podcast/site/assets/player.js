// The player: better controls over a native <audio>, which stays the fallback for whatever goes wrong.
// A classic script, because a module cannot load in WordPress's sandbox. No storage is taken for granted,
// nothing is loaded before play, and the address of the audio is never changed.
"use strict";
(() => {
  const SPEEDS = [1, 1.25, 1.5, 1.75, 2, 0.75];
  const KEYS = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -60, PageUp: 60 };
  const players = [];

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds || 0));
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const two = (number) => String(number).padStart(2, "0");
    return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  };

  const spoken = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds || 0));
    const parts = [[Math.floor(whole / 3600), "heure"], [Math.floor(whole / 60) % 60, "minute"], [whole % 60, "seconde"]];
    const said = parts.filter(([count]) => count).map(([count, unit]) => `${count} ${unit}${count > 1 ? "s" : ""}`);
    return said.join(" ") || "0 seconde";
  };

  // "90", "1:30" or "1:02:03" as seconds, or null.
  const parseTime = (text) => {
    if (!/^\d+(:\d{1,2}){0,2}(\.\d+)?$/.test(text || "")) return null;
    return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  };

  // Sandboxed frames and private windows throw at the mere touch of localStorage.
  const memory = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value); } catch { /* not remembered */ } },
  };

  const askedTime = () => {
    const query = new URLSearchParams(location.search).get("t");
    const fragment = /(?:^#|&)t=([\d:.]+)/.exec(location.hash);
    return parseTime(fragment && fragment[1]) ?? parseTime(query);
  };

  const upgrade = (player) => {
    const audio = player.querySelector("audio");
    if (!audio) return;
    const first = players.length === 0; // the one that `?t=` and `#t=` are about
    const total = () => Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : Number(player.dataset.duration) || 0;
    const key = `podcast:${player.dataset.key}`;
    let wanted = null; // where to start once the audio can be sought

    const play = make("button", { type: "button", class: "player-play", "aria-label": "Lire" });
    const back = make("button", { type: "button", class: "player-skip", "aria-label": "−15 s : reculer" }, "−15 s");
    const ahead = make("button", { type: "button", class: "player-skip", "aria-label": "+30 s : avancer" }, "+30 s");
    const speed = make("button", { type: "button", class: "player-speed", "aria-label": "× 1 : vitesse de lecture" }, "× 1");
    const seek = make("input", { type: "range", class: "player-seek", min: "0", max: String(Math.ceil(total())), step: "1", value: "0", "aria-label": "Position" });
    const now = make("span", { class: "player-now" }, "0:00");
    const end = make("span", { class: "player-end" }, clock(total()));
    const said = make("p", { class: "player-said", role: "status" });
    const trouble = make("p", { class: "player-said", role: "alert" });
    const line = make("div", { class: "player-line" }, now, seek, end);
    const controls = make("div", { class: "player-controls" }, play, back, ahead, speed);

    const describe = () => seek.setAttribute("aria-valuetext", `${spoken(position())} sur ${spoken(total())}`);
    const position = () => (wanted ?? audio.currentTime) || 0;
    const show = () => {
      seek.value = String(Math.round(position()));
      seek.style.setProperty("--done", total() ? `${(100 * position()) / total()}%` : "0%");
      now.textContent = clock(position());
    };
    const go = (seconds) => {
      const target = Math.min(Math.max(0, seconds), total() || seconds);
      if (audio.readyState > 0) { audio.currentTime = target; wanted = null; } else { wanted = target; }
      show();
      describe();
    };
    // A pause before the first sound ends a play too: that is no failure.
    const start = () => audio.play().catch((error) => { if (error.name !== "AbortError") fail(); });
    const fail = () => {
      const file = make("a", { href: audio.currentSrc || audio.src, download: "" }, "téléchargez le fichier");
      trouble.replaceChildren("La lecture a échoué. Vérifiez la connexion et réessayez, ou ", file, ".");
      audio.hidden = false;
    };
    const hurry = (rate) => {
      audio.defaultPlaybackRate = audio.playbackRate = rate;
      speed.textContent = `× ${String(rate).replace(".", ",")}`;
      speed.setAttribute("aria-label", `${speed.textContent} : vitesse de lecture`);
    };

    play.addEventListener("click", () => (audio.paused ? start() : audio.pause()));
    back.addEventListener("click", () => go(position() - 15));
    ahead.addEventListener("click", () => go(position() + 30));
    speed.addEventListener("click", () => {
      hurry(SPEEDS[(SPEEDS.indexOf(audio.playbackRate) + 1) % SPEEDS.length]);
      memory.set("podcast:speed", String(audio.playbackRate));
    });
    seek.addEventListener("input", () => go(Number(seek.value)));
    // One second for each press of an arrow would take an hour to cross an hour.
    seek.addEventListener("keydown", (event) => {
      if (!(event.key in KEYS) || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      go(position() + KEYS[event.key]);
    });
    audio.addEventListener("loadedmetadata", () => {
      seek.max = String(Math.ceil(total()));
      end.textContent = clock(total());
      if (wanted !== null) go(wanted);
    });
    audio.addEventListener("play", () => { play.setAttribute("aria-label", "Pause"); player.dataset.playing = ""; said.textContent = ""; trouble.textContent = ""; players.forEach((other) => { if (other !== audio) other.pause(); }); announce(); });
    audio.addEventListener("pause", () => { play.setAttribute("aria-label", "Lire"); delete player.dataset.playing; });
    audio.addEventListener("ended", () => memory.set(key, null));
    audio.addEventListener("error", fail);
    let kept = 0;
    let told = 0;
    audio.addEventListener("timeupdate", () => {
      show();
      mark();
      if (Math.abs(audio.currentTime - kept) > 5) { kept = audio.currentTime; memory.set(key, String(Math.floor(kept))); }
      if (Math.abs(audio.currentTime - told) > 15) { told = audio.currentTime; describe(); }
    });

    // Chapters and transcript are links to the audio at a time: they work without this script too.
    const links = [...document.querySelectorAll(`a[data-for="${CSS.escape(player.dataset.key || "")}"][data-start]`)];
    links.forEach((link) => link.addEventListener("click", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(Number(link.dataset.start));
      start();
    }));
    const chapters = links.filter((link) => link.dataset.chapter !== undefined);
    const mark = () => {
      const current = chapters.filter((link) => Number(link.dataset.start) <= audio.currentTime + 0.2).pop();
      chapters.forEach((link) => link === current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"));
    };

    const announce = () => {
      if (!("mediaSession" in navigator) || !window.MediaMetadata) return;
      const image = player.querySelector("img");
      navigator.mediaSession.metadata = new MediaMetadata({
        title: player.dataset.title, artist: player.dataset.artist, album: player.dataset.artist,
        artwork: image ? [{ src: image.currentSrc || image.src }] : [],
      });
      const actions = { play: start, pause: () => audio.pause(), seekbackward: () => go(position() - 15), seekforward: () => go(position() + 30), seekto: (to) => go(to.seekTime) };
      for (const [name, act] of Object.entries(actions)) {
        try { navigator.mediaSession.setActionHandler(name, act); } catch { /* this browser has no such key */ }
      }
    };

    const asked = first ? askedTime() : null;
    const resumed = asked === null ? parseTime(memory.get(key)) : null;
    if (asked !== null) wanted = asked;
    else if (resumed > 10) { wanted = resumed; said.textContent = `Reprise à ${clock(resumed)}.`; }

    const rate = Number(memory.get("podcast:speed"));
    if (SPEEDS.includes(rate)) hurry(rate);
    if (first) addEventListener("hashchange", () => { const to = askedTime(); if (to !== null) go(to); });

    audio.after(line, controls, said, trouble);
    players.push(audio);
    show();
    describe();
    // Last of all: until here, any failure leaves the browser's own controls.
    audio.hidden = true;
    player.dataset.ready = "";
  };

  document.querySelectorAll("[data-player]").forEach((player) => {
    try { upgrade(player); } catch (error) { console.error(error); }
  });

  // WordPress sizes an embedded frame by a message, and opens links for it: its sandbox lets none through.
  if (window.parent !== window) {
    const secret = (/secret=([A-Za-z0-9]+)/.exec(location.hash) || [])[1];
    const tell = (message, value) => parent.postMessage({ message, value, secret }, "*");
    const measure = () => tell("height", Math.ceil(document.documentElement.getBoundingClientRect().height));
    measure();
    addEventListener("resize", measure);
    if (secret) {
      document.querySelectorAll("a[target=_blank]").forEach((link) => link.addEventListener("click", (event) => {
        if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        tell("link", link.href);
      }));
    }
  }

  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", () => navigator.clipboard.writeText(button.dataset.copy).then(() => { button.textContent = "Copié"; }));
  });
})();
