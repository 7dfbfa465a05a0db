"""The program under test: the binary that `cargo test` built."""

import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("HERAUT", ROOT / "target/debug/heraut"))


def heraut(directory: pathlib.Path, *arguments: str, code: int | None = 0) -> str:
    """Runs a verb in a campaign directory and returns its stdout; any other exit code than `code` fails the test, unless it is None."""
    done = subprocess.run([BINARY, "-C", directory, *arguments], capture_output=True, text=True, timeout=600)
    if code is not None and done.returncode != code:
        raise AssertionError(f"heraut {' '.join(arguments)}: exit {done.returncode}, not {code}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def plan(directory: pathlib.Path, now: str) -> dict:
    return json.loads(heraut(directory, "plan", "--format", "json", "--now", now))
