// The shape of the sound behind the slider, with the beginnings of chapters cut out of it. Without the
// outline, or until it is there, the shape is a plain bar.
import { fill } from "./player.js";
import { linksOf, startOf } from "./player-chapters.js";

const draw = (name, parent, attributes) => parent.appendChild(fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes));

// audiowaveform's JSON, version 2: the lowest and highest of each stretch, in 8 bits.
const outline = ({ data, length }, bars) => {
  const heights = Array.from({ length: bars }, (_, at) => {
    const from = Math.floor((at * length) / bars);
    const to = Math.max(from + 1, Math.floor(((at + 1) * length) / bars));
    return Math.max(...data.slice(2 * from, 2 * to).map(Math.abs));
  });
  const scale = 19 / Math.max(...heights, 1);
  return heights.map((height, at) => `M${at + 0.5} ${20 - height * scale}v${2 * height * scale || 0.1}`).join("");
};

export const wave = (player) => {
  const scale = player.find("scale");
  const bars = Math.round(scale.clientWidth / 4.2) || 150;
  const shape = draw("svg", scale, { viewBox: `0 0 ${bars} 40`, preserveAspectRatio: "none", "aria-hidden": "true" });
  const paths = ["rest", "done"].map((name) => draw("path", shape, { class: `wave-${name}` }));
  const paint = (d) => paths.forEach((path) => path.setAttribute("d", d));
  paint(`M0 20H${bars}`);
  const marks = linksOf(player).slice(1).map((link) => `M${(bars * startOf(link)) / player.total} 2v36`);
  draw("path", shape, { class: "wave-marks", d: marks.join("") });

  let had;
  const load = async () => {
    const { peaks } = player.dataset;
    if (!peaks || peaks === had) return;
    had = peaks;
    try {
      const drawn = outline(await (await fetch(peaks)).json(), bars);
      // A playlist may have gone on meanwhile.
      if (peaks !== player.dataset.peaks) return;
      paint(drawn);
      shape.dataset.drawn = "";
    } catch {
      // the bar says enough
    }
  };
  // Once the player is looked for; a page fetches it when it has nothing better to do. A frame without an origin
  // may not ask where the store does not allow it, and so does not ask by itself.
  ["play", "pointerover", "focusin"].forEach((name) => player.addEventListener(name, load, true));
  if (self.origin !== "null") window.requestIdleCallback?.(load);
};
