// Prints what feedsmith makes of a feed file, as JSON.
import { readFileSync } from "node:fs";
import { parseRssFeed } from "feedsmith";

console.log(JSON.stringify(parseRssFeed(readFileSync(process.argv[2], "utf8"))));
