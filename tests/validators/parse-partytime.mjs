// Prints what Podcast Index's own reader, podcast-partytime, makes of a feed file, as JSON.
import { readFileSync } from "node:fs";
import partytime from "podcast-partytime";

const feed = partytime.parseFeed(readFileSync(process.argv[2], "utf8"), { allowMissingGuid: false });
console.log(JSON.stringify(feed));
