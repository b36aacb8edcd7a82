// What a page loads, as a module.
import { define } from "./player.js";
import { chapters } from "./player-chapters.js";
import { marks } from "./player-marks.js";
import { copy, panels } from "./player-share.js";
import { transcript } from "./player-transcript.js";
import { wave } from "./player-wave.js";

define([chapters, transcript, panels, wave]);
marks();

document.querySelectorAll("[data-copy]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => copy(button.dataset.copy, button, button.dataset));
});
