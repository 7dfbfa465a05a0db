"""The mails to judge, made once: what `heraut preview --all` makes of the judges' campaign, as it would go out."""

import base64
import contextlib
import dataclasses
import email
import email.message
import email.policy
import fcntl
import functools
import html.parser
import json
import os
import pathlib
import re
import tempfile

import campaign
from program import heraut

# Kept until the process ends, for judges that read files.
SCRATCH = tempfile.TemporaryDirectory(prefix="heraut-judges-")


@dataclasses.dataclass(frozen=True)
class Mail:
    name: str
    message: str
    language: str
    reader: str
    features: tuple[str, ...]
    raw: bytes
    paths: frozenset[str] = frozenset()

    @functools.cached_property
    def parsed(self) -> email.message.EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    @functools.cached_property
    def html(self) -> str:
        return self.parsed.get_body(("html",)).get_content().replace("\r\n", "\n")

    @functools.cached_property
    def text(self) -> str:
        return self.parsed.get_body(("plain",)).get_content().replace("\r\n", "\n")

    @functools.cached_property
    def page(self) -> "Page":
        return Page(self.html)

    @functools.cached_property
    def shown(self) -> str:
        """The HTML with its inline images in it, as a mail program shows it."""
        page = self.html
        for part in self.parsed.walk():
            if part["Content-ID"]:
                data = base64.b64encode(part.get_content()).decode()
                address = "cid:" + part["Content-ID"].strip("<>")
                page = page.replace(address, f"data:{part.get_content_type()};base64,{data}")
        return page


def gallery(directory: pathlib.Path, out: pathlib.Path, now: str = campaign.NOW) -> list[Mail]:
    heraut(directory, "preview", "--all", "--out", str(out), "--now", now, "--quiet")
    return read(out)


def read(out: pathlib.Path) -> list[Mail]:
    """The mails of a gallery that was made."""
    exhibits = json.loads((out / "index.json").read_text())["exhibits"]
    failed = [f"{one['message']} ({one['language']}) for {one['reader']}: {one['failed']}" for one in exhibits if one["failed"]]
    if failed:
        raise AssertionError("could not be made: " + "\n".join(failed))
    return [
        Mail(
            name=pathlib.PurePath(one["files"]["eml"]).stem,
            message=one["message"], language=one["language"], reader=one["reader"], features=tuple(one["features"]),
            paths=frozenset(one["paths"]),
            raw=(out / one["files"]["eml"]).read_bytes(),
        )
        for one in exhibits
    ]


@functools.cache
def mails() -> list[Mail]:
    with made_once("gallery") as root:
        if not (root / "gallery").exists():
            campaign.write(root / "campaign", sheets=True)
            gallery(root / "campaign", root / "being-made")
            (root / "being-made").rename(root / "gallery")
    return read(root / "gallery")


@contextlib.contextmanager
def made_once(name: str):
    """A directory for what several suites look at: the same one for all that run side by side, where only the first
    finds nothing in it. A suite that runs alone has one of its own."""
    root = pathlib.Path(os.environ.get("HERAUT_JUDGES_SHARED") or SCRATCH.name) / name
    root.mkdir(exist_ok=True)
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield root


class Page(html.parser.HTMLParser):
    """What a reader of an HTML part gets: links, images, elements, lists, and the words on the page in their order."""

    VOID = {"meta", "img", "br", "hr", "link", "input", "base", "wbr", "col"}
    # A word does not go on across the border of one of these.
    BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "tr", "div", "pre", "br", "blockquote", "table"}

    def __init__(self, text: str):
        super().__init__()
        self.links, self.images, self.elements, self.remote = [], [], [], []
        self.steps, self.attributes, self.title = [], {}, ""
        self._open, self._words, self._lists = [], [], []
        self.feed(text)
        self.close()

    @property
    def words(self) -> str:
        return re.sub(r"\s+", " ", "".join(self._words)).strip()

    def handle_starttag(self, tag, pairs):
        attributes = dict(pairs)
        hidden = "display:none" in (attributes.get("style") or "").replace(" ", "")
        self.elements.append((tag, attributes))
        self.attributes.setdefault(tag, attributes)
        if tag == "a":
            self.links.append(attributes.get("href"))
        if tag == "img":
            self.images.append(attributes)
        for name in ("src", "background", "srcset", "poster", "data"):
            value = attributes.get(name) or ""
            if value and not value.startswith("cid:"):
                self.remote.append(value)
        if tag == "link":
            self.remote.append(attributes.get("href"))
        if tag in self.BLOCKS:
            self._words.append(" ")
        if tag in ("ol", "ul"):
            first = int(attributes.get("start") or 1)
            self._lists.append(first if tag == "ol" else None)
        if tag == "li" and self._lists and self._lists[-1] is not None:
            self.steps.append([self._lists[-1], ""])
            self._lists[-1] += 1
        if tag not in self.VOID:
            self._open.append((tag, hidden))

    def handle_endtag(self, tag):
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag):]
        if tag in self.BLOCKS:
            self._words.append(" ")
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()

    def handle_data(self, data):
        names = [name for name, _ in self._open]
        if "title" in names:
            self.title += data
        if "body" not in names or "style" in names or any(hidden for _, hidden in self._open):
            return
        self._words.append(data)
        if self.steps and "li" in names and "ol" in names:
            self.steps[-1][1] += data
