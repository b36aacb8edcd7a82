// What Adobe's validator says of pages: arguments are schema.org's vocabulary, then files.
import { readFile } from "node:fs/promises";
import Validator from "@adobe/structured-data-validator";
import * as extractor from "@marbec/web-auto-extractor";

const WebAutoExtractor = extractor.default?.default ?? extractor.default;
const [vocabulary, ...pages] = process.argv.slice(2);
const known = JSON.parse(await readFile(vocabulary, "utf8"));
for (const page of pages) {
  const found = new WebAutoExtractor({ addLocation: true }).parse(await readFile(page, "utf8"));
  for (const { severity, issueMessage, path } of await new Validator(known).validate(found)) {
    if (severity === "ERROR" || /not supported|does not exist|unknown/i.test(issueMessage)) {
      const where = path.map(({ type, property }) => property ?? type).join(" > ");
      console.log(`${page}: ${severity} ${issueMessage} (${where})`);
    }
  }
}
