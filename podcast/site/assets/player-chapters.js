// Chapters and passages are links to the audio at a time, which work without this; here they move the player.
import { onFollow } from "./player.js";

export const linksOf = (player) => [...document.querySelectorAll(`a[data-chapter][data-for="${CSS.escape(player.dataset.key)}"]`)];
export const startOf = (link) => Number(link.dataset.start);

export const chapters = (player) => {
  const links = linksOf(player);
  const name = player.find("chapter");
  let current;

  onFollow(document, "a[data-start]", (link) => {
    if (link.dataset.for !== player.dataset.key) return false;
    player.go(startOf(link));
    player.play();
  });

  player.addEventListener("move", () => {
    const found = links.filter((link) => startOf(link) <= player.position + 0.2).pop();
    if (found === current) return;
    current?.removeAttribute("aria-current");
    found?.setAttribute("aria-current", "true");
    current = found;
    name.textContent = found?.querySelector(".title").textContent ?? "";
    announce();
  });

  // What a lock screen shows, and its keys: chapters are tracks.
  const announce = () => {
    const session = navigator.mediaSession;
    if (!session || player.audio.paused) return;
    const title = player.find("title").textContent;
    const image = current?.querySelector("img") ?? player.querySelector("img");
    session.metadata = new MediaMetadata({
      title: name.textContent || title,
      artist: player.dataset.show,
      album: title,
      artwork: [{ src: image.currentSrc || image.src }],
    });
    const step = (by) => () => player.go(startOf(links[links.indexOf(current) + by] ?? current));
    const actions = {
      play: () => player.play(),
      pause: () => player.audio.pause(),
      seekbackward: () => player.go(player.position - 15),
      seekforward: () => player.go(player.position + 30),
      seekto: (to) => player.go(to.seekTime),
      previoustrack: current ? step(-1) : null,
      nexttrack: current ? step(1) : null,
    };
    for (const action in actions) {
      try {
        session.setActionHandler(action, actions[action]);
      } catch {
        // this browser has no such key
      }
    }
  };
  player.audio.addEventListener("play", announce);
};
