"""The Nu HTML checker, which the W3C runs: every HTML part is valid but for what mail programs need."""

import functools
import json
import pathlib
import re
import subprocess
import tempfile
import unittest

from mails import mails

JAR = pathlib.Path(__file__).parent / "node_modules/vnu-jar/build/dist/vnu.jar"
# Reviewed: what mail programs need and the standard does not have.
NEEDED = (
    # The Word engine of classic Outlook lays tables out by these.
    r"The “(cellpadding|cellspacing|border|width|align)” attribute on the “table” element is obsolete\..*",
    r"The “width” attribute on the “th” element is obsolete\..*",
    # Apple Mail before 2019 knows the property by this name.
    r"CSS: “supported-color-schemes”: Property “supported-color-schemes” doesn't exist\.",
    # The same engine shows what is `display:none` unless it is told so.
    r"CSS: “mso-hide”: Property “mso-hide” doesn't exist\.",
)


def judged(pages: dict[str, str]) -> dict[str, list[str]]:
    """What the checker says of each page, without what mail programs need."""
    with tempfile.TemporaryDirectory() as scratch:
        files = {name: pathlib.Path(scratch) / f"{n}.html" for n, name in enumerate(pages)}
        for name, file in files.items():
            file.write_text(pages[name])
        done = subprocess.run(
            ["java", "-jar", JAR, "--format", "json", "--stdout", "--exit-zero-always", *files.values()],
            capture_output=True, text=True, timeout=1200,
        )
        # The checker writes its findings, and if there are none, none; anything else is a fault of its own.
        if done.returncode or done.stderr:
            raise AssertionError(f"{done.stdout[:2000]}{done.stderr[:2000]}")
        said = json.loads(done.stdout)["messages"]
    names = {file.name: name for name, file in files.items()}
    found = {name: [] for name in pages}
    for one in said:
        if not any(re.fullmatch(known, one["message"]) for known in NEEDED):
            found[names[pathlib.PurePath(one["url"]).name]].append(f"{one.get('lastLine')}: {one['message']}")
    return found


def spoiled() -> dict[str, str]:
    """A mail with one fault each, by what that is."""
    good = mails()[0].html
    bad = {
        "unclosed": ("</h1>", ""),
        "unknown element": ("</h1>", "</h1><blink>x</blink>"),
        "nesting": ("</h1>", "</h1><p><ul><li>x</li></ul></p>"),
        "no alternative text": ("</h1>", "</h1><img src=x>"),
        "identity twice": ("</h1>", "</h1><p id=a>x</p><p id=a>x</p>"),
        "unknown property": ("margin:0 auto", "marjin:0 auto"),
        "no title": ("<title>", "<meta name=a content=b><!--"),
    }
    return {name: good.replace(old, new, 1) for name, (old, new) in bad.items()}


@functools.cache
def everything() -> dict[str, list[str]]:
    """Every mail and every spoiled one, judged together: the checker takes long to begin."""
    return judged({mail.name: mail.html for mail in mails()} | spoiled())


class Markup(unittest.TestCase):
    def test_every_mail(self):
        faults = {mail.name: everything()[mail.name] for mail in mails() if everything()[mail.name]}
        self.assertEqual(faults, {})

    def test_the_filter_is_no_longer_than_needed(self):
        mail = next(mail.html for mail in mails() if mail.message == "announcement")
        for fault, what in (("mso-hide:all", "mso-hide"), ("supported-color-schemes: light", "supported-color-schemes"),
                            ("cellpadding=", "cellpadding"), (" align=", "align"), ("border=", "border"),
                            ('<th scope="col" width=', "width of a heading")):
            self.assertIn(fault, mail, f"{what} is not in the mail any more: take it out of NEEDED")


class TheJudgeCanFail(unittest.TestCase):
    def test_each_fault_is_found(self):
        self.assertEqual([name for name in spoiled() if not everything()[name]], [])


if __name__ == "__main__":
    unittest.main()
