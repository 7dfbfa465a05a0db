"""Hunspell and LIX: the words of every message and label are spelt right, and its sentences are short.

Spelling is that of Debian's dictionaries, with a reviewed list of words for each language in `words/`. LIX (Björnsson,
1968) is the words a sentence plus the percentage of words of more than six letters: up to 30 is a children's book, 40 a
newspaper, 60 a law. A heading, an item and a paragraph end a sentence, as they do for who reads them.
"""

import collections
import functools
import pathlib
import re
import subprocess
import unittest

import campaign
from mails import mails
from program import ROOT

HERE = pathlib.Path(__file__).parent
# The dictionary of a language; a register is spelt like its language.
DICTIONARIES = {"nl": "nl", "en": "en_GB", "de": "de_DE", "fr": "fr"}
# Bounds of one message, reviewed: LIX, and words a sentence. German joins words; in French an elided word counts with the next.
BOUNDS = {"nl": (38, 12), "en": (36, 12), "de": (46, 12), "fr": (48, 14)}
WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
# What is no word of a language: addresses of pages and of mail, numbers with letters, names of files.
NO_WORDS = re.compile(r"https?://\S+|\S+@\S+|\S*\d\S*|\b[a-z]+\.(?:pdf|ics|csv|yaml)\b")


def primary(language: str) -> str:
    return language.split("-")[0]


@functools.cache
def data() -> frozenset[str]:
    """The words of the campaign and its people, which are nobody's to spell."""
    texts = [(HERE / "campaign.yaml").read_text()]
    for row in campaign.persons() + campaign.machines():
        texts.extend(str(value) for value in row.values())
    texts.extend(mail.reader for mail in mails())
    return frozenset(word for text in texts for word in WORD.findall(text))


@functools.cache
def misspelt(language: str, words: frozenset[str]) -> frozenset[str]:
    dictionary = DICTIONARIES[language]
    reviewed = HERE / "words" / f"{language}.txt"
    done = subprocess.run(
        ["hunspell", "-d", dictionary, "-p", str(reviewed), "-i", "utf-8", "-l"],
        input="\n".join(sorted(words)), capture_output=True, text=True, timeout=600,
    )
    # A dictionary that is not there is said on the other stream, and everything would be right.
    if done.returncode or "Can't open" in done.stderr:
        raise AssertionError(done.stderr)
    known = set(reviewed.read_text().split())
    return frozenset(word for word in done.stdout.split() if word not in known)


def said(text: str) -> str:
    """A text part without its signature's dashes, addresses and lines that are drawn."""
    text = NO_WORDS.sub(" ", text)
    return re.sub(r"^[=*\-_]{3,}$", "", text, flags=re.M)


def sentences(text: str) -> list[list[str]]:
    """A text part as sentences of words; lines that were only wrapped are joined."""
    found = []
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-*•]|\w{1,2}[.)])\s)|\n(?=[=-]{3})", said(text)):
        for sentence in re.split(r"(?<=[.!?:])[\s»“”\"')]+|[.!?:]$", " ".join(block.split())):
            words = WORD.findall(sentence)
            if words:
                found.append(words)
    return found


def readability(text: str) -> tuple[float, float]:
    """LIX, and words a sentence."""
    found = sentences(text)
    words = [word for sentence in found for word in sentence]
    a_sentence = len(words) / len(found)
    return a_sentence + 100 * sum(len(word) > 6 for word in words) / len(words), a_sentence


def labels() -> dict[str, str]:
    """The texts of the catalogs and of documents by language, without what Fluent makes of them."""
    texts = collections.defaultdict(str)
    for file in sorted([*(ROOT / "locales").glob("*/*.ftl"), *(ROOT / "documents").glob("*/*.ftl")]):
        text = re.sub(r"^#.*$|^ *[-.]?[a-z][a-z0-9-]* =|\{[^}]*->|\{[^{}]*\}|\[[\w-]+\]|[{}]", " ", file.read_text(), flags=re.M)
        texts[file.parent.name] += text + "\n"
    return texts


class Spelling(unittest.TestCase):
    def judge(self, texts: dict[str, list[tuple[str, str]]]) -> None:
        wrong = []
        for language, named in texts.items():
            words = {word for _, text in named for word in WORD.findall(said(text))} - data()
            bad = misspelt(primary(language), frozenset(words))
            for word in sorted(bad):
                # Hunspell may have taken a word apart.
                where = next(name for name, text in named if word in text)
                wrong.append(f"{language}: {word} ({where})")
        self.assertEqual(wrong, [])

    def test_every_message(self):
        texts = collections.defaultdict(list)
        for mail in mails():
            texts[mail.language].append((mail.name, f"{mail.parsed['Subject']}\n{mail.text}"))
        self.judge(texts)

    def test_every_label(self):
        self.judge({language: [("locales", text)] for language, text in labels().items()})

    def test_every_language_has_a_dictionary(self):
        self.assertEqual({primary(language) for language in campaign.LANGUAGES} - DICTIONARIES.keys(), set())

    def test_the_reviewed_words_are_needed(self):
        for language in sorted({primary(language) for language in campaign.LANGUAGES}):
            words = set((HERE / "words" / f"{language}.txt").read_text().split())
            done = subprocess.run(["hunspell", "-d", DICTIONARIES[language], "-i", "utf-8", "-l"],
                                  input="\n".join(sorted(words)), capture_output=True, text=True, timeout=60)
            self.assertEqual(words - set(done.stdout.split()), set(), f"words/{language}.txt: the dictionary has these")


class Readability(unittest.TestCase):
    def test_every_message(self):
        worst = {}
        for mail in mails():
            key = (mail.language, mail.message)
            worst[key] = max(worst.get(key, (0.0, 0.0)), readability(mail.text))
        print()
        for (language, message), (lix, words) in sorted(worst.items()):
            print(f"  {language:<12} {message:<22} LIX {lix:4.1f}  {words:4.1f} words a sentence")
        beyond = {
            key: (round(lix, 1), round(words, 1))
            for key, (lix, words) in worst.items()
            if lix > BOUNDS[primary(key[0])][0] or words > BOUNDS[primary(key[0])][1]
        }
        self.assertEqual(beyond, {})


class TheJudgeCanFail(unittest.TestCase):
    def test_a_word_that_is_none_is_found(self):
        for language, word in {"nl": "telefoom", "en": "telephome", "de": "Telefom", "fr": "téléphome"}.items():
            self.assertEqual(misspelt(language, frozenset([word])), {word})

    def test_long_sentences_of_long_words_are_found(self):
        law = "Onverminderd het bepaalde omtrent de inschrijvingsverplichting geschiedt de overdracht van apparatuur, " \
              "behoudens uitzonderingsgevallen, uitsluitend overeenkomstig voorgeschreven procedurevoorwaarden."
        lix, words = readability(law)
        self.assertGreater(lix, 60)
        self.assertGreater(words, 12)
        # Two sentences of two and three words, none of more than six letters: 2.5.
        self.assertEqual(readability("Bel ons. We helpen je."), (2.5, 2.5))


if __name__ == "__main__":
    unittest.main()
