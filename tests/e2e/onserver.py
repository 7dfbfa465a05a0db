"""What every test of a ledger on a PostgreSQL server begins with: a server for all of its class, and a small campaign."""

import os
import pathlib
import tempfile
import unittest

from postgresserver import PASSWORD, postgresql
from smallcampaign import small


class OnServer(unittest.TestCase):
    """`server` is the class's own, and `directory` is where each test has its campaign."""

    @classmethod
    def setUpClass(cls):
        os.environ["HERAUT_LEDGER_PASSWORD"] = PASSWORD
        cls.server = cls.enterClassContext(postgresql())

    @classmethod
    def tearDownClass(cls):
        os.environ.pop("HERAUT_LEDGER_PASSWORD", None)

    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) / "campaign"

    def write(self, people: int, relay: str, schema: str, more: str = "") -> str:
        """Writes the campaign with its ledger in this schema, not approved yet; `more` is what its address has besides.
        Returns the address."""
        small(self.directory, people, relay)
        address = f"{self.server.address}?schema={schema}{more}"
        with open(self.directory / "campaign.yaml", "a") as file:
            file.write(f'ledger: "{address}"\nledger_password: {{env: HERAUT_LEDGER_PASSWORD}}\n')
        return address
