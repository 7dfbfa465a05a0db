"""Makes docs/images/serve.png anew from the demo: `target/judges/bin/python -B tests/judges/picture.py`."""

import pathlib
import shutil
import subprocess
import tempfile

from program import ROOT, heraut
from test_pages import HERE, served


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as scratch:
        campaign = pathlib.Path(scratch) / "demo"
        heraut(scratch, "demo", str(campaign))
        with served(campaign) as link:
            file = ROOT / "docs/images/serve.png"
            subprocess.run(["node", "picture.mjs", chromium, link, str(file)], cwd=HERE, check=True, timeout=300)


if __name__ == "__main__":
    main()
