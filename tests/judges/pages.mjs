// Walks through the pages of `heraut serve` in a browser, and writes what it and axe-core find as one list of JSON.
// node pages.mjs CHROMIUM LINK WORK   WORK is an object of JSON: "languages", "person", "message", "wave" (with a gate), "file" (of
//                                     the message), and "spoil" (what to run in each page before it is looked at)

import { appendFileSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [program, link, text] = process.argv.slice(2);
const work = JSON.parse(text);
const { origin } = new URL(link);
const WIDTHS = [400, 1200];
const SCHEMES = ["light", "dark"];
// A change is seen in another window within a second, and a saved file in half of one: more on a machine with other work.
const SOON = 10_000;

const faults = [];
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-quic"] });

// A page of which every message of the console, every error and every request beyond the host is a fault.
async function opened(context) {
  const page = await context.newPage();
  const where = () => new URL(page.url()).pathname;
  // A refusal has a status that the console counts as an error; that the page says so is looked at.
  const isRefusal = (said) => said.includes("status of 4");
  page.on("console", (said) => ["error", "warning"].includes(said.type()) && !isRefusal(said.text()) && faults.push(`${where()}: ${said.text()}`));
  page.on("pageerror", (error) => faults.push(`${where()}: ${error}`));
  page.on("request", (request) => /^(data:|about:)/.test(request.url()) || request.url().startsWith(`${origin}/`) || faults.push(`asks for ${request.url()}`));
  return page;
}

// Looks at a page in both schemes and widths.
async function judge(page, name) {
  if (work.spoil) await page.evaluate(work.spoil);
  await page.evaluate(axe);
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      if (wide > room) faults.push(`${name} ${scheme} ${width}: scrolls sideways, ${wide} in ${room}`);
      // A mail in its frame has a judge of its own.
      const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"], iframes: false }));
      if (found.passes.length === 0) faults.push("axe-core looked at nothing");
      for (const { id, nodes } of found.violations) {
        faults.push(`${name} ${scheme} ${width}: ${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`);
      }
    }
  }
}

// By keyboard alone: everything that can be pressed is reached in order, and its focus is seen.
async function byKeyboard(page, name) {
  const isFirst = await page.evaluate(() => document.querySelector("a[href], button, input, select, summary, [tabindex]").matches(".skip"));
  if (!isFirst) faults.push(`${name}: the way to the content is not the first`);
  const all = await page.locator("a[href]:visible, button:visible, input:not([type=hidden]):visible, select:visible, summary:visible").count();
  const reached = new Set();
  for (let n = 0; n < all + 20; n++) {
    const one = await page.evaluate(() => {
      const seen = document.activeElement;
      if (!seen || seen === document.body) return null;
      seen.dataset.at ??= String(document.querySelectorAll("[data-at]").length);
      // In a frame the focus is on something of the mail.
      if (seen.matches("iframe")) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(seen);
      const can = seen.matches("a[href], button, input, select, summary");
      return { at: seen.dataset.at, can, shown: outlineStyle !== "none" && outlineWidth !== "0px", html: seen.outerHTML.slice(0, 100) };
    });
    if (one && !one.shown) faults.push(`${name}: the focus is not seen on ${one.html}`);
    if (one?.can) reached.add(one.at);
    await page.keyboard.press("Tab");
  }
  if (reached.size < all) faults.push(`${name}: the keyboard reaches ${reached.size} of ${all}`);
}

async function lookUp(page) {
  await page.goto(`${origin}/desk`);
  await page.keyboard.type(work.person);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/desk\/[0-9a-f]+$/);
}

const first = await browser.newContext();
const page = await opened(first);
await page.goto(link);
await judge(page, "sign-in");
await page.click("button");
await page.waitForURL(`${origin}/`);
const storageState = await first.storageState();

for (const language of work.languages) {
  const context = await browser.newContext({ storageState, locale: language });
  const page = await opened(context);
  const message = `/messages/${work.message}`;
  for (const path of ["/", "/desk", `/waves/${work.wave}`, `/gates/${work.wave}`, "/messages", message, "/plan", "/print", "/report?by=department", "/journal", "/none"]) {
    await page.goto(`${origin}${path}`);
    const lang = await page.evaluate(() => document.documentElement.lang);
    if (lang !== language) faults.push(`${path} is in ${lang}, not in ${language}`);
    await judge(page, `${language} ${path}`);
    if (language === work.languages[0]) await byKeyboard(page, path);
  }
  await page.goto(`${origin}/desk`);
  await page.fill("#wanted", "a");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#found");
  await judge(page, `${language} found`);
  await lookUp(page);
  await judge(page, `${language} person`);
  if (language === work.languages[0]) await byKeyboard(page, "person");
  await page.click("section[aria-labelledby=told] a");
  await page.waitForSelector("iframe");
  await judge(page, `${language} letter`);
  await context.close();
}

// What is done in one window is seen in another, and what is saved in an open page.
if (!work.spoil) {
  const [one, other] = [await opened(first), await opened(first)];
  await lookUp(one);
  await other.goto(`${origin}/`);
  await one.fill("#why-hold", "seen in the other window");
  await one.press("#why-hold", "Enter");
  await one.waitForSelector(".said");
  await other.waitForSelector("text=seen in the other window", { timeout: SOON }).catch(() => faults.push("a hold is not seen in the other window"));
  // An appointment is made by keyboard, and the page of who has it says so.
  await one.fill("#expected-day", "2027-04-16");
  await one.fill("#expected-time", "11:30");
  await one.press("#expected-place", "Enter");
  await one.waitForSelector("p.warn >> text=16 April 11:30").catch(() => faults.push("an appointment is not seen"));
  await judge(one, "appointment");
  await other.goto(`${origin}/messages/${work.message}`);
  await other.waitForSelector("iframe");
  appendFileSync(work.file, "\n\nSaved while the page was open.\n");
  await other.waitForSelector("pre >> text=Saved while the page was open.", { timeout: SOON }).catch(() => faults.push("a saved file is not seen"));
}

process.stdout.write(JSON.stringify(faults));
await browser.close();
