"""What is on paper, made once: `examples/paper.rs` prints every form for readers who differ in what does not fit."""

import dataclasses
import functools
import json
import os
import pathlib
import re
import shutil
import subprocess

import campaign
from mails import SCRATCH, Mail
from program import ROOT, heraut

HERE = pathlib.Path(__file__).parent
PAPER = pathlib.Path(os.environ.get("HERAUT_PAPER", ROOT / "target/debug/examples/paper"))
# User, display name, given name, devices by position in campaign.KINDS: the shortest, a usual one, the longest, one
# that is written from the right, and one that means something to a machine.
READERS = (
    ("short", "Bo Li", "Bo", (4,)),
    ("usual", "Chloë O'Brien-'t Hart", "Chloë", (1,)),
    ("long", next(one[1] for one in campaign.OTHERS if one[0] == "long"), "Wilhelmina Antoinetta", (0,)),
    ("rtl", "שרה כהן-לוי", "שרה", (9,)),
    ("hostile", "#eval(\"1\") $x$ [l](https://evil.example) <b>*a*", "", (4,)),
)
# The enrolment page of everyone in the campaign.
LINK = re.search(r"enrol_url: (\S+)", (HERE / "campaign.yaml").read_text())[1]
# Where the code leads of what is read before enrolling begins, or where nobody enrols alone.
GUIDE = re.search(r"\n  url: (\S+)", (HERE / "campaign.yaml").read_text())[1]


@dataclasses.dataclass(frozen=True)
class Print:
    file: pathlib.Path
    form: str
    eml: pathlib.Path | None
    name: str | None

    @functools.cached_property
    def mail(self) -> Mail:
        return Mail(self.file.stem, "", "", "", (), self.eml.read_bytes())

    @functools.cached_property
    def text(self) -> str:
        return text(self.file)

    @functools.cached_property
    def tags(self) -> list[str]:
        """The kinds of its elements, in reading order: `Document`, `H1`, `L`, `LI`."""
        return tags(self.file)


def tool(*command: str) -> str:
    # poppler prints the titles of elements in UTF-16 among its UTF-8.
    return subprocess.run(command, capture_output=True, check=True, timeout=300).stdout.decode(errors="replace")


@functools.cache
def tags(file: pathlib.Path) -> list[str]:
    return re.findall(r"^\s*([A-Z]\w*)", tool("pdfinfo", "-struct", str(file)), re.MULTILINE)


def codes(file: pathlib.Path) -> list[str]:
    """What a phone reads on a black and white print at 150 dots an inch."""
    return [code for page in codes_by_page(file) for code in page]


@functools.cache
def codes_by_page(file: pathlib.Path) -> list[list[str]]:
    stem = pathlib.Path(SCRATCH.name) / f"{file.stem}-page"
    tool("pdftoppm", "-mono", "-r", "150", str(file), str(stem))
    pages = sorted(stem.parent.glob(f"{stem.name}-*.pbm"))
    found = []
    for page in pages:
        # zbarimg's exit code says whether there was a code.
        read = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(page)]
        found.append(subprocess.run(read, capture_output=True, text=True, timeout=300).stdout.split())
        page.unlink()
    return found


@functools.cache
def text(file: pathlib.Path) -> str:
    """What it says."""
    return tool("pdftotext", "-layout", str(file), "-")


def pages(file: pathlib.Path) -> list[str]:
    """What each page says."""
    return text(file).split("\f")[:-1]


def caption(language: str, url: str) -> str:
    """What stands beside a code that opens this page."""
    label = "print-enrol" if url == LINK else "print-guide"
    return re.search(rf"(?m)^{label} = (.*)$", (ROOT / f"locales/{language}/print.ftl").read_text())[1]


def uncaptioned(file: pathlib.Path, language: str) -> list[str]:
    """Codes that do not stand on a page that says what they open, and with which address."""
    bare = lambda text: "".join(text.split())
    said = [bare(page) for page in pages(file)]
    found = []
    for code, page in ((code, page) for codes, page in zip(codes_by_page(file), said) for code in codes):
        found += [code] * (bare(code.removeprefix("https://")) not in page or bare(caption(language, code)) not in page)
    return found


def persons() -> list[dict]:
    rows = [{**campaign.person(user, name, given), "department": "Stadsbeheer"} for user, name, given, _ in READERS]
    boss = {**campaign.person("boss", "Marieke Hoekstra", "Marieke"), "department": "Directie"}
    address = {"street_address": "Dorpsstraat 1", "postal_code": "1234 AB", "city": "Voorbeeldstad"}
    return [{**row, **(address if row["upn"].startswith(("usual", "long")) else dict.fromkeys(address, ""))} for row in [*rows, boss]]


def machines() -> list[dict]:
    return [campaign.device(user, kind, campaign.SYSTEMS[0], "") for user, _, _, kinds in READERS for kind in kinds]


def write(directory: pathlib.Path) -> None:
    """The judges' campaign with the readers above, and one message in a language from the right."""
    campaign.write(directory, persons(), machines())
    file = directory / "campaign.yaml"
    file.write_text(file.read_text().replace("offered: [", "offered: [ar, "))
    for path, name in (("templates/enrol", "enrol-now.ar.md"), ("locales/ar", "labels.ftl")):
        (directory / path).mkdir(parents=True)
        shutil.copy(HERE / "rtl" / name, directory / path / name)


@functools.cache
def campaign_directory() -> pathlib.Path:
    directory = pathlib.Path(SCRATCH.name) / "paper-campaign"
    write(directory)
    return directory


@functools.cache
def plan() -> pathlib.Path:
    """The communication plan as a document."""
    file = pathlib.Path(SCRATCH.name) / "plan.pdf"
    heraut(campaign_directory(), "plan", "--format", "pdf", "--out", str(file), "--now", campaign.NOW)
    return file


@functools.cache
def prints() -> list[Print]:
    directory, out = campaign_directory(), pathlib.Path(SCRATCH.name) / "paper"
    command = [PAPER, directory, out, *(reader[0] for reader in READERS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    if done.returncode:
        raise AssertionError(f"could not be printed: {done.stderr}")
    return [
        Print(out / one["pdf"], one["form"], out / one["eml"] if "eml" in one else None, one.get("name"))
        for one in json.loads((out / "index.json").read_text())
    ]


@functools.cache
def for_anyone() -> dict[str, pathlib.Path]:
    """What hangs on walls and lies in piles, by the name of its file: for every kind of device that leaves one system, in
    every language."""
    directory = pathlib.Path(SCRATCH.name) / "anyone"
    one_system = [row for row in campaign.machines() if row["system"] == campaign.SYSTEMS[0]]
    campaign.write(directory, devices=one_system)
    made = {}
    for verb, message in (("poster", "announcement"), ("handout", "enrol-now")):
        out = directory / f"{verb}s"
        heraut(directory, "print", verb, "--draft", "--message", message, "--out", str(out), "--now", campaign.NOW)
        made |= {file.name: file for file in sorted(out.glob("*.pdf"))}
    return made
