// Opens pages in a browser and writes what it and axe-core find, one line of JSON a page.
// node browser.mjs CHROMIUM < pages   each line: {"name", "html", "axe": whether to ask axe-core}, and of what is no mail
//                                     {"widths", "alone": it has landmarks of its own, "stays": [what scrolls, what stays]}

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// A mail is shown inside a program that has the landmarks; alone it has none of its own but the article.
const INSIDE = { "landmark-one-main": { enabled: false }, region: { enabled: false } };
const WIDTHS = [320, 900];
const SCHEMES = ["light", "dark"];

// A narrow telephone, on which words may not fit.
const NARROW = WIDTHS[0];

// In the page: the words that are cut at the end of a line, between two letters or figures. A word with figures is a number or
// a serial number, which is read out loud or typed over: it is not cut at a hyphen either. No line has room for a word of
// more than 20 letters, nor has a column of a table for a long one.
function cutWords() {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest("style, script, table:not([role=presentation])")) continue;
    for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const tops = new Set([...range.getClientRects()].map((rect) => Math.round(rect.top)));
      if (tops.size < 2) continue;
      const top = (at) => {
        range.setStart(node, index + at);
        range.setEnd(node, index + at + 1);
        return range.getClientRects()[0]?.top ?? 0;
      };
      const isSerial = /\d/.test(word) && !/[@/]/.test(word);
      const joins = isSerial ? /[\p{L}\p{N}-]/u : /[\p{L}\p{N}\u2011]/u;
      const long = Math.max(...word.split(isSerial ? /[^\p{L}\p{N}-]/u : /[^\p{L}\p{N}]/u).map((part) => part.length));
      for (let at = 1; long <= 20 && at < word.length; at++) {
        if (top(at) > top(at - 1) + 2 && joins.test(word[at - 1]) && joins.test(word[at])) {
          found.push(`${word.slice(0, at)}|${word.slice(at)}`);
        }
      }
    }
  }
  return found;
}

// In the page: the links to a telephone that do not show the number they call.
function wrongNumbers() {
  const digits = (text) => text.replace(/\D/g, "");
  const links = [...document.querySelectorAll("a[href^='tel:']")];
  return links.filter((link) => !digits(link.href) || digits(link.href) !== digits(link.textContent)).map((link) => link.textContent);
}

const lines = [];
for await (const line of createInterface({ input: process.stdin })) lines.push(JSON.parse(line));

const browser = await chromium.launch({ executablePath: process.argv[2], args: ["--no-sandbox", "--disable-quic"] });

// What is seen of an element after another one was scrolled to its end.
function scrolled([scrolls, stays]) {
  const [one, other] = [document.querySelector(scrolls), document.querySelector(stays)];
  one.scrollLeft = one.scrollWidth;
  const [from, { left, right }] = [one.scrollLeft, other.getBoundingClientRect()];
  one.scrollLeft = 0;
  return { moved: from > 0, seen: left >= 0 && right <= innerWidth && right - left > 0 };
}

async function judge(page, requests, { name, html, axe: asked, widths = WIDTHS, alone = false, stays }) {
  requests.length = 0;
  const rules = alone ? {} : INSIDE;
  const faults = [];
  await page.setContent(html, { waitUntil: "load" });
  if (asked) await page.evaluate(axe);
  let background;
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme });
    const seen = await page.evaluate(() => getComputedStyle(document.querySelector(".h-card") ?? document.body).backgroundColor);
    if (seen === background) faults.push(`the same background in ${scheme}: ${seen}`);
    background = seen;
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      if (wide > room) faults.push(`${scheme} ${width}: scrolls sideways, ${wide} in ${room}`);
      if (stays) {
        const { moved, seen } = await page.evaluate(scrolled, stays);
        if (moved && !seen) faults.push(`${scheme} ${width}: ${stays[1]} is gone when ${stays[0]} is scrolled`);
        if (!moved && width === Math.min(...widths)) faults.push(`${scheme} ${width}: ${stays[0]} does not scroll`);
      }
      if (width === NARROW && scheme === SCHEMES[0]) {
        faults.push(...(await page.evaluate(cutWords)).map((word) => `${scheme} ${width}: cuts ${word}`));
      }
      if (!asked) continue;
      const found = await page.evaluate((rules) => axe.run({ rules, resultTypes: ["violations"] }), rules);
      if (found.passes.length === 0) faults.push("axe-core looked at nothing");
      for (const { id, nodes } of found.violations) {
        faults.push(`${scheme} ${width}: ${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`);
      }
    }
  }
  faults.push(...(await page.evaluate(wrongNumbers)).map((text) => `calls a number from: ${text}`));
  const broken = await page.evaluate(() => [...document.images].filter((image) => !image.naturalWidth).map((image) => image.alt));
  faults.push(...broken.map((alt) => `an image that does not show: ${alt}`));
  faults.push(...requests.map((url) => `asks the network for ${url}`));
  process.stdout.write(JSON.stringify({ name, faults }) + "\n");
}

async function worker() {
  const context = await browser.newContext();
  const page = await context.newPage();
  const requests = [];
  await context.route(/^(?!data:)/, (route) => {
    requests.push(route.request().url());
    return route.abort();
  });
  for (let next = lines.shift(); next; next = lines.shift()) await judge(page, requests, next);
}

await Promise.all([worker(), worker()]);
await browser.close();
