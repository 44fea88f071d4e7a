// usage: node bench/report_page.mjs PAGE     Milliseconds to open the page, and from a move of the slider to the next frame.
import {createRequire} from "node:module";
import {existsSync, realpathSync} from "node:fs";

const require = createRequire(new URL("../tests/browser/package.json", import.meta.url));
const {chromium} = require("playwright-core");
const executablePath = process.env.DISCERN_CHROMIUM || ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync);
const browser = await chromium.launch({executablePath, args: process.getuid() === 0 ? ["--no-sandbox"] : []});
const page = await browser.newPage({viewport: {width: 1280, height: 900}});
const opened = [];
for (let k = 0; k < 5; ++k) {
  await page.goto("file://" + realpathSync(process.argv[2]));
  opened.push(await page.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd));
}
const moves = await page.evaluate(async () => {
  const slider = document.getElementById("cut"), out = [];
  for (let k = 0; k < 50; ++k) {
    slider.value = Math.round(k / 49 * slider.max);
    const start = performance.now();
    slider.dispatchEvent(new Event("input"));
    await new Promise((done) => requestAnimationFrame(() => { const channel = new MessageChannel();
      channel.port1.onmessage = done; channel.port2.postMessage(0); }));
    out.push(performance.now() - start);
  }
  return out.sort((a, b) => a - b);
});
const rows = await page.$$eval("table.cases tbody tr[id]", (all) => all.length);
opened.sort((a, b) => a - b);
console.log(`  ${rows} cases; opens in ${opened[2].toFixed(0)} ms; slider to frame: median ${moves[25].toFixed(0)} ms, most ${moves[49].toFixed(0)} ms`);
await browser.close();
