"""A campaign with everything that makes a message differ from one reader to the next.

One person for every platform and ownership, with a device of that kind in every old system, so that each pair of steps
(leave the old system, enter the new one) is in some mail; and persons for whatever else there is: one device, several
kinds, none, nothing known about a device, a long name, one from right to left, one that means something to a machine.
"""

import csv
import pathlib
import re
import shutil

from program import ROOT

LANGUAGES = sorted({file.name.split(".")[1] for file in (ROOT / "templates/announce").glob("announcement.*.md")})
# That of everyone below: nobody's data names another. A judge of what is sent needs no more; each further language is
# checked at every approval, for every message and kind of device.
SENT = ["nl"]
# The three with steps of their own, and one without.
SYSTEMS = ("MobileIron", "Workspace ONE", "Jamf Pro", "Sophos Mobile")
# Platform, ownership, and whether supervised: all there are. Shared devices are nobody's, so no mail is about them.
KINDS = (
    ("iOS", "Personal", ("no",)), ("iOS", "Corporate", ("no", "yes")),
    ("iPadOS", "Personal", ("no",)), ("iPadOS", "Corporate", ("no", "yes")),
    ("Android", "Personal", ("",)), ("Android", "Corporate", ("",)), ("Android", "", ("",)),
    ("macOS", "Corporate", ("",)), ("macOS", "Personal", ("",)),
    ("Windows", "Corporate", ("",)), ("Windows", "Personal", ("",)),
    ("ChromeOS", "Corporate", ("",)),
)
MODELS = {
    "iOS": "iPhone 15", "iPadOS": "iPad Air", "Android": "Galaxy A55", "macOS": "MacBook Pro",
    "Windows": "Latitude 5440", "ChromeOS": "Chromebook Plus",
}
# User name, display name, given name, site, devices by position in KINDS.
OTHERS = (
    ("boss", "Marieke Hoekstra", "Marieke", "Hoofdkantoor", ()),
    ("long", "Wilhelmina Antoinetta van Rechteren-Limpurg Speckfeld tot Warmelo en Almelo-Donaudampfschifffahrtsgesellschaft",
     "Wilhelmina Antoinetta", "Hoofdkantoor", (1, 4, 7)),
    ("overseas", "שרה כהן-לוי", "שרה", "Willemstad", (9,)),
    ("bare", "Bo Li", "", "Hoofdkantoor", (4,)),
    # Apple moves what she has: an iPhone and a Mac with version 26. And somebody whose laptop is in the new system.
    ("apple", "Ingrid Appelman", "Ingrid", "Hoofdkantoor", (1, 7)),
    ("done", "Klaas Klaassen", "Klaas", "Hoofdkantoor", (9,)),
    ("hostile", "[x](https://evil.example) <b>{{ 7*7 }}</b> *a* | # 1.", "", "Hoofdkantoor", (4,)),
)
NOW = "2027-01-18T09:00+01:00"
# What a picture shows that the campaign adds to a block of every language.
PICTURE = {
    "nl": "Het scherm met de rode knop", "en": "The screen with the red button",
    "de": "Der Bildschirm mit der roten Taste", "fr": "L’écran avec le bouton rouge",
}


def write(directory: pathlib.Path, people=None, devices=None, sheets=False, languages=LANGUAGES) -> None:
    """Writes the campaign; `people` and `devices` are rows to have instead of its own. Without `sheets` nobody gets one
    with a mail: each would be laid out again for judges who do not look at it."""
    directory.mkdir(parents=True, exist_ok=True)
    here = pathlib.Path(__file__).parent
    text = (here / "campaign.yaml").read_text()
    text = text.replace("offered: []", f"offered: [{', '.join(languages)}]")
    assert "[sheet, invite]" in text
    if people:
        # None of them has what Apple moves.
        text = re.sub(r"(?m)^  apple: .*\n", "", text)
    (directory / "campaign.yaml").write_text(text if sheets else text.replace("[sheet, invite]", "[invite]"))
    shutil.copy(ROOT / "demo/logo.png", directory)
    illustrate(directory, languages)
    table(directory / "people.csv", people or persons())
    table(directory / "devices.csv", devices or machines())


def illustrate(directory: pathlib.Path, languages: list[str]) -> None:
    """A picture in a block of the campaign's own."""
    for folder in ("images", "templates/blocks"):
        (directory / folder).mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "tests/pictures/remove.png", directory / "images")
    for language in languages:
        block = f"templates/blocks/changes.{language}.md"
        picture = f"\n![{PICTURE[language.split('-')[0]]}](images/remove.png)\n"
        (directory / block).write_text((ROOT / block).read_text() + picture)


def person(user: str, name: str, given: str, site: str = "Hoofdkantoor") -> dict:
    address = f"{user}@voorbeeldstad.example"
    manager = "" if user == "boss" else "boss@voorbeeldstad.example"
    return {"upn": address, "email": address, "name": name, "given_name": given, "site": site, "manager": manager,
            "route": user if user == "apple" else ""}


def persons() -> list[dict]:
    kinds = [person(f"kind{n}", f"Jan Jansen {n}", "Jan") for n in range(len(KINDS))]
    return kinds + [person(user, name, given, site) for user, name, given, site, _ in OTHERS]


def machines() -> list[dict]:
    every = [(n, system, supervised) for n, kind in enumerate(KINDS) for system in SYSTEMS for supervised in kind[2]]
    rows = [device(f"kind{n}", n, system, supervised) for n, system, supervised in every]
    systems = {"done": "Microsoft Intune"}
    rows += [
        device(user, kind, systems.get(user, SYSTEMS[0]), "yes" if user == "apple" and kind == 1 else "")
        for user, _, _, _, kinds in OTHERS for kind in kinds
    ]
    shared = {"ownership": "Shared", "owner_upn": ""}
    rows += [{**device("desk", kind, SYSTEMS[0], ""), **shared} for kind in (2, 4)]
    # Of one phone nothing is known but that it is somebody's.
    unknown = {"serial": "", "name": "", "model": ""}
    return [{**row, **unknown} if row["owner_upn"].startswith("bare@") else row for row in rows]


def device(user: str, kind: int, system: str, supervised: str) -> dict:
    platform, ownership, _ = KINDS[kind]
    serial = f"{user}{kind}{system}{supervised}".upper().replace(" ", "")
    return {
        "serial": serial, "name": f"{platform} {serial.lower()}", "model": MODELS[platform], "platform": platform,
        "ownership": ownership, "owner_upn": f"{user}@voorbeeldstad.example", "system": system,
        "supervised": supervised, "os_version": "26.1" if user == "apple" else "",
    }


def table(file: pathlib.Path, rows: list[dict]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
