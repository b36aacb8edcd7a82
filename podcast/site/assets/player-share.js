// The panels: an address with its moment, volume, the sleep timer, and forgetting.
import { clock } from "./player-times.js";
import { memory } from "./player-memory.js";
import { make } from "./player.js";

// Says so on the button; where copying is not allowed, the text stands selected in a field.
export const copy = async (text, button, words) => {
  try {
    await navigator.clipboard.writeText(text);
    const label = button.textContent;
    button.textContent = words.copied;
    setTimeout(() => (button.textContent = label), 2000);
  } catch {
    const field = make("textarea", { readonly: "", rows: 3, class: "player-address", "aria-label": words.address });
    field.value = text;
    button.parentElement.querySelector("textarea")?.remove();
    button.after(field);
    field.select();
  }
};

export const panels = (player) => {
  const { audio, words } = player;
  const [from, address, send, volume, sleep] = ["from", "address", "send", "volume", "sleep"].map((name) => player.find(name));
  const write = () => {
    player.find("moment").textContent = clock(player.position);
    address.value = player.dataset.page + (from.checked && player.position >= 1 ? `?t=${Math.floor(player.position)}` : "");
  };
  from.addEventListener("change", write);
  player.addEventListener("move", write);
  player.find("copy").addEventListener("click", (event) => copy(address.value, event.target, words));
  send.hidden = !navigator.share;
  send.addEventListener("click", () => navigator.share({ title: player.find("title").textContent, url: address.value }).catch(() => {}));

  volume.addEventListener("input", () => {
    audio.volume = volume.value / 100;
    audio.muted = false;
    memory.set("volume", volume.value);
  });
  audio.addEventListener("volumechange", () => (volume.value = audio.muted ? 0 : Math.round(audio.volume * 100)));
  audio.volume = Math.min(1, memory.get("volume") / 100 || 1);

  let timer;
  sleep.addEventListener("change", () => {
    clearTimeout(timer);
    const minutes = Number(sleep.value);
    player.tell(minutes ? `${words.asleep} ${minutes} min.` : "");
    if (minutes) timer = setTimeout(rest, minutes * 60000);
  });
  const rest = () => {
    sleep.value = 0;
    audio.pause();
    player.tell();
  };

  player.find("forget").addEventListener("click", () => {
    memory.clear();
    player.tell(words.forgotten);
  });

  audio.addEventListener("ended", () => {
    const next = player.find("next");
    if (next) player.tell(next.cloneNode(true));
  });
};
