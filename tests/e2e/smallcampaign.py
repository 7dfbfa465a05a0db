"""A campaign of a few people and one message, for tests of what a mail server does with it."""

import pathlib
import shutil

from command import ROOT, heraut

APPROVED = "2027-01-18T09:00+01:00"
NOW = "2027-02-15T09:30+01:00"


def small(directory: pathlib.Path, people: int, relay: str, resend: bool = False) -> None:
    """Writes it, with this `relay:`."""
    shutil.copytree(ROOT / "tests/campaigns/base", directory)
    file = directory / "campaign.yaml"
    text = file.read_text()
    file.write_text(
        # One wave of everybody is more than a helpdesk takes: nothing is said of it.
        text[: text.index("phases:")].replace("\n  contacts_per_day: 20", "") + "phases:\n  announce:\n"
        "    - {message: announcement, when: start - 14d at 09:00, to: everyone"
        f"{', on_uncertain: resend' if resend else ''}}}\n"
        "waves:\n"
        "  - {id: all, start: 2027-03-01, deadline: 2027-03-19, people: rest}\n"
        "allow:\n"
        "  - {rule: H-ORDER-01, why: this tests the sender with one message}\n"
        f"relay: {relay}\n"
    )
    head = (directory / "people.csv").read_text().splitlines()[0]
    rows = [
        f"p{n}@voorbeeldstad.example,Persoon {n},Persoon,{n},p{n}@voorbeeldstad.example,IT,{'en' if n % 5 == 0 else 'nl'},"
        for n in range(people)
    ]
    (directory / "people.csv").write_text("\n".join([head, *rows]) + "\n")
    head = (directory / "devices.csv").read_text().splitlines()[0]
    rows = [f"SER{n:06},Telefoon {n},iPhone 15,Apple,iOS,Corporate,p{n}@voorbeeldstad.example" for n in range(people)]
    (directory / "devices.csv").write_text("\n".join([head, *rows]) + "\n")


def approve(directory: pathlib.Path) -> None:
    heraut(directory, "approve", "--yes", "--by", "the test", "--now", APPROVED)
