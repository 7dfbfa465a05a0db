"""What `heraut send --watch --metrics` answers, read by the parser of Prometheus' own client."""

import re
import shutil
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

from program import BINARY, ROOT, heraut

EARLY, ANNOUNCED = "2027-02-01T09:00+01:00", "2027-02-15T10:00+01:00"


class Answered(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        shutil.copytree(ROOT / "tests/campaigns/base", directory.name, dirs_exist_ok=True)
        heraut(directory.name, "approve", "--by", "A. Manager", "--now", EARLY)
        watch = subprocess.Popen(
            [BINARY, "-C", directory.name, "send", "--watch", "--metrics", "127.0.0.1:0", "--now", ANNOUNCED],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        )
        cls.addClassCleanup(watch.stderr.close)
        cls.addClassCleanup(watch.wait)
        cls.addClassCleanup(watch.terminate)
        cls.address = re.search(r"http://\S+/metrics", watch.stderr.readline())[0]
        # Once the two that are due have gone out nothing changes any more.
        while 'accepted_notices{campaign="base"} 2\n' not in (text := cls.fetch()):
            cls().assertIsNone(watch.poll(), text)
        cls.text = text

    @classmethod
    def fetch(cls) -> str:
        with urllib.request.urlopen(cls.address, timeout=60) as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4"), answer.headers
            return answer.read().decode()


class Metrics(Answered):
    def families(self) -> dict:
        return {family.name: family for family in text_string_to_metric_families(self.text)}

    def test_the_parser_understands_every_line(self):
        families = self.families()
        kinds = {name: family.type for name, family in families.items()}
        self.assertEqual(kinds["heraut_notices"], "gauge")
        self.assertEqual(kinds["heraut_accepted_notices"], "gauge")
        self.assertTrue(all(family.documentation for family in families.values()))
        read = sum(len(family.samples) for family in families.values())
        self.assertEqual(read, len([line for line in self.text.splitlines() if not line.startswith("#")]))

    def test_the_figures_are_those_of_the_ledger(self):
        samples = self.families()["heraut_notices"].samples
        accepted = [sample for sample in samples if sample.labels["state"] == "accepted"]
        self.assertEqual([(one.labels["wave"], one.labels["message"], one.value) for one in accepted], [("pilot", "announcement", 2)])
        self.assertEqual(self.families()["heraut_due_notices"].samples[0].value, 0)

    def test_nothing_else_is_answered(self):
        with self.assertRaises(urllib.error.HTTPError) as other:
            urllib.request.urlopen(self.address.replace("/metrics", "/"), timeout=60)
        self.assertEqual(other.exception.code, 404)
        other.exception.close()


class TheJudgeCanFail(Answered):
    def test_a_label_that_does_not_end(self):
        with self.assertRaises(ValueError):
            list(text_string_to_metric_families(self.text.replace('campaign="base"} 2', 'campaign="base} 2')))
