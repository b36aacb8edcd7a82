// What the frame of an episode loads, as a classic script: a module cannot load in WordPress's sandbox, which has
// no origin.
import { define } from "./player.js";
import { chapters } from "./player-chapters.js";
import { frame } from "./player-frame.js";
import { panels } from "./player-share.js";
import { transcript } from "./player-transcript.js";
import { wave } from "./player-wave.js";

define([chapters, transcript, panels, wave, frame]);
