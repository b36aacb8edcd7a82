// Prints as JSON what livewire-validator, bundled at $LIVEWIRE, finds in a feed file.
//
// It looks at the first item and the first liveItem only, so the caller hands it one of each at a time.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { parseXml, validateFeedXml, validateXml } = await import(pathToFileURL(process.env.LIVEWIRE));
const xml = readFileSync(process.argv[2], "utf8");
const wellFormed = validateXml(xml);
const found = wellFormed === true ? [] : [`not well-formed: ${JSON.stringify(wellFormed)}`];
const tags = { known: [], unknown: [] };

validateFeedXml(parseXml(xml), {
  onGood() {},
  onInfo() {},
  onWarning: (_node, message) => found.push(`warning: ${message}`),
  onError: (_node, message) => found.push(`error: ${message}`),
  onRssItemsFound() {},
  onPodcastIndexLiveItemsFound() {},
  onPodcastIndexTagNamesFound(known, unknown) {
    tags.known.push(...known);
    tags.unknown.push(...unknown);
  },
});
console.log(JSON.stringify({ found, ...tags }));
