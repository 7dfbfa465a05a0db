"""Two calendars that nobody here wrote: khal, a program for the terminal, and Radicale, a CalDAV server on a loopback port.
Both from Debian's packages.

Each is given calendar files as a mail program hands them over, and asked what is in the calendar.
"""

import contextlib
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from imapserver import free_port

KHAL = """\
[calendars]
[[move]]
path = {root}/move
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = move
[sqlite]
path = {root}/khal.db
"""

RADICALE = """\
[server]
hosts = 127.0.0.1:{port}
[auth]
type = none
[storage]
filesystem_folder = {root}/collections
[rights]
type = authenticated
[logging]
level = warning
"""

# What is there in a stretch of time, by the server's own reckoning (RFC 4791 section 9.9).
QUERY = """<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:prop><C:calendar-data/></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
<C:time-range start="{start}" end="{end}"/>
</C:comp-filter></C:comp-filter></C:filter>
</C:calendar-query>"""


class Khal:
    """A calendar on the disk of somebody whose clock is that of `zone`."""

    def __init__(self, root: pathlib.Path, zone: str):
        self.root = root
        (root / "move").mkdir()
        (root / "conf").write_text(KHAL.format(root=root, zone=zone))

    def run(self, *arguments: str) -> str:
        done = subprocess.run(["khal", "-c", self.root / "conf", *arguments], capture_output=True, text=True, timeout=60)
        if done.returncode:
            raise AssertionError(f"khal {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def take(self, data: bytes) -> None:
        file = self.root / "taken.ics"
        file.write_bytes(data)
        self.run("import", "--batch", "-a", "move", str(file))

    def entries(self) -> list[str]:
        """When each begins and ends on the owner's clock, and its status."""
        form = "{start-long-full}|{end-long-full}|{status}"
        said = self.run("list", "--day-format", "", "--format", form, "2027-01-01", "365d")
        return sorted({line.strip() for line in said.splitlines() if line.strip()})


class Radicale:
    """A calendar on a server."""

    def __init__(self, root: pathlib.Path):
        self.root, self.port = root, free_port()
        self.calendar = f"http://127.0.0.1:{self.port}/anna/move/"
        self.process = None

    def start(self) -> None:
        (self.root / "conf").write_text(RADICALE.format(root=self.root, port=self.port))
        with (self.root / "log").open("w") as log:
            self.process = subprocess.Popen(
                ["radicale", "--config", self.root / "conf"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError):
                self.ask("MKCALENDAR", self.calendar)
                return
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError((self.root / "log").read_text())
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    def ask(self, method: str, address: str, body: bytes = b"", kind: str = "text/xml") -> str:
        # Any name and password will do, and some are asked for.
        headers = {"Authorization": "Basic YW5uYTp4", "Content-Type": f"{kind}; charset=utf-8", "Depth": "1"}
        request = urllib.request.Request(address, data=body, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method}: {error.code} {error.read()!r}") from error

    def take(self, data: bytes) -> None:
        uid = re.search(rb"(?m)^UID:(.*?)\r$", data)[1].decode()
        # What is stored has no method: a mail program takes it out (RFC 4791 section 4.1).
        stored = re.sub(rb"(?m)^METHOD:.*\r\n", b"", data)
        self.ask("PUT", f"{self.calendar}{uid}.ics", stored, "text/calendar")

    def entries(self, start: str, end: str) -> list[str]:
        """What is there in that time, which is in UTC."""
        found = self.ask("REPORT", self.calendar, QUERY.format(start=start, end=end).encode())
        return re.findall(r"BEGIN:VCALENDAR.*?END:VCALENDAR", found, re.DOTALL)


@contextlib.contextmanager
def khal(zone: str):
    with tempfile.TemporaryDirectory(prefix="heraut-khal-") as root:
        yield Khal(pathlib.Path(root), zone)


@contextlib.contextmanager
def radicale():
    root = pathlib.Path(tempfile.mkdtemp(prefix="heraut-radicale-"))
    server = Radicale(root)
    try:
        server.start()
        yield server
    finally:
        if server.process:
            server.stop()
        shutil.rmtree(root, ignore_errors=True)
