// Marks what was searched for, without touching the text: the CSS Custom Highlight API, where there is one.
import { fold } from "./player-transcript.js";

const rangesIn = (passage, wanted) => {
  const ranges = [];
  const nodes = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode()) {
    const node = nodes.currentNode;
    const folded = fold(node.data);
    // Folding may change the length of rare signs; better no mark than a wrong one.
    if (folded.length !== node.length) continue;
    for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      ranges.push(range);
    }
  }
  return ranges;
};

// What does not match is hidden by the time that the event is here.
export const marks = () =>
  document.addEventListener("input", ({ target }) => {
    if (!target.matches(".transcript-search")) return;
    const wanted = fold(target.value.trim());
    const shown = wanted ? [...target.closest(".transcript").querySelectorAll(".transcript-text p:not([hidden])")] : [];
    CSS.highlights?.set("found", new Highlight(...shown.flatMap((passage) => rangesIn(passage, wanted))));
  });
