// Renews the parts of a page that are alive when something changed. Without it a page is as it was when it was opened.
"use strict";

const news = document.getElementById("news");
let busy = false;
let again = false;

// Puts what is new in place of what was, and keeps open what a reader has opened.
function renewed(page) {
  let changed = false;
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || fresh.innerHTML === part.dataset.was || part.contains(document.activeElement?.closest("input, select, textarea") ?? null)) continue;
    part.dataset.was = fresh.innerHTML;
    const open = [...part.querySelectorAll("details[open]")].map((one) => one.id);
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    part.replaceChildren(...document.importNode(fresh, true).childNodes);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    changed = true;
  }
  return changed;
}

async function renew() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (answer.status === 401) return location.reload();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (renewed(page)) news.textContent = news.dataset.text;
  } catch {
    // The program has ended, or is being started again: the stream says so when it is back.
  } finally {
    busy = false;
  }
  if (again) {
    again = false;
    await renew();
  }
}

if (document.querySelector("[data-live]")) {
  for (const part of document.querySelectorAll("[data-live]")) part.dataset.was = part.innerHTML;
  const stream = new EventSource("/events");
  stream.addEventListener("changed", renew);
  addEventListener("pagehide", () => stream.close());
}
