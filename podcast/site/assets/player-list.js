// What the frame of a playlist loads, as a classic script.
import { define } from "./player.js";
import { chapters } from "./player-chapters.js";
import { frame } from "./player-frame.js";
import { playlist } from "./player-playlist.js";
import { panels } from "./player-share.js";
import { wave } from "./player-wave.js";

define([chapters, panels, wave, playlist, frame]);
