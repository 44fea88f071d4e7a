// The report's page as a reader uses it, in headless Chromium: slider, tables, cases, paper, keyboard, contrast.
// Skipped (exit code 77) where Chromium or the packages of package.json are missing; scripts/install-deps installs them.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, before, test} from "node:test";

const skip = (why) => { console.log("skipped: " + why); process.exit(77); };
const executablePath = process.env.DISCERN_CHROMIUM ||
  ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!executablePath) skip("there is no Chromium; install Debian's package chromium");
const modules = await Promise.all([import("playwright-core"), import("axe-core")]).catch(() => null);
if (!modules) skip("there is no playwright-core or axe-core; run scripts/install-deps test");
const {chromium} = modules[0].default ?? modules[0];
const axe = (modules[1].default ?? modules[1]).source;

const discern = join(process.env.DISCERN_BUILD, "discern");
const folder = mkdtempSync(join(tmpdir(), "discern-browser-"));
const at = (name) => join(folder, name);
const run = (...words) => execFileSync(discern, words, {cwd: folder, stdio: ["ignore", "pipe", "pipe"]});
let browser, found;

before(async () => {
  run("simulate", "payments", "-n", "3000", "--seed", "7", "--fraud-share", "0", "--unlabelled", "-o", "normal.csv");
  run("simulate", "payments", "-n", "2000", "--seed", "8", "--start", "2025-10-01", "--days", "8", "--fraud-share", "0.05", "-o", "in.csv");
  // A key that attacks the page.
  const bad = "<img src=x onerror=alert(1)>";
  const lines = readFileSync(at("in.csv"), "utf8").split("\n");
  writeFileSync(at("in.csv"), lines.map((line, k) => k ? line.replace(/^(\d+)/, "$1" + bad) : line).join("\n"));
  run("train", "normal.csv", "-o", "m.discern", "--method", "knn", "--quiet", "--exclude", "payment_id,time,card");
  run("report", "m.discern", "in.csv", "--key", "payment_id", "--label", "fraud", "--false-alarm-rate", "0.05", "--view", "fraud",
      "--amount", "amount", "--entity", "card", "--segment", "category", "-o", "r.html", "--json", "--quiet");
  found = JSON.parse(readFileSync(at("r.json"), "utf8"));
  browser = await chromium.launch({executablePath, args: process.getuid() === 0 ? ["--no-sandbox"] : []});
});
after(async () => {
  if (browser) await browser.close();
  rmSync(folder, {recursive: true, force: true});
});

// A page of its own; at the end it must have said nothing, asked for nothing and opened nothing.
async function read(look, options = {}) {
  const page = await browser.newPage({viewport: {width: 1280, height: 900}, ...options});
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => { complaints.push("dialog " + dialog.message()); dialog.dismiss(); });
  page.on("request", (request) => { if (request.url() !== "file://" + at("r.html")) complaints.push("request " + request.url()); });
  await page.goto("file://" + at("r.html"));
  await look(page);
  assert.deepEqual(complaints, []);
  await page.close();
}
const tile = (page, id) => page.textContent("#" + id + " b");
const shown = (page) => page.$$eval("table.cases tbody tr[id]", (rows) => rows.filter((row) => !row.hidden).map((row) => row.id));
const move = (page, step) => page.$eval("#cut", (slider, value) => {
  slider.value = value;
  slider.dispatchEvent(new Event("input"));
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}, step);

test("the slider starts at the rule and shows what the table says of every cut", () => read(async (page) => {
  const t = found.threshold;
  assert.equal(await tile(page, "live-alerts"), found.alerts.toLocaleString("en"));
  for (const step of [0, 5, Math.floor(t.cut.length / 2), t.cut.length - 1]) {
    await move(page, step);
    assert.equal(await tile(page, "live-alerts"), t.alerts[step].toLocaleString("en"));
    assert.equal(await tile(page, "live-false"), t.false_alerts[step].toLocaleString("en"));
    assert.equal(await tile(page, "live-expected"), t.low[step].toLocaleString("en") + "–" + t.high[step].toLocaleString("en"));
    const recall = 100 * t.true_alerts[step] / found.quality.anomalous;
    assert.ok(Math.abs(parseFloat(await tile(page, "live-recall")) - recall) < 0.06);
  }
  assert.match(await page.getAttribute("#cut", "aria-valuetext"), /2,000 alerts/);
  await page.click("button[data-step] >> nth=0");
  assert.match(await page.textContent("#cut-text"), /the rule in force/);
}));

test("every chart is drawn, and the threshold is marked on its curves", () => read(async (page) => {
  const drawn = await page.evaluate(() => report.charts.map((c) => [c.id, Boolean(c.drawn), Boolean(document.getElementById(c.id))]));
  for (const [id, is, there] of drawn) assert.equal(is, there, id);
  for (const id of ["roc", "precision-recall", "gain", "cost", "calibration-chart", "money-chart", "time-chart", "histogram"])
    assert.ok(drawn.some(([name, is]) => name === id && is), id);
  await move(page, 30);
  const roc = await page.evaluate(() => report.charts.find((c) => c.id === "roc").drawn.data.datasets[0].data[0]);
  assert.ok(Math.abs(roc.y - found.threshold.true_alerts[30] / found.quality.anomalous) < 1e-9);
  assert.ok(Math.abs(roc.x - found.threshold.false_alerts[30] / found.quality.normal) < 1e-9);
}));

test("costs are counted once both are given, and the cheapest cut is found", () => read(async (page) => {
  assert.equal(await page.isDisabled("#cheapest"), true);
  await page.fill(".costs input >> nth=0", "30");
  await page.fill(".costs input >> nth=1", "1");
  await page.click("#cheapest");
  const t = found.threshold;
  const cost = (k) => 30 * (found.quality.anomalous - t.true_alerts[k]) + t.false_alerts[k];
  const least = Math.min(...t.cut.map((_, k) => cost(k)));
  assert.equal(cost(Number(await page.inputValue("#cut"))), least);
  assert.equal(await tile(page, "live-cost"), least.toLocaleString("en"));
}));

test("cases are leafed through, sorted and filtered", () => read(async (page) => {
  const all = found.cases.length;
  assert.ok(all > 60);
  assert.equal((await shown(page)).length, 25);
  assert.equal((await shown(page))[0], "case-1");
  await page.click("#pager [data-to=on]");
  assert.equal((await shown(page))[0], "case-26");
  assert.match(await page.textContent("#page-text"), /^Page 2 of /);
  await page.click("table.cases th:has-text('Score') button");
  assert.equal(await page.getAttribute("table.cases th:has-text('Score')", "aria-sort"), "ascending");
  assert.notEqual((await shown(page))[0], "case-1");
  await page.click("table.cases th:has-text('Score') button");
  assert.equal((await shown(page))[0], "case-1");
  const key = found.cases[40].record.slice(0, 8);
  await page.fill("#find", key);
  assert.deepEqual(await shown(page), ["case-41"]);
  assert.match(await page.textContent("#found"), /^1 of /);
  await page.fill("#find", "");
  const column = found.alert_columns[0].column;
  await page.selectOption("#behind", {label: column});
  const named = found.cases.filter((c) => c.reasons.some((r) => r.column === column)).length;
  assert.match(await page.textContent("#found"), new RegExp("^" + named + " of "));
}));

test("a case opens into components, values beside those expected, and cases like it", () => read(async (page) => {
  await page.click("#case-1 summary");
  const text = await page.innerText("#case-1");
  assert.match(text, /Expected/);
  for (const value of found.cases[0].values.slice(0, 3)) assert.ok(text.includes(value), value);
  const one = found.cases.find((c) => c.similar.some((rank) => rank > 25));
  await page.$eval("#case-" + one.rank + " details", (box) => { box.open = true; });
  const like = one.similar.find((rank) => rank > 25);
  await page.evaluate(([from, to]) => document.querySelector("#case-" + from + " a[href='#case-" + to + "']").click(), [one.rank, like]);
  assert.ok((await shown(page)).includes("case-" + like));
  assert.equal(await page.$eval("#case-" + like + " details", (box) => box.open), true);
  assert.equal(await page.$("img"), null);
}));

test("the page prints, and stands as before afterwards", () => read(async (page) => {
  const pdf = await page.pdf({format: "A4"});
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  assert.equal((await shown(page)).length, 25);
  assert.equal(await page.$$eval("table.cases details[open]", (boxes) => boxes.length), 0);
}));

test("the keyboard alone moves the threshold and reaches the alerts", () => read(async (page) => {
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the alerts");
  await page.focus("#cut");
  const before = await tile(page, "live-alerts");
  await page.keyboard.press("End");
  await page.waitForFunction((was) => document.querySelector("#live-alerts b").textContent !== was, before);
  assert.equal(await tile(page, "live-alerts"), "2,000");
}));

for (const colorScheme of ["light", "dark"])
  for (const width of [1280, 390])
    test("nothing is hard to read or to reach: " + colorScheme + ", " + width + " px", () => read(async (page) => {
      await page.$eval("#case-1 details", (box) => { box.open = true; });
      await page.evaluate(axe);
      const result = await page.evaluate(() => window.axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}));
      assert.deepEqual(result.violations.map((v) => v.id + ": " + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")), []);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      assert.equal(wide, false, "the page scrolls sideways");
    }, {colorScheme, viewport: {width, height: 900}}));

test("the comparison of two models is as easy to read", async () => {
  run("report", "m.discern", "in.csv", "--compare", "m.discern", "--label", "fraud", "--key", "payment_id", "-o", "c.html", "--quiet");
  const page = await browser.newPage({viewport: {width: 390, height: 900}});
  await page.goto("file://" + at("c.html"));
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, {runOnly: ["wcag2a", "wcag2aa"]}));
  assert.deepEqual(result.violations.map((v) => v.id), []);
  await page.close();
});

test("without scripts everything but the charts and the slider is there", async () => {
  const page = await browser.newPage({javaScriptEnabled: false});
  await page.goto("file://" + at("r.html"));
  assert.equal(await page.isVisible("#case-60"), true);
  assert.equal(await page.isVisible(".slider"), false);
  assert.equal(await page.isVisible(".unscripted"), true);
  await page.close();
});
