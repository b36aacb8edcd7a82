// A playlist: each line is a link to the player of one episode; here it plays in the player above.
import { onFollow } from "./player.js";
import { memory } from "./player-memory.js";

export const playlist = (player) => {
  const links = [...document.querySelectorAll("a[data-list]")];
  const choose = (link) => {
    const { dataset, audio } = player;
    audio.pause();
    audio.src = link.dataset.audio;
    Object.assign(dataset, { key: link.dataset.list, duration: link.dataset.duration, page: link.dataset.page, peaks: link.dataset.peaks });
    const title = player.find("title").querySelector("a");
    title.textContent = link.querySelector(".title").textContent;
    title.href = link.dataset.page;
    player.find("download").href = link.dataset.audio;
    links.forEach((one) => one.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    player.go(Number(memory.get(dataset.key)) || 0);
    player.play();
  };
  onFollow(document, "a[data-list]", choose);
  player.audio.addEventListener("ended", () => {
    const next = links[links.findIndex((link) => link.dataset.list === player.dataset.key) + 1];
    if (next) choose(next);
  });
};
