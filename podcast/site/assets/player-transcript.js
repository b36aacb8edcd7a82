// The transcript: follows the sound, can be searched, and gives quotes with their moment.
import { askedTime, clock } from "./player-times.js";
import { make } from "./player.js";
import { copy } from "./player-share.js";

export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export const transcript = (player) => {
  const key = CSS.escape(player.dataset.key);
  const box = document.querySelector(`.transcript[data-for="${key}"]`);
  if (!box) return;
  const { words } = player;
  const [text, search, found, quote] = ["text", "search", "found", "quote"].map((name) => box.querySelector(`.transcript-${name}`));
  let passages = [];
  let current;

  const read = () => {
    passages = [...text.querySelectorAll("p")].map((passage) => ({ passage, start: Number(passage.firstChild.dataset?.start), words: fold(passage.textContent) }));
    follow();
  };
  const follow = () => {
    if (!box.open) return;
    const now = passages.filter((one) => one.start <= player.position + 0.2).pop()?.passage;
    if (now === current) return;
    current?.removeAttribute("aria-current");
    current = now;
    now?.setAttribute("aria-current", "true");
    // Only its own box scrolls, and not under somebody's hands.
    if (now && !text.matches(":hover, :focus-within")) text.scrollTop += now.getBoundingClientRect().top - text.getBoundingClientRect().top - 8;
  };
  const load = async () => {
    const source = player.dataset.transcript;
    if (!source || passages.length > 1) return;
    const { segments } = await (await fetch(source)).json();
    // As turns of speech, like on a page: one speaker, at most half a minute.
    const turns = [];
    let turn;
    for (const one of segments) {
      if (turn?.speaker === one.speaker && one.endTime - turn.startTime < 30.001) turn.body = `${turn.body.trim()} ${one.body}`;
      else turns.push((turn = one));
    }
    text.replaceChildren(...turns.map(({ startTime, speaker, body }) => {
      const at = make("a", { class: "at", href: `${player.audio.src}#t=${startTime}`, "data-start": startTime, "data-for": player.dataset.key }, clock(startTime));
      return make("p", {}, at, speaker ? make("b", {}, `${speaker} : `) : "", body);
    }));
    read();
  };

  search.addEventListener("input", () => {
    const wanted = fold(search.value.trim());
    const shown = passages.filter((one) => !(one.passage.hidden = !one.words.includes(wanted)));
    found.textContent = !wanted ? "" : shown.length > 1 ? `${shown.length} ${words.many}` : shown.length ? words.one : words.nothing;
  });
  // The words that are selected in each passage, or else all of the one that is heard, with who speaks and an address
  // to hear it at.
  quote.addEventListener("click", () => {
    const selection = getSelection();
    const range = !selection.isCollapsed && selection.getRangeAt(0);
    const said = ({ lastChild }) => lastChild.textContent.slice(range.startContainer === lastChild ? range.startOffset : 0, range.endContainer === lastChild ? range.endOffset : undefined).trim();
    let quoted = [...text.children].filter((one) => range && !one.hidden && range.intersectsNode(one.lastChild) && said(one));
    if (!quoted[0]) quoted = [current || text.firstElementChild];
    const at = quoted[0].firstChild;
    const speakers = new Set(quoted.map((one) => one.querySelector("b")?.textContent.replace(/[\s:]+$/, "")));
    const source = [...speakers, player.find("title").textContent, player.dataset.show, at.textContent].filter(Boolean).join(", ");
    const whole = quoted.map(said).join(speakers.size > 1 ? "\n" : " ");
    copy(`${words.open}${whole}${words.close}\n${source}\n${player.dataset.page}?t=${Math.floor(at.dataset.start)}`, quote, words);
  });
  box.addEventListener("toggle", () => {
    if (box.open) load().catch(() => {});
    follow();
  });
  player.addEventListener("move", follow);
  read();
  box.querySelector("[data-script]").hidden = false;
  box.dataset.ready = "";
  if (askedTime() !== null && !player.dataset.transcript) box.open = true;
};
