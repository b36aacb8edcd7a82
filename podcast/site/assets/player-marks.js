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

export const marks = () =>
  document.addEventListener("found", ({ detail: { shown, wanted } }) => {
    const ranges = wanted ? shown.flatMap((one) => rangesIn(one.passage, wanted)) : [];
    CSS.highlights?.set("found", new Highlight(...ranges));
  });
