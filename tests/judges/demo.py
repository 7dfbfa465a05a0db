"""The demo, played once: a campaign that is under way, with gates, and its plan and report."""

import functools
import pathlib

from mails import SCRATCH
from program import heraut

# The instant up to which the demo plays.
NOW = "2027-03-08T12:00+01:00"


@functools.cache
def directory() -> pathlib.Path:
    demo = pathlib.Path(SCRATCH.name) / "demo"
    heraut(pathlib.Path(SCRATCH.name), "demo", str(demo))
    return demo


@functools.cache
def plan() -> str:
    """The plan as a page."""
    return (directory() / "plan.html").read_text()


@functools.cache
def report(form: str) -> pathlib.Path:
    """How far it is, as `html` or `pdf`."""
    file = directory() / f"report.{form}"
    heraut(directory(), "report", "--by", "department", "--format", form, "--out", str(file), "--now", NOW)
    return file
