"""The kits' own messages before the same judges: each kit's example campaign, in both ways of addressing people.

Much of what a kit says is what all say, and judged elsewhere; what is shown to a browser is one mail for each message and language,
the longest, and whatever differs from all others by more than its words.
"""

import collections
import functools
import pathlib
import re
import shutil
import unittest

from mails import Mail, gallery, made_once, read
from program import ROOT
from test_browser import judged as seen, shape
from test_words import BOUNDS, DICTIONARIES, WORD, misspelt, primary, readability, said

KITS = sorted(folder.parent.name for folder in (ROOT / "kits").glob("*/demo") if (folder / "campaign.yaml").exists())
NOW = "2027-03-01T09:00+01:00"
# The examples address people formally in German and French, and informally in Dutch: this is the other way.
OTHER = {"nl": "nl-x-formal", "de-x-formal": "de", "fr-x-formal": "fr"}
TAG = re.compile(r"(?<![\w-])(nl|de-x-formal|fr-x-formal)(?=[:,\]}])")


def example(kit: str, directory: pathlib.Path, other: bool) -> None:
    shutil.copytree(ROOT / "kits" / kit / "demo", directory)
    file = directory / "campaign.yaml"
    text = file.read_text()
    if other:
        text = re.sub(r"(?m)^languages: .*$", "languages: {default: nl, offered: [nl, en, de-x-formal, fr-x-formal], register: {de: informal, fr: informal}}", text)
        # Both ways of writing `nl: …` are its texts: in `name:` and in facts.
        text = TAG.sub(lambda found: OTHER[found[1]], text)
    file.write_text(text)


@functools.cache
def mails(kit: str) -> list[Mail]:
    found = []
    with made_once(f"kit-{kit}") as root:
        for other in (False, True):
            out = root / ("other" if other else "own")
            if not out.exists():
                example(kit, root / f"{out.name}-campaign", other)
                gallery(root / f"{out.name}-campaign", root / "being-made", NOW)
                (root / "being-made").rename(out)
            mails = read(out)
            # English has one way.
            found += [mail for mail in mails if not other or mail.language != "en"]
    return found


@functools.cache
def everything_chosen() -> dict[str, list[Mail]]:
    """By kit one for each message and language, the longest, and whatever differs by more than its words from all others."""
    found, shapes = {}, set()
    for kit in KITS:
        longest, rest = {}, []
        for mail in sorted(mails(kit), key=lambda mail: -len(mail.text)):
            if (mail.message, mail.language) not in longest:
                longest[mail.message, mail.language] = mail
            elif shape(mail.html) not in shapes:
                rest.append(mail)
            shapes.add(shape(mail.html))
        found[kit] = [*longest.values(), *rest]
    return found


def chosen(kit: str) -> list[Mail]:
    return everything_chosen()[kit]


@functools.cache
def data(kit: str) -> frozenset[str]:
    """The words of the example and its people, which are nobody's to spell."""
    texts = [file.read_text() for file in sorted((ROOT / "kits" / kit / "demo").iterdir()) if file.is_file()]
    texts += [mail.reader for mail in mails(kit)]
    return frozenset(word for text in texts for word in WORD.findall(text))


class Kits(unittest.TestCase):
    maxDiff = None

    def each(self, judge) -> None:
        for kit in KITS:
            with self.subTest(kit=kit):
                judge(kit)

    def test_each_is_there_in_all_languages(self):
        def judge(kit):
            self.assertEqual({mail.language for mail in mails(kit)}, {"en", *OTHER, *OTHER.values()})
        self.each(judge)

    def test_every_word_is_spelt_right(self):
        def judge(kit):
            texts = collections.defaultdict(list)
            for mail in mails(kit):
                texts[primary(mail.language)].append((mail.name, f"{mail.parsed['Subject']}\n{mail.text}"))
            wrong = []
            for language, named in texts.items():
                words = {word for _, text in named for word in WORD.findall(said(text))} - data(kit)
                for word in sorted(misspelt(language, frozenset(words))):
                    wrong.append(f"{language}: {word} ({next(name for name, text in named if word in text)})")
            self.assertEqual(wrong, [])
        self.each(judge)

    def test_sentences_are_short(self):
        def judge(kit):
            beyond = {}
            for mail in mails(kit):
                lix, words = readability(mail.text)
                most_lix, most_words = BOUNDS[primary(mail.language)]
                if lix > most_lix or words > most_words:
                    beyond[mail.language, mail.message] = (round(lix, 1), round(words, 1))
            self.assertEqual(beyond, {})
        self.each(judge)

    def test_a_browser_shows_them_to_everybody(self):
        shapes = set()

        def judge(kit):
            pages = []
            for mail in chosen(kit):
                pages.append({"name": mail.name, "html": mail.shown, "axe": shape(mail.html) not in shapes})
                shapes.add(shape(mail.html))
            faults = [f"{name}: {fault}" for name, found in seen(pages).items() for fault in found]
            self.assertFalse(faults, "\n".join(faults[:40]))
        self.each(judge)

    def test_links_lead_where_the_campaign_says(self):
        """An address of mail or a number, or a page of the campaign's own or of a vendor it allows; and no way to sign in."""
        def judge(kit):
            for mail in mails(kit):
                for link in mail.page.links:
                    self.assertRegex(link or "", r"^(https://|mailto:|tel:|#)", mail.name)
                self.assertEqual(mail.page.remote, [], mail.name)
        self.each(judge)


class TheJudgeCanFail(unittest.TestCase):
    def test_a_word_of_another_language_is_found(self):
        self.assertEqual(misspelt("nl", frozenset(["Rechnerr"])), {"Rechnerr"})
        self.assertEqual(set(DICTIONARIES), {"nl", "en", "de", "fr"})

    def test_the_longest_of_each_is_chosen_and_every_shape(self):
        for kit in KITS:
            pairs = {(mail.message, mail.language) for mail in mails(kit)}
            self.assertEqual({(mail.message, mail.language) for mail in chosen(kit)}, pairs)
        shapes = {shape(mail.html) for kit in KITS for mail in mails(kit)}
        self.assertEqual({shape(mail.html) for kit in KITS for mail in chosen(kit)}, shapes)


if __name__ == "__main__":
    unittest.main()
