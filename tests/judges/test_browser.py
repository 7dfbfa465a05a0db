"""A browser and axe-core: readable by everyone, in light and dark, on a phone and on a screen, no word cut, and nothing is
loaded."""

import json
import pathlib
import re
import shutil
import subprocess
import unittest

import demo
from demo import plan
from mails import mails

HERE = pathlib.Path(__file__).parent


def judged(pages: list[dict]) -> dict[str, list[str]]:
    """Faults by the page's name."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        raise AssertionError("no Chromium: tests/run installs it")
    done = subprocess.run(
        ["node", "browser.mjs", chromium], cwd=HERE, input="".join(json.dumps(page) + "\n" for page in pages),
        capture_output=True, text=True, timeout=1200,
    )
    if done.returncode:
        raise AssertionError(done.stderr)
    found = {one["name"]: one["faults"] for one in map(json.loads, done.stdout.splitlines())}
    assert len(found) == len(pages), "a page got no judgement"
    return found


def shape(html: str) -> str:
    """The page without its words. axe-core judges elements, colours and sizes, in the page's language: those of one shape
    are the same to it."""
    _, _, body = html.partition("</head>")
    return re.sub(r'(?<=>)[^<]+|(?<= href=")[^"]+|(?<= aria-label=")[^"]+', lambda found: "x" if found[0].strip() else " ", body)


class Browser(unittest.TestCase):
    def test_every_mail(self):
        pages, shapes = [], set()
        for mail in mails():
            pages.append({"name": mail.name, "html": mail.shown, "axe": shape(mail.html) not in shapes})
            shapes.add(shape(mail.html))
        faults = [f"{name}: {fault}" for name, found in judged(pages).items() for fault in found]
        self.assertFalse(faults, "\n".join(faults[:40]))


def of_plan(name: str, html: str) -> dict:
    """A telephone and a screen; the names of the chart's rows stay when it scrolls."""
    return {"name": name, "html": html, "axe": True, "widths": [400, 1200], "alone": True, "stays": [".chart .scroll", ".chart .names"]}


class Plan(unittest.TestCase):
    def test_the_plan_for_the_board(self):
        self.assertEqual(judged([of_plan("plan", plan())]), {"plan": []})

    def test_the_judge_can_fail(self):
        bad = {
            "color-contrast": ("--soft: #585e66", "--soft: #b0b0b0"),
            "dark 400: color-contrast": ("--soft: #a9b0b9", "--soft: #444444"),
            "light 400: scrolls sideways": (".chart .scroll { flex: 1; min-width: 0; }", ".chart .scroll { flex: none; }"),
            ".chart .names is gone": (".names { flex: none;", ".names { flex: none; position: relative; left: -50rem;"),
            "region": ("<main>", "<div>"),
        }
        for old, _ in bad.values():
            self.assertIn(old, plan())
        found = judged([of_plan(fault, plan().replace(old, new, 1)) for fault, (old, new) in bad.items()])
        for fault in bad:
            self.assertTrue(any(fault in one for one in found[fault]), f"{fault}: {found[fault]}")


def of_report(name: str, html: str) -> dict:
    return {"name": name, "html": html, "axe": True, "widths": [400, 1200], "alone": True}


class Report(unittest.TestCase):
    def test_the_page_for_friday(self):
        self.assertEqual(judged([of_report("report", demo.report("html").read_text())]), {"report": []})

    def test_the_judge_can_fail(self):
        good = demo.report("html").read_text()
        bad = {
            "light 400: color-contrast": ("--soft: #585e66", "--soft: #b0b0b0"),
            "dark 1200: color-contrast": ("--soft: #a9b0b9", "--soft: #444444"),
            "region": ("<main>", "<div>"),
            "light 400: scrolls sideways": ("</h1>", "</h1><div style='width:900px'>wide</div>"),
            "html-has-lang": ("<html lang=", "<html data-lang="),
        }
        for old, _ in bad.values():
            self.assertIn(old, good)
        found = judged([of_report(fault, good.replace(old, new, 1)) for fault, (old, new) in bad.items()])
        for fault in bad:
            self.assertTrue(any(fault in one for one in found[fault]), f"{fault}: {found[fault]}")


class TheJudgeCanFail(unittest.TestCase):
    def test_each_fault_is_found(self):
        good = mails()[0].shown
        picture = "<img src='{}' alt='x' width='9' height='9'>"
        bad = {
            "color-contrast": ("</h1>", "</h1><p style='color:#cccccc;background-color:#ffffff'>pale</p>"),
            "dark 320: color-contrast": ("</style>", "@media (prefers-color-scheme: dark) { .h-card { color: #333333 !important; } }</style>"),
            "image-alt": ("</h1>", "</h1>" + picture.format("data:image/gif;base64,R0lGODlhAQABAAAAACw=").replace("alt='x' ", "")),
            "link-name": ("</h1>", "</h1><a href='https://a.example/'></a>"),
            "html-has-lang": ("<html lang=", "<html data-lang="),
            "light 320: scrolls sideways": ("</h1>", "</h1><div style='width:600px'>wide</div>"),
            "light 900: scrolls sideways": ("</h1>", "</h1><div style='width:1600px'>wide</div>"),
            "light 320: cuts Umst": ("</h1>", "</h1><p style='width:60px'>Umstiegszeitraum</p>"),
            "light 320: cuts SER12": ("</h1>", "</h1><p style='width:60px'>SER12-34567</p>"),
            "calls a number from: Bel": ("</h1>", "</h1><a href='tel:+31205550100'>Bel 020 555 01 00</a>"),
            "the same background in dark": ("prefers-color-scheme: dark", "prefers-color-scheme: none"),
            "asks the network for http://tracker.example/a.png": ("</h1>", "</h1>" + picture.format("http://tracker.example/a.png")),
            "asks the network for http://tracker.example/b.css": ("</style>", "</style><link rel=stylesheet href=http://tracker.example/b.css>"),
            "asks the network for http://tracker.example/c.png": ("</style>", "body { background: url(http://tracker.example/c.png) }</style>"),
            "an image that does not show": ("data:image/png;base64,", "data:image/png;base64,AAAA"),
        }
        for old, _ in bad.values():
            self.assertIn(old, good)
        found = judged([{"name": fault, "html": good.replace(old, new, 1), "axe": True} for fault, (old, new) in bad.items()])
        for fault in bad:
            self.assertTrue(any(fault in one for one in found[fault]), f"{fault}: {found[fault]}")


if __name__ == "__main__":
    unittest.main()
