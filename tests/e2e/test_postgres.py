"""The ledger on a PostgreSQL server: every verb, and a server that is gone while mail is sent."""

import collections
import json
import os
import pathlib
import subprocess
import time
import unittest

import onserver
from command import BINARY, heraut
from mailserver import postfix
from postgresserver import NAME, PASSWORD
from smallcampaign import NOW, approve

PEOPLE = 2000
CRASHES = 5


def totals(directory: pathlib.Path) -> dict:
    return json.loads(heraut(directory, "status", "--json", "--now", NOW))["totals"]


class Served(onserver.OnServer):
    def refused(self, *arguments: str, code: int = 4) -> str:
        done = subprocess.run([BINARY, "-C", self.directory, *arguments], capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return " ".join(done.stderr.split())

    def test_every_verb_does_what_it_does_with_a_file(self):
        self.write(20, '{url: "maildir:outbox"}', "verbs")
        approve(self.directory)
        heraut(self.directory, "hold", "--person", "p3@voorbeeldstad.example", "--why", "on sick leave", "--yes", "--by", "Jan", "--now", NOW)
        heraut(self.directory, "send", "--quiet", "--now", NOW)
        self.assertEqual(len(list((self.directory / "outbox/new").iterdir())), 19)
        states = totals(self.directory)
        self.assertEqual((states["accepted"], states["held"]), (19, 1))
        heraut(self.directory, "resume", "--person", "p3@voorbeeldstad.example", "--why", "back", "--yes", "--by", "Jan", "--now", NOW)
        heraut(self.directory, "send", "--quiet", "--now", NOW)
        self.assertEqual(totals(self.directory)["accepted"], 20)
        journal = heraut(self.directory, "journal")
        for deed in ["approved", "held", "resumed"]:
            self.assertIn(deed, journal)
        self.assertIn("sound", heraut(self.directory, "ledger", "verify"))
        hint = self.refused("ledger", "backup", "copy.db", code=2)
        self.assertIn("pg_dump --schema=verbs", hint)
        # Nobody's name is left in the tables: in no row of any, neither as text nor in bytes.
        tables = self.server.run("SELECT string_agg(table_name, ' ') FROM information_schema.tables WHERE table_schema = 'verbs'").split()
        self.assertIn("person", tables)

        def holding(*words: str) -> list[str]:
            rows = {table: self.server.run(f"SELECT string_agg(t::text, ' ') FROM verbs.{table} t").lower() for table in tables}
            return [f"{table}: {word}" for table in tables for word in words if word in rows[table] or word.encode().hex() in rows[table]]

        self.assertTrue(holding("p3@voorbeeldstad.example"))
        heraut(self.directory, "person", "forget", "p3@voorbeeldstad.example", "--why", "asked for it", "--yes", "--by", "Jan", "--now", NOW, code=None)
        left = self.server.run("SELECT count(*) FROM verbs.person WHERE id LIKE 'p3@%'")
        self.assertEqual(left, "0")
        self.assertEqual(holding("p3@voorbeeldstad.example"), [])
        self.assertTrue(holding("p4@voorbeeldstad.example"), "everybody else is there")

    def test_a_wrong_password_and_a_server_that_is_not_there_are_said(self):
        self.write(3, '{url: "maildir:outbox"}', "wrong")
        os.environ["HERAUT_LEDGER_PASSWORD"] = "not it"
        try:
            said = self.refused("status", "--now", NOW)
        finally:
            os.environ["HERAUT_LEDGER_PASSWORD"] = PASSWORD
        self.assertIn("the server does not let us in", said)
        self.assertNotIn("not it", said)
        file = self.directory / "campaign.yaml"
        file.write_text(file.read_text().replace(f":{self.server.port}/", ":1/"))
        self.assertIn("the server of the ledger cannot be reached", self.refused("status", "--now", NOW))

    def test_a_server_elsewhere_is_verified(self):
        self.write(3, '{url: "maildir:outbox"}', "tls")
        file = self.directory / "campaign.yaml"
        here = f"@127.0.0.1:{self.server.port}/postgres?schema=tls"
        campaign = file.read_text()

        def named(name: str, trust: str) -> None:
            file.write_text(campaign.replace(here, f"@{name}:{self.server.port}/postgres?schema=tls&hostaddr=127.0.0.1{trust}"))

        trust = f"&sslrootcert={self.server.certificate}"
        named(NAME, trust)
        approve(self.directory)
        self.assertEqual(totals(self.directory)["planned"], 3)
        self.assertEqual(self.server.run("SELECT count(*) FROM tls.notice"), "3")
        for name, trusted in [(NAME, ""), ("other.voorbeeldstad.example", trust)]:
            named(name, trusted)
            self.assertIn("is not known to be the right one", self.refused("status", "--now", NOW))

    def test_a_server_that_crashes_under_a_sender_makes_nobody_hear_twice(self):
        with postfix() as relay:
            self.write(PEOPLE, f'{{url: "smtp://127.0.0.1:{relay.port}", limits: {{connections: 4}}}}', "gone")
            approve(self.directory)
            for crash in range(1, CRASHES + 1):
                until = crash * PEOPLE // (CRASHES + 1)
                sender = subprocess.Popen(
                    [BINARY, "-C", self.directory, "send", "--quiet", "--now", NOW], stderr=subprocess.PIPE, text=True
                )
                while sender.poll() is None and relay.taken() < until:
                    time.sleep(0.001)
                self.server.stop(at_once=True)
                said = sender.communicate(timeout=120)[1]
                self.assertEqual(sender.returncode, 4, said)
                self.assertIn("the server of the ledger", said)
                self.assertIn("cannot be reached", self.refused("send", "--quiet", "--now", NOW))
                self.server.start()
            heraut(self.directory, "send", "--quiet", "--now", NOW, code=None)
            relay.settle()
            self.judge(relay)

    def judge(self, relay) -> None:
        arrived = collections.Counter(mail["Message-ID"].strip("<>").split("@")[0] for mail in relay.messages())
        notices = json.loads(heraut(self.directory, "status", "--notices", "--json", "--now", NOW))["notices"]
        state = {notice["id"]: notice["state"] for notice in notices}
        uncertain = [i for i, s in state.items() if s == "uncertain"]
        print(f"\n{CRASHES} crashes, {len(arrived)} of {PEOPLE} arrived, {len(uncertain)} uncertain")
        self.assertEqual([i for i, n in arrived.items() if n > 1], [], "told twice")
        self.assertEqual([i for i, s in state.items() if s == "accepted" and not arrived[i]], [], "lost")
        self.assertEqual({s for s in state.values()} - {"accepted", "uncertain"}, set())
        self.assertLessEqual(len(uncertain), CRASHES * 4, "more than connections times crashes")

    def test_a_ledger_is_copied_from_a_file_and_back(self):
        address = self.write(20, '{url: "maildir:outbox"}', "copied")
        file = self.directory / "campaign.yaml"
        there = file.read_text()
        file.write_text(there[: there.index("ledger: ")])
        approve(self.directory)
        heraut(self.directory, "hold", "--person", "p3@voorbeeldstad.example", "--why", "on sick leave", "--yes", "--by", "Jan", "--now", NOW)
        before = heraut(self.directory, "status", "--notices", "--json", "--now", NOW)
        said = heraut(self.directory, "ledger", "copy", "sqlite:heraut.db", address, "--by", "Jan", "--now", NOW)
        self.assertIn("20 notices", said)
        self.assertIn("it was copied to", self.refused("send", "--quiet", "--now", NOW))
        self.assertIn("is the ledger no more", self.refused("ledger", "copy", "sqlite:heraut.db", "sqlite:other.db", "--now", NOW))
        self.assertIn("there is a ledger already", self.refused("ledger", "copy", address, "sqlite:heraut.db", "--now", NOW, code=2))
        file.write_text(there)
        self.assertEqual(heraut(self.directory, "status", "--notices", "--json", "--now", NOW), before)
        heraut(self.directory, "send", "--quiet", "--now", NOW)
        self.assertEqual(totals(self.directory)["accepted"], 19)
        heraut(self.directory, "ledger", "copy", address, "sqlite:back.db", "--by", "Jan", "--now", NOW)
        file.write_text(there[: there.index("ledger: ")] + "ledger: sqlite:back.db\n")
        self.assertEqual(totals(self.directory)["accepted"], 19)
        heraut(self.directory, "resume", "--person", "p3@voorbeeldstad.example", "--why", "back", "--yes", "--by", "Jan", "--now", NOW)
        heraut(self.directory, "send", "--quiet", "--now", NOW)
        self.assertEqual(totals(self.directory)["accepted"], 20)
        self.assertIn("sound", heraut(self.directory, "ledger", "verify"))


if __name__ == "__main__":
    unittest.main()
