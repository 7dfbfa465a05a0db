"""People from a real OpenLDAP: signed in, protected, page by page, and a campaign made from them."""

import csv
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from command import BINARY, ROOT
from ldapserver import BASE, PASSWORD, READER, openldap

# More than a page, and more than the reader may have without pages.
PEOPLE = 1234
NOW = "2027-02-01T09:00+01:00"


def person(n: int) -> str:
    # Everybody has a manager among them, but for the last, whose manager is elsewhere.
    manager = f"cn=Persoon {n // 10},ou=staff,{BASE}" if n < PEOPLE - 1 else f"cn=Bestuurder,ou=board,{BASE}"
    return (
        f"dn: cn=Persoon {n},ou=staff,{BASE}\nobjectClass: inetOrgPerson\ncn: Persoon {n}\nsn: {n}\ngivenName: Persoon\n"
        f"uid: p{n}\nmail: p{n}@voorbeeldstad.example\npreferredLanguage: {'en' if n % 5 == 0 else 'nl'}\n"
        f"employeeNumber: {n:05}\nmanager: {manager}\n"
    )


def directory() -> str:
    entries = [
        f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\ndc: voorbeeldstad\no: Voorbeeldstad\n",
        f"dn: {READER}\nobjectClass: person\ncn: heraut\nsn: heraut\nuserPassword: {PASSWORD}\n",
        *(f"dn: ou={ou},{BASE}\nobjectClass: organizationalUnit\nou: {ou}\n" for ou in ("staff", "board")),
        f"dn: cn=Bestuurder,ou=board,{BASE}\nobjectClass: inetOrgPerson\ncn: Bestuurder\nsn: B\nmail: b@voorbeeldstad.example\n",
        *(person(n) for n in range(PEOPLE)),
    ]
    return "\n".join(entries)


class Fetched(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.environ["HERAUT_LDAP_PASSWORD"] = PASSWORD
        cls.server = cls.enterClassContext(openldap(directory()))

    @classmethod
    def tearDownClass(cls):
        os.environ.pop("HERAUT_LDAP_PASSWORD", None)

    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) / "campaign"
        shutil.copytree(ROOT / "tests/campaigns/base", self.directory)
        (self.directory / "people.csv").unlink()
        shutil.copy(self.server.certificate, self.directory / "ca.pem")
        self.campaign = (self.directory / "campaign.yaml").read_text()

    def asks(self, url: str, more: str = "certificates: ca.pem", server=None, filter: str = "(objectClass=inetOrgPerson)") -> None:
        port = (server or self.server).tls_port if url.startswith("ldaps") else (server or self.server).port
        sources = (
            "people: [{file: people.csv}]\nsources:\n  - ldap:\n"
            f"      url: {url}:{port}\n"
            f'      user: "{READER}"\n      password: {{env: HERAUT_LDAP_PASSWORD}}\n'
            + (f"      {more}\n" if more else "")
            + f'      files: [{{file: people.csv, base: "ou=staff,{BASE}", filter: "{filter}", columns: {{personnel: employeeNumber}}}}]'
        )
        text = self.campaign.replace("people: [{file: people.csv}]", sources).replace("group = 'pilot'", "personnel < '00100'")
        (self.directory / "campaign.yaml").write_text(text)

    def fetch(self, *arguments: str, code: int = 0) -> str:
        command = [BINARY, "-C", self.directory, "fetch", "--now", NOW, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertNotIn(PASSWORD, done.stdout + done.stderr)
        return " ".join((done.stdout + done.stderr).split())

    def people(self) -> dict:
        with open(self.directory / "people.csv", newline="", encoding="utf-8") as file:
            return {row["account"]: row for row in csv.DictReader(file)}

    def test_all_people_come_over_every_protected_way(self):
        files = []
        for url, more in [
            ("ldaps://localhost", "certificates: ca.pem"),
            ("ldap://localhost", "certificates: ca.pem"),
            ("ldap://127.0.0.1", "tls: none"),
        ]:
            self.asks(url, more)
            self.assertIn(f"people.csv: {PEOPLE} rows of ldap", self.fetch())
            files.append((self.directory / "people.csv").read_bytes())
        self.assertEqual(len(set(files)), 1, "the same, byte for byte")
        people = self.people()
        self.assertEqual(len(people), PEOPLE)
        row = people["p42"]
        self.assertRegex(row.pop("id"), "^[0-9a-f-]{36}$")
        self.assertEqual(row, {
            "account": "p42", "email": "p42@voorbeeldstad.example", "name": "Persoon 42", "given_name": "Persoon", "surname": "42",
            "preferred_language": "nl", "manager": "p4@voorbeeldstad.example", "personnel": "00042",
        })
        self.assertEqual(people[f"p{PEOPLE - 1}"]["manager"], "b@voorbeeldstad.example", "who is not in the file is looked up")
        note = json.loads((self.directory / "people.csv.fetched.json").read_text())
        self.assertEqual((note["rows"], note["fetched"]), (PEOPLE, "2027-02-01T08:00:00Z"))
        # A campaign is made from them.
        plan = subprocess.run(
            [BINARY, "-C", self.directory, "plan", "--person", "p45@voorbeeldstad.example", "--now", NOW],
            capture_output=True, text=True, timeout=300, check=False,
        )
        self.assertIn("Persoon 45", plan.stdout, plan.stderr)
        self.assertIn("en, from the preferred language in the directory", " ".join(plan.stdout.split()))

    def test_who_is_not_the_right_server_or_is_not_let_in_is_said(self):
        self.asks("ldaps://localhost", "")
        self.assertIn("its certificate is signed by nobody we trust", self.fetch(code=4))
        self.asks("ldap://localhost", "")
        self.assertIn("its certificate is signed by nobody we trust", self.fetch(code=4))
        self.asks("ldaps://127.0.0.1")
        self.assertIn("its certificate is for", self.fetch(code=4))
        os.environ["HERAUT_LDAP_PASSWORD"] = "not it"
        try:
            self.asks("ldaps://localhost")
            said = self.fetch(code=4)
        finally:
            os.environ["HERAUT_LDAP_PASSWORD"] = PASSWORD
        self.assertIn("does not let the user in: user or password is wrong", said)
        self.assertNotIn("not it", said)
        self.assertFalse((self.directory / "people.csv").exists())

    def test_a_base_that_is_not_there_and_nobody_at_all_are_said(self):
        self.asks("ldaps://localhost", filter="(uid=nobody)")
        self.assertIn("gives nothing for `people.csv`", self.fetch(code=4))
        self.asks("ldaps://localhost")
        file = self.directory / "campaign.yaml"
        file.write_text(file.read_text().replace("ou=staff", "ou=nowhere"))
        self.assertIn("has no such `base:`", self.fetch(code=4))

    def test_a_server_that_gives_no_whole_list_leaves_the_file_as_it_is(self):
        self.asks("ldaps://localhost")
        self.fetch()
        before = (self.directory / "people.csv").read_bytes()
        with openldap(directory(), total="600") as limited:
            shutil.copy(limited.certificate, self.directory / "ca.pem")
            self.asks("ldaps://localhost", server=limited)
            self.assertIn("gives no more entries to this user at once", self.fetch(code=4))
        # It is stopped by now.
        self.assertIn("cannot be reached", self.fetch(code=4))
        self.assertEqual((self.directory / "people.csv").read_bytes(), before)

    def test_a_server_that_wants_protection_is_not_asked_in_the_clear(self):
        with openldap(directory(), security="security simple_bind=128 ssf=128") as strict:
            self.asks("ldap://127.0.0.1", "tls: none", server=strict)
            self.assertIn("wants a better protected connection", self.fetch(code=4))
            shutil.copy(strict.certificate, self.directory / "ca.pem")
            self.asks("ldap://localhost", server=strict)
            self.assertIn(f"{PEOPLE} rows", self.fetch())

    def test_what_changes_is_said_and_a_loss_waits_for_a_word(self):
        self.asks("ldaps://localhost")
        self.fetch()
        self.server.modify(
            f"dn: cn=Persoon 7,ou=staff,{BASE}\nchangetype: modify\nreplace: preferredLanguage\npreferredLanguage: de\n\n"
            f"dn: cn=Persoon 800,ou=staff,{BASE}\nchangetype: delete\n\n"
            f"dn: cn=Nieuw,ou=staff,{BASE}\nchangetype: add\nobjectClass: inetOrgPerson\ncn: Nieuw\nsn: N\nuid: nieuw\n"
        )
        said = self.fetch()
        self.assertIn("1 new, 1 gone, 1 changed", said)
        for words in ["new: Nieuw (nieuw)", "gone: Persoon 800 (p800)", "changed: Persoon 7 (p7): preferred_language"]:
            self.assertIn(words, said)
        self.assertEqual(self.people()["p7"]["preferred_language"], "de")
        # Who may see less, or asks for less, gets less.
        self.asks("ldaps://localhost", filter="(preferredLanguage=nl)")
        before = (self.directory / "people.csv").read_bytes()
        said = self.fetch(code=1)
        self.assertIn("more than a tenth", said)
        self.assertIn("heraut fetch --accept-loss", said)
        self.assertEqual((self.directory / "people.csv").read_bytes(), before)
        self.fetch("--accept-loss")
        self.assertEqual({row["preferred_language"] for row in self.people().values()}, {"nl"})


if __name__ == "__main__":
    unittest.main()
