"""The program under test, as the end-to-end tests call it."""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from command import BINARY, ROOT, heraut, plan  # noqa: E402,F401
