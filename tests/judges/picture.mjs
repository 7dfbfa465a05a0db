// Makes docs/images/serve.png: the dashboard of the demo campaign, as a browser shows it.
// node picture.mjs CHROMIUM LINK FILE

import { chromium } from "playwright-core";

const [program, link, file] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-quic"] });
const context = await browser.newContext({ locale: "en", colorScheme: "light", viewport: { width: 1100, height: 1125 } });
const page = await context.newPage();
await page.goto(link);
await page.click("button");
await page.waitForSelector(".facts");
await page.screenshot({ path: file });
await browser.close();
