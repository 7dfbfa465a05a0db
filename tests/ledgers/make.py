#!/usr/bin/env python3
"""Makes a ledger with a notice in as many states as a program can bring about, by running that program.

    python3 make.py HERAUT VERSION > v2.db

HERAUT is the program, VERSION that of the ledgers it makes. See README.md.
"""

import pathlib
import socketserver
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

PEOPLE = ["accepted", "deferred", "failed", "uncertain", "resent", "sending", "moved", "dropped", "planned"]

CAMPAIGN = """\
id: fixture
name: {{nl: Overstap naar Intune, en: Moving to Intune}}
organization: Gemeente Voorbeeldstad
timezone: Europe/Amsterdam
languages: {{default: nl, offered: [nl, en]}}
sender: {{from: "IT-servicedesk <servicedesk@voorbeeldstad.example>"}}
helpdesk: {{phone: "+31 20 555 0100", email: servicedesk@voorbeeldstad.example, contacts_per_day: 200}}
migration: {{from: MobileIron, to: Microsoft Intune, enrol_url: https://aka.example/enrol}}
people: [{{file: people.csv}}]
devices: [{{file: devices.csv, system: MobileIron}}]
calendar: {{workdays: mon-fri, window: "08:00-18:00"}}
max_per_day: 9
phases:
  announce:
    - {{message: announcement, when: start - 14d at 09:00, to: everyone{attach}{on_paper}}}
  remind:
    - {{message: reminder, when: start - 12d at 09:00, to: everyone, expires: start - 11d}}
  prepare:
    - {{message: prepare, when: start - 7d at 09:00, to: pending, {resend}, expires: start - 5d}}
  enrol:
    - {{message: enrol-now, when: start at 08:30, to: pending}}
  done:
    - {{message: welcome, when: migrated + 1h, to: migrated}}
waves:
  - {{id: all, start: {start}, deadline: {deadline}, people: rest}}
relay: {{url: "smtp://127.0.0.1:{port}", limits: {{connections: 1}}}}
"""


class Relay(socketserver.StreamRequestHandler):
    """Does to each recipient what the name says."""

    late = False
    hangs = threading.Event()

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.say("220 relay.voorbeeldstad.example")
        who = ""
        while line := self.rfile.readline().decode(errors="replace").strip():
            verb = line.upper()[:4]
            if verb == "RCPT":
                who = line.partition("<")[2].partition("@")[0]
                refused = {"deferred": "450 4.2.0 try again later", "failed": "550 5.1.1 no such user"}.get(who)
                if who == "sending" and not Relay.late:
                    refused = "450 4.2.0 try again later"
                self.say(refused or "250 2.1.5 ok")
            elif verb == "DATA":
                self.say("354 go on")
                while self.rfile.readline().strip(b"\r\n") != b".":
                    pass
                if who in ("uncertain", "resent"):
                    return
                if who == "sending":
                    Relay.hangs.set()
                    time.sleep(60)
                    return
                self.say("250 2.0.0 queued as 4F1")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def main():
    heraut, version = pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as scratch, Server(("127.0.0.1", 0), Relay) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place = pathlib.Path(scratch)

        def write(people, start="2027-03-01", deadline="2027-03-19"):
            port = server.server_address[1]
            attach = {1: "", 2: ", attach: [invite]", 3: ", attach: [hold]"}.get(version, ", attach: [meeting]")
            on_paper = ", channel: [mail, print]" if version > 1 else ""
            resend = "on_uncertain: resend"
            text = CAMPAIGN.format(**locals())
            (place / "campaign.yaml").write_text(text)
            rows = [f"{n}@voorbeeldstad.example,{n.title()} Jansen,{n}@voorbeeldstad.example,nl" for n in people]
            (place / "people.csv").write_text("\n".join(["upn,name,email,language", *rows]) + "\n")
            rows = [f"{n}@voorbeeldstad.example,F{i:02},iPhone 13,iOS" for i, n in enumerate(people)]
            (place / "devices.csv").write_text("\n".join(["upn,serial,model,platform", *rows]) + "\n")

        def run(*arguments, now, wait=True):
            command = [str(heraut), "--campaign", str(place), *arguments, "--now", now]
            if not wait:
                return subprocess.Popen(command, stdout=sys.stderr)
            done = subprocess.run(command, stdout=sys.stderr)
            print(f"$ heraut {' '.join(arguments)} --now {now}: {done.returncode}", file=sys.stderr)
            return done

        write(PEOPLE)
        run("approve", "--yes", "--by", "A. Manager", now="2027-01-18T09:00+01:00")
        run("send", now="2027-02-15T09:00+01:00")
        (place / "progress.csv").write_text("upn,status\nmoved@voorbeeldstad.example,migrated\n")
        run("progress", "import", str(place / "progress.csv"), now="2027-02-16T12:00+01:00")
        if version > 1:
            everything = ["--all"] if version < 4 else []
            run("print", *everything, "--out", str(place / "print"), now="2027-02-16T12:00+01:00")
        # A second approval, without somebody.
        write([n for n in PEOPLE if n != "dropped"])
        run("approve", "--yes", "--by", "A. Manager", now="2027-02-17T09:00+01:00")
        run("send", now="2027-02-22T09:00+01:00")
        # The sender is killed with a message on the wire.
        Relay.late = True
        sender = run("send", now="2027-02-22T11:00+01:00", wait=False)
        if not Relay.hangs.wait(30):
            sys.exit("nothing was on the wire")
        sender.kill()
        sender.wait()
        # Into one file.
        with sqlite3.connect(place / "heraut.db") as ledger:
            ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ledger.close()
        sys.stdout.buffer.write((place / "heraut.db").read_bytes())


if __name__ == "__main__":
    main()
