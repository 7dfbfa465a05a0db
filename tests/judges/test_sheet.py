"""The sheet that goes with a mail: Python's `email` says where it is, poppler whether it says what the mail says."""

import functools
import pathlib
import re
import tempfile
import unittest

import campaign
from mails import Mail, mails
from paper import tags, tool
from test_paper import ELEMENTS, FOOT, missing, steps

NAMES = {"nl": "instructie.pdf", "en": "instructions.pdf", "de": "anleitung.pdf", "fr": "instructions.pdf"}
# What a mail says of the file beside it, in three sentences: on paper there is none.
FILE = r"\s+(?:Open|Öffne|Ouvre)\w*\s[^.]*\b(?:bestand|file|Datei|fichier)\b[^.]*\.[^.]*\.[^.]*\."
# As many as the sheet of somebody with five devices or more may have.
PAGES = 6


def faults(mail: Mail) -> list[str]:
    """What is wrong with the sheet of a mail that must bring one, and a calendar entry after it."""
    attached = [part for part in mail.parsed.iter_attachments()]
    kinds = [part.get_content_type() for part in attached]
    if kinds != ["application/pdf", "text/calendar"]:
        return [f"attached: {kinds}"]
    part = attached[0]
    found = []
    if (part.get_content_disposition(), part.get_filename()) != ("attachment", NAMES[mail.language.split("-")[0]]):
        found.append(f"{part.get_content_disposition()} {part.get_filename()}")
    if part["Content-Transfer-Encoding"] != "base64":
        found.append(f"{part['Content-Transfer-Encoding']}")
    said, files = re.subn(FILE, "", mail.text.split(FOOT)[0])
    if files != 1:
        found.append(f"says {files} times to open the file beside it")
    return found + sheet(part.get_content(), said)


def sheet(pdf: bytes, text: str) -> list[str]:
    """What is wrong with a PDF that must say what a text says."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        facts = tool("pdfinfo", file.name)
        said = tool("pdftotext", "-layout", file.name, "-")
        elements = set(tags(pathlib.Path(file.name)))
    pages = int(re.search(r"(?m)^Pages: +(\d+)$", facts)[1])
    found = [f"{pages} pages"] * (pages > PAGES) + ["no tags"] * (not ELEMENTS["prepare"] <= elements)
    return found + missing(text, said)


@functools.cache
def with_sheets() -> list[Mail]:
    return [mail for mail in mails() if mail.message == "prepare"]


class Sheet(unittest.TestCase):
    maxDiff = None

    def test_every_step_date_and_number_of_the_mail(self):
        self.assertEqual({mail.language for mail in with_sheets()}, set(campaign.LANGUAGES))
        self.assertGreater(sum(len(steps(mail.text)) for mail in with_sheets()), 100)
        self.assertEqual({mail.name: found for mail in with_sheets() if (found := faults(mail))}, {})

    def test_nothing_else_brings_one(self):
        others = [mail for mail in mails() if mail.message != "prepare"]
        self.assertEqual([mail.name for mail in others if b"application/pdf" in mail.raw], [])

    def test_everybody_has_their_own(self):
        sheets = {next(mail.parsed.iter_attachments()).get_content() for mail in with_sheets()}
        self.assertEqual(len(sheets), len(with_sheets()))


class TheJudgeCanFail(unittest.TestCase):
    def test_a_sheet(self):
        good = with_sheets()[0]
        self.assertEqual(faults(good), [])
        for old, new in ((b"application/pdf", b"application/zip"), (b"instructi", b"eval"), (b"attachment;", b"inline;")):
            raw = good.raw.replace(old, new, 1) if old in good.raw else good.raw.replace(b"anleitung", new, 1)
            self.assertNotEqual(raw, good.raw)
            self.assertNotEqual(faults(Mail("bad", good.message, good.language, good.reader, (), raw)), [], new)
        other = next(mail for mail in with_sheets() if mail.language != good.language)
        pdf = next(good.parsed.iter_attachments()).get_content()
        self.assertNotEqual(sheet(pdf, other.text), [])
        self.assertNotEqual(sheet(pdf, good.text.split(FOOT)[0] + "\n\n1. Tot 31 december 2031.\n"), [])


if __name__ == "__main__":
    unittest.main()
