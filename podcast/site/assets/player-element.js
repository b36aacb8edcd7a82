// What somebody's own page loads for `<podcast-player src="…">`, as a classic script from another origin.
import { define } from "./player.js";
import { borrow } from "./player-borrow.js";
import { chapters } from "./player-chapters.js";
import { panels } from "./player-share.js";
import { transcript } from "./player-transcript.js";
import { wave } from "./player-wave.js";

define([chapters, transcript, panels, wave], borrow);
