// A playlist: each line is a link to the player of one episode; here it plays in the player above.
import { onFollow } from "./player.js";
import { memory } from "./player-memory.js";

export const playlist = (player) => {
  const links = [...document.querySelectorAll("a[data-list]")];
  const choose = (link) => {
    const { dataset, audio } = player;
    if (link.dataset.list === dataset.key) return player.play();
    audio.pause();
    audio.src = link.dataset.audio;
    Object.assign(dataset, { key: link.dataset.list, duration: link.dataset.duration, page: link.dataset.page, peaks: link.dataset.peaks });
    const [title, length] = ["title", "at"].map((name) => link.querySelector(`.${name}`).textContent);
    const head = player.find("title").querySelector("a");
    // « Lecteur : » stays before the title.
    player.setAttribute("aria-label", player.getAttribute("aria-label").slice(0, -head.textContent.length) + title);
    head.textContent = title;
    head.href = link.dataset.page;
    player.find("show").textContent = `${dataset.show} · ${length}`;
    const file = player.find("download");
    file.textContent = link.dataset.file;
    file.href = link.dataset.audio;
    // Until its own outline is there, the shape is a plain bar.
    const shape = player.find("scale").lastElementChild;
    delete shape.dataset.drawn;
    shape.querySelectorAll("path:not(.wave-marks)").forEach((path) => path.setAttribute("d", "M0 20H999"));
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
