"""A campaign for a town of any size, always the same: the demo's messages and calendar, with people made up here.

Four waves, Dutch and English, a manager for every ten people, 1.3 devices each, a site in another time zone.
"""

from __future__ import annotations

import csv
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEMO = ROOT / "demo"

NAMES = [
    ("Chloë", "O'Brien-'t Hart"),
    ("Ayşe", "Ağca"),
    ("Jan", "de Vries"),
    ("Łucja", "Wiśniewska"),
    ("Олена", "Шевченко"),
    ("Fatima", "el Amrani"),
    ("Sanne", "Bakker"),
    ("小明", "李"),
]
DEPARTMENTS = ["Burgerzaken", "Sociaal Domein", "Informatievoorziening", "Facilitaire Zaken", "Milieu", "Vergunningen"]
SITES = ["Stadskantoor", "Stadhuis", "Stadskantoor", "Wijkkantoor Noord", "Gemeentewerf", "Stadskantoor", "Willemstad"]
MODELS = [
    ("iOS", "iOS 18.5", "18.5", "Apple", "iPhone 14"),
    ("Android", "Android 15", "15", "Google", "Pixel 8a"),
    ("iOS", "iOS 26.2", "26.2", "Apple", "iPad (10th generation)"),
]
PEOPLE = "userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled," \
    "usageLocation,country,physicalDeliveryOfficeName,city,preferredLanguage,manager,group"
DEVICES = "common.uuid,user.display_name,user.email_address,user.upn,user.user_id,common.device_name,common.platform," \
    "common.platform_name,common.os_version,common.manufacturer,common.model_name,common.SerialNumber,common.owner," \
    "common.status,common.registration_date,common.last_connected_at,common.locale,ios.Supervised"


def address(n: int) -> str:
    return f"p{n:06}@voorbeeldstad.example"


def person(n: int) -> list[str]:
    given, surname = NAMES[n % len(NAMES)]
    return [
        address(n), f"{given} {surname} {n}", f"{surname} {n}", address(n), given,
        f"{n:08x}-1a2b-4c3d-8e4f-{n:012x}", "Member", "Medewerker", DEPARTMENTS[n % 6 if n % 5 else 1], "True", "NL",
        "Nederland", SITES[n % 7], "Voorbeeldstad", "en-GB" if n % 4 == 3 else "nl-NL", address(n - n % 10),
        "pilot" if n % 50 == 1 else "",
    ]  # fmt: skip


def device(n: int, owner: int) -> list[str]:
    given, surname = NAMES[owner % len(NAMES)]
    platform, name, version, maker, model = MODELS[n % len(MODELS)]
    return [
        f"{n:08x}-5e6f-4a7b-9c8d-{n:012x}", f"{given} {surname} {owner}", address(owner), address(owner),
        f"p{owner:06}", f"{model} van {given}", platform, name, version, maker, model, f"SN{n:010}", "COMPANY",
        "ACTIVE", "2024-10-02T05:31:42Z", "2027-01-15T06:38:36Z", "nl_NL", "true" if maker == "Apple" else "",
    ]  # fmt: skip


def phases(chosen: str) -> str:
    """The demo's phases and messages, or one message three weeks before the start, and the one that says to enrol."""
    if chosen:
        return f"""\
phases:
  announce:
    - {{message: {chosen}, when: start - 3w at 09:00, to: everyone}}
  enrol:
    - {{message: enrol-now, when: start at 08:00, to: pending}}
"""
    text = (DEMO / "campaign.yaml").read_text("utf-8")
    found = re.search(r"^phases:\n.*?(?=^waves:)", text, re.MULTILINE | re.DOTALL)
    assert found, "the demo has phases"
    # Nobody answers for a site here.
    return "".join(line for line in found[0].splitlines(True) if "to: site-owner" not in line)


def write(directory: pathlib.Path, people: int, relay: str = "{url: 'maildir:outbox'}", only: str = "") -> None:
    """Writes the campaign directory; `only` names the one message that everybody gets on one day."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "holidays-nl.ics").write_bytes((DEMO / "holidays-nl.ics").read_bytes())
    table(directory / "people.csv", PEOPLE, (person(n) for n in range(people)))
    owners = [n for n in range(people)] + [n for n in range(people) if n % 10 in (2, 5, 8)]
    table(directory / "mobileiron.csv", DEVICES, (device(n, owner) for n, owner in enumerate(owners)))
    waves = """\
  - {id: pilot, start: 2027-03-01, deadline: 2027-03-12, people: "group = 'pilot'"}
  - {id: early, start: 2027-04-12, deadline: 2027-04-23,
     people: "department in ('Informatievoorziening', 'Facilitaire Zaken') and not group = 'pilot'"}
  - {id: districts, start: 2027-05-10, deadline: 2027-05-28,
     people: "site in ('Wijkkantoor Noord', 'Gemeentewerf', 'Willemstad') and not group = 'pilot'
       and not department in ('Informatievoorziening', 'Facilitaire Zaken')"}
  - {id: rest, start: 2027-06-14, deadline: 2027-06-25, people: rest}
"""
    if only:
        waves = "  - {id: all, start: 2027-03-01, deadline: 2027-03-12, people: rest}\n"
    (directory / "campaign.yaml").write_text(
        f"""\
id: town-{people}
name: {{nl: Overstap naar Microsoft Intune, en: Moving to Microsoft Intune}}
organization: Gemeente Voorbeeldstad
timezone: Europe/Amsterdam
languages: {{default: nl, offered: [nl, en]}}
sender: {{from: "IT-servicedesk <servicedesk@voorbeeldstad.example>"}}
helpdesk:
  phone: "+31 20 555 0100"
  email: servicedesk@voorbeeldstad.example
  url: https://intranet.voorbeeldstad.example/overstap
  hours: {{nl: "maandag t/m vrijdag, 08:00-17:30", en: "Monday to Friday, 08:00-17:30"}}
migration: {{from: MobileIron, to: Microsoft Intune, enrol_url: https://intranet.voorbeeldstad.example/overstap/start}}
people: [{{file: people.csv}}]
devices: [{{file: mobileiron.csv}}]
sites:
  Willemstad: {{timezone: America/Curacao}}
calendar:
  workdays: mon-fri
  window: "08:00-18:00"
  holidays: [holidays-nl.ics]
  freezes: [{{from: 2027-03-25, to: 2027-04-02, why: kwartaalafsluiting}}]
{phases(only)}waves:
{waves}max_per_day: 2
relay: {relay}
ledger: sqlite
""",
        "utf-8",
    )


def table(path: pathlib.Path, header: str, rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(header + "\r\n")
        csv.writer(file).writerows(rows)
