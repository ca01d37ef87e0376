// Asks axe-core about pages, in light and dark and at two widths, and whether they scroll sideways.
//
//     node tools/checks/pages.mjs FOLDER build/*.html
//
// FOLDER is where `npm install axe-core puppeteer-core` was run; CHROMIUM names the browser where it is
// not /usr/bin/chromium. Without them the check says that it was skipped, and ends with 0.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, ...pages] = process.argv.slice(2);
const browserPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const axePath = resolve(folder ?? ".", "node_modules/axe-core/axe.min.js");

let puppeteer;
try {
  puppeteer = createRequire(resolve(folder ?? ".", "x.js"))("puppeteer-core");
} catch {
  puppeteer = undefined;
}
if (!puppeteer || !existsSync(axePath) || !existsSync(browserPath)) {
  console.log("skipped: axe-core, puppeteer-core or the browser is not there");
  process.exit(0);
}

const axe = readFileSync(axePath, "utf8");
const browser = await puppeteer.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
let wrong = 0;
for (const path of pages) {
  for (const width of [1280, 390]) {
    for (const scheme of ["light", "dark"]) {
      const page = await browser.newPage();
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.setBypassCSP(true);
      await page.goto(pathToFileURL(resolve(path)).href);
      const scrolled = await page.evaluate("document.documentElement.scrollWidth");
      const found = await page.evaluate(`${axe};axe.run(document, {resultTypes: ["violations"]})`);
      const lines = found.violations.map((item) => `${item.id} (${item.nodes.length}): ${item.nodes[0].html.slice(0, 120)}`);
      if (scrolled > width) lines.push(`scrolls sideways: ${scrolled} px of ${width}`);
      console.log(`${path} ${width} ${scheme}: ${lines.length ? lines.join("; ") : "no violation"}`);
      wrong += lines.length;
      await page.close();
    }
  }
}
await browser.close();
process.exit(wrong ? 1 : 0);
