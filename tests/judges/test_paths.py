"""Nobody is told what is true of a device that they do not have: every message, for readers of every path, in every language.

The words of a path stand beside the templates, in `templates/paths`; what is held against them here is what a mail program
would show, read by Python's parsers.
"""

import collections
import unittest

from campaign import LANGUAGES
from mails import mails
from program import ROOT

PATHS = {"own", "wiped", "apple", "unknown", "done"}


def words(language: str) -> list[tuple[str, str]]:
    lines = (ROOT / f"templates/paths/{language}.txt").read_text("utf-8").splitlines()
    pairs = [line.split(": ", 1) for line in lines if line and not line.startswith("#")]
    return [(path, said(text)) for path, text in pairs]


def said(text: str) -> str:
    return " ".join(text.split()).lower()


def is_for_people(mail) -> bool:
    """Others hear about the devices of whole teams."""
    return not {"manager", "helpdesk"} & set(mail.features)


class Paths(unittest.TestCase):
    def test_no_message_says_what_is_true_of_another_path(self):
        known = {language: words(language) for language in LANGUAGES}
        found = collections.Counter()
        for mail in (mail for mail in mails() if mail.paths and is_for_people(mail)):
            text = said(f"{mail.parsed['Subject']} {mail.page.words} {mail.text}")
            for path, sentence in known[mail.language]:
                if sentence in text:
                    found[path] += 1
                    self.assertIn(path, mail.paths, f"{mail.name} for {mail.reader} says `{sentence}`")
        self.assertEqual(set(found), PATHS, "the words of some path are nowhere: the test shows too little")

    def test_each_message_has_a_sample_of_every_path_in_every_language(self):
        seen = collections.defaultdict(set)
        for mail in mails():
            seen[mail.message, mail.language] |= mail.paths if is_for_people(mail) else set()
        for_people = {message for (message, _), found in seen.items() if found}
        self.assertGreater(len(for_people), 15)
        for message in for_people:
            # Who has moved hears what is for everyone.
            wanted = PATHS - ({"done"} if all("done" not in seen[message, language] for language in LANGUAGES) else set())
            for language in LANGUAGES:
                self.assertEqual(seen[message, language], wanted, f"{message} in {language}")


if __name__ == "__main__":
    unittest.main()
