"""A browser and axe-core on the pages of `heraut serve`: readable by everyone in each language, in light and dark, on a phone and
on a screen, by keyboard; nothing is loaded from elsewhere, and what changes shows in every open window."""

import contextlib
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from program import BINARY, ROOT, heraut

HERE = pathlib.Path(__file__).parent
NOW = "2027-03-08T12:00+01:00"
TEMPLATE = "templates/enrol/enrol-now.nl.md"


@contextlib.contextmanager
def served(campaign: pathlib.Path):
    """The program on a port of its own; gives the link."""
    command = [BINARY, "-C", campaign, "--now", NOW, "serve", "--listen", "127.0.0.1:0", "--by", "S. Ouali"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as program:
        try:
            yield re.search(r"http://\S+", program.stderr.readline())[0]
        finally:
            program.terminate()


def judged(**more) -> list[str]:
    """What a walk through the pages of the demo finds."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        raise AssertionError("no Chromium: tests/run installs it")
    with tempfile.TemporaryDirectory() as scratch:
        campaign = pathlib.Path(scratch) / "demo"
        heraut(scratch, "demo", str(campaign))
        (campaign / TEMPLATE).parent.mkdir(parents=True)
        shutil.copy(ROOT / TEMPLATE, campaign / TEMPLATE)
        languages = sorted(path.parent.name for path in (ROOT / "documents").glob("*/serve.ftl"))
        work = {
            "languages": languages, "person": "cor van beek", "message": "enrol-now/nl", "wave": "pilot",
            "file": str(campaign / TEMPLATE), **more,
        }
        with served(campaign) as link:
            done = subprocess.run(
                ["node", "pages.mjs", chromium, link, json.dumps(work)], cwd=HERE, capture_output=True, text=True, timeout=1200,
            )
        if done.returncode:
            raise AssertionError(done.stderr)
        return json.loads(done.stdout)


class Pages(unittest.TestCase):
    def test_every_page_in_every_language(self):
        faults = judged()
        self.assertFalse(faults, "\n".join(faults[:40]))


class TheJudgeCanFail(unittest.TestCase):
    def test_on_what_is_spoilt(self):
        spoil = """
            document.querySelector("h1").style.color = "#cccccc";
            document.querySelector("main").style.minWidth = "90rem";
            new Image().src = "http://elsewhere.example/";
        """
        faults = "\n".join(judged(languages=["en"], spoil=spoil))
        for fault in ["color-contrast", "scrolls sideways", "elsewhere.example"]:
            self.assertIn(fault, faults)


if __name__ == "__main__":
    unittest.main()
