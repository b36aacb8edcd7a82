// Bundles livewire-validator, which is in no registry and has no licence, so it is never kept here:
//
//   npm install --prefix BUILD esbuild@0.28.2 fast-xml-parser@3.21.1
//   node bundle-livewire.mjs LIVEWIRE_CHECKOUT DENOFLARE_CHECKOUT BUILD OUT.mjs
//
// The checkouts are github skymethod/livewire-validator and skymethod/denoflare. Tests run it when the
// environment variable LIVEWIRE names OUT.mjs.
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [livewire, denoflare, build, out] = process.argv.slice(2).map((one) => resolve(one));
const { build: bundle } = createRequire(`${build}/package.json`)("esbuild");
const common = `${livewire}/validator-worker/common`;

await bundle({
  stdin: {
    contents: `export { parseXml, validateXml } from "${common}/deps_xml.ts";
      export { validateFeedXml } from "${common}/validator.ts";`,
    resolveDir: common,
    loader: "ts",
  },
  bundle: true,
  format: "esm",
  platform: "node",
  outfile: out,
  nodePaths: [`${build}/node_modules`],
  plugins: [
    {
      name: "denoflare",
      setup(building) {
        const raw = /^https:\/\/raw\.githubusercontent\.com\/skymethod\/denoflare\/[^/]+\/(.*)$/;
        building.onResolve({ filter: raw }, ({ path }) => ({ path: `${denoflare}/${raw.exec(path)[1]}` }));
        building.onResolve({ filter: /fast-xml-parser/ }, () => ({
          path: createRequire(`${build}/package.json`).resolve("fast-xml-parser"),
        }));
      },
    },
  ],
});
