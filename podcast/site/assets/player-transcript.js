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
    text.replaceChildren(...segments.map(({ startTime, speaker, body }) => {
      const at = make("a", { class: "at", href: `${player.audio.src}#t=${startTime}`, "data-start": startTime, "data-for": player.dataset.key }, clock(startTime));
      return make("p", {}, at, ...(speaker ? [make("b", {}, `${speaker} : `)] : []), body);
    }));
    read();
  };

  search.addEventListener("input", () => {
    const wanted = fold(search.value.trim());
    const shown = passages.filter((one) => !(one.passage.hidden = !one.words.includes(wanted)));
    found.textContent = !wanted ? "" : shown.length > 1 ? `${shown.length} ${words.many}` : shown.length ? words.one : words.nothing;
    box.dispatchEvent(new CustomEvent("found", { detail: { shown, wanted }, bubbles: true }));
  });
  // The selection, or else the passage that is being heard, with who speaks and an address to hear it at.
  quote.addEventListener("click", () => {
    const selection = getSelection();
    const selected = text.contains(selection.anchorNode) && selection.toString().trim();
    const passage = selected ? selection.getRangeAt(0).startContainer.parentElement.closest("p") : current || passages[0]?.passage;
    if (!passage) return;
    const at = passage.firstChild;
    const said = selected || passage.lastChild.textContent.trim();
    const speaker = passage.querySelector("b")?.textContent.replace(/[\s:]+$/, "");
    const source = [speaker, player.find("title").textContent.trim(), player.dataset.show, at.textContent].filter(Boolean).join(", ");
    copy(`${words.open}${said}${words.close}\n${source}\n${player.dataset.page}?t=${Math.floor(at.dataset.start)}`, quote, words);
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
