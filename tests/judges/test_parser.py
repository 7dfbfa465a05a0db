"""Python's own mail parser, and its own reading of what text and HTML say."""

import collections
import datetime
import email
import email.policy
import email.utils
import re
import unittest

import campaign
from mails import Mail, Page, mails
from program import ROOT

# No header is folded or a body line cut by a relay: RFC 5322 section 2.1.1, RFC 2045 section 6.7.
HEADER, BODY = 998, 76
# Gmail shows no more than about 102 KB of HTML.
HTML = 90_000
ONCE = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted", "List-Id", "Content-Language",
        "X-Auto-Response-Suppress", "Reply-To")
NEVER = ("Precedence", "Bcc", "Cc", "List-Unsubscribe", "Return-Path", "Sender")
URL = re.compile(r"https?://[^\s<>\"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# `vrijdag 19 maart 2027`, `19 mrt 2027`, `19. März 2027`, `le 1er mars 2027`: a day, a word, a year.
DATE = re.compile(r"\b(\d{1,2})(?:\.|er)? ([^\W\d]+\.?) (\d{4})\b")
STEP = re.compile(r"(?m)^[ |]*(\d{1,2})\. (.*)")


def structure(part) -> list:
    """`multipart/…` with what is in it."""
    kind = part.get_content_type()
    return [kind, [structure(inner) for inner in part.iter_parts()]] if part.is_multipart() else [kind]


def wire(raw: bytes) -> list[str]:
    """What is wrong with the bytes."""
    faults = []
    if not raw.isascii():
        faults.append("bytes above 127")
    if b"\0" in raw:
        faults.append("a NUL")
    if raw.replace(b"\r\n", b"").strip(b"\r\n") != raw.replace(b"\r\n", b"") or re.search(rb"(?<!\r)\n|\r(?!\n)", raw):
        faults.append("a line end that is not CRLF")
    head, _, body = raw.partition(b"\r\n\r\n")
    faults += [f"a header line of {len(line)}" for line in head.split(b"\r\n") if len(line) > HEADER]
    faults += [f"a body line of {len(line)}: {line[:40]!r}" for line in body.split(b"\r\n") if len(line) > BODY]
    return faults


def headers(parsed) -> list[str]:
    faults = [f"{name} is there {len(parsed.get_all(name, []))} times" for name in ONCE if len(parsed.get_all(name, [])) != 1]
    faults += [f"{name} is there" for name in NEVER if name in parsed]
    for name, value in parsed.items():
        if re.search(r"[\x00-\x08\x0a-\x1f\x7f\u202a-\u202e\u2066-\u2069]", str(value)):
            faults.append(f"{name} has a control character")
    if faults:
        return faults
    author = parsed["From"].addresses[0]
    if not re.fullmatch(rf"<[0-9a-z]+@{re.escape(author.domain)}>", str(parsed["Message-ID"])):
        faults.append("Message-ID is not of the sender's domain")
    if parsed["Date"].datetime.tzinfo is None:
        faults.append("Date has no zone")
    if parsed["Auto-Submitted"] != "auto-generated":
        faults.append("Auto-Submitted")
    if parsed["X-Auto-Response-Suppress"] != "OOF, AutoReply":
        faults.append("X-Auto-Response-Suppress")
    if len(str(parsed["Subject"])) > 78:
        faults.append(f"a subject of {len(str(parsed['Subject']))}")
    return faults


def body(mail: Mail) -> list[str]:
    """What is wrong with the parts."""
    faults = [f"{part.get_content_type()}: {defect!r}" for part in mail.parsed.walk() for defect in part.defects]
    faults += [f"{name}: {value.defects}" for name, value in mail.parsed.items() if value.defects]
    found = structure(mail.parsed)
    # Attachments stand beside the alternative; a meeting request is its last part (RFC 6047 section 2.4).
    content, *attached = found[1] if found[0] == "multipart/mixed" else [found]
    match content:
        case ["multipart/alternative", [["text/plain"], ["multipart/related", [["text/html"], *pictures]], *request]]:
            expected = [["text/calendar"]] if request else []
            sound = request == expected and pictures and all(kind[0].startswith("image/") for kind in pictures)
        case _:
            sound = False
    if not sound or not {kind for kind, *_ in attached} <= {"text/calendar", "application/pdf"}:
        return [*faults, f"structure {found}"]
    for part in mail.parsed.walk():
        if part["Content-ID"] and mail.html.count("cid:" + part["Content-ID"].strip("<>")) != 1:
            faults.append(f"{part['Content-ID']} is not used once")
        if part.get_content_maintype() == "text" and part.get_content_charset() != "utf-8":
            faults.append(f"{part.get_content_type()} in {part.get_content_charset()}")
    sources = [image.get("src", "") for image in mail.page.images]
    known = ["cid:" + part["Content-ID"].strip("<>") for part in mail.parsed.walk() if part["Content-ID"]]
    if sorted(sources) != sorted(known):
        faults.append(f"images {sources}, parts {known}")
    if len(mail.html.encode()) > HTML:
        faults.append(f"HTML of {len(mail.html.encode())} bytes")
    return faults


def public(language: str) -> str:
    """A language tag without what only we understand, such as the register of `nl-x-formal`."""
    return language.split("-x-")[0]


def page(mail: Mail) -> list[str]:
    """What is wrong with the HTML for this mail."""
    faults, found = [], mail.page
    if not mail.html.lower().startswith("<!doctype html>"):
        faults.append("no doctype")
    if found.title != str(mail.parsed["Subject"]):
        faults.append(f"title {found.title!r}")
    language = public(mail.language)
    article = next((attributes for tag, attributes in found.elements if attributes.get("role") == "article"), {})
    for where, attributes in (("html", found.attributes.get("html", {})), ("body", found.attributes.get("body", {})), ("article", article)):
        if attributes.get("lang") != language or attributes.get("dir") not in ("ltr", "rtl"):
            faults.append(f"{where} has lang {attributes.get('lang')!r}, dir {attributes.get('dir')!r}")
    if article.get("aria-roledescription") != "email":
        faults.append("no article that is an email")
    for tag, attributes in found.elements:
        if tag in ("script", "form", "svg", "iframe", "object", "embed", "link", "base", "input"):
            faults.append(f"<{tag}>")
        if any(name.startswith("on") for name in attributes):
            faults.append(f"<{tag}> with a handler")
        if tag == "table" and attributes.get("role") != "presentation" and "th" not in dict(found.elements):
            faults.append("a table for layout without role")
        if tag == "img" and not all(attributes.get(name) for name in ("alt", "width", "height")):
            faults.append("an image without alt, width or height")
    if len([tag for tag, _ in found.elements if tag == "h1"]) != 1:
        faults.append("not one h1")
    if found.remote or re.search(r"url\(|@import", mail.html):
        faults.append(f"loads {found.remote}")
    return faults


def numbers(text: str) -> collections.Counter:
    return collections.Counter(re.findall(r"\d+", text))


def dates(text: str) -> set[tuple]:
    return set(DATE.findall(text))


def parity(html: str, text: str) -> list[str]:
    """What one says and the other does not."""
    faults, found = [], Page(html)
    # A line may be wrapped before a number with a full stop, as in a German date: that is no step.
    text = re.sub(r"(?m)^([ |]*)((?!\d+\. |[=*-]+$)\S.*)\n\1(?=\d{1,4}\. )", r"\1\2 ", text)
    unquoted = re.sub(r"(?m)^[ |]+", "", text)
    flat = re.sub(r"\s+", " ", unquoted)
    links = {re.sub(r"^(?:mailto|tel):", "", link) for link in found.links}
    telephones = {link[4:] for link in found.links if link.startswith("tel:")}
    in_text = set(URL.findall(flat)) | {number for number in telephones if number in re.sub(r"[ ()-]", "", flat)}
    mentioned = set(URL.findall(found.words))
    faults += [f"link only in HTML: {link}" for link in links - in_text]
    faults += [f"link only in text: {link}" for link in in_text - links - mentioned]
    faults += [f"date only in HTML: {date}" for date in dates(found.words) - dates(flat)]
    faults += [f"date only in text: {date}" for date in dates(flat) - dates(found.words)]
    steps = [(number, first_words(words)) for number, words in found.steps]
    typed = [(int(number), first_words(words)) for number, words in STEP.findall(text)]
    if [number for number, _ in steps] != [number for number, _ in typed]:
        faults.append(f"steps {[n for n, _ in steps]} in HTML, {[n for n, _ in typed]} in text")
    faults += [f"step {a}, not {b}" for a, b in zip(steps, typed) if not (a[1].startswith(b[1]) or b[1].startswith(a[1]))]
    # A browser numbers steps itself; a target stands behind its link in the text only.
    spoken = STEP.sub(r"\2", unquoted)
    spoken = numbers(re.sub(r"\s+", " ", re.sub(r"<[^<>\s]+>", "", spoken)))
    if spoken != numbers(found.words):
        faults.append(f"numbers: text {spoken - numbers(found.words)}, HTML {numbers(found.words) - spoken}")
    return faults


def first_words(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip()[:24]


class Parser(unittest.TestCase):
    maxDiff = None

    def each(self, judge):
        faults = {mail.name: found for mail in mails() if (found := judge(mail))}
        self.assertEqual(faults, {})

    def test_there_is_a_mail_of_everything(self):
        built_in = {file.name.split(".")[0] for file in (ROOT / "templates").glob("*/*.*.md")
                    if file.parent.name not in ("blocks", "layout")}
        found = {(mail.message, mail.language) for mail in mails()}
        self.assertEqual(found, {(message, language) for message in built_in for language in campaign.LANGUAGES})
        personal = {mail.message for mail in mails() if not {"manager", "helpdesk"} & set(mail.features)}
        kinds = {feature for mail in mails() for feature in mail.features if feature.startswith("device:")}
        self.assertEqual(len(kinds), len(campaign.KINDS))
        seen = {(mail.message, mail.language, kind) for mail in mails() for kind in mail.features if kind in kinds}
        self.assertEqual(seen, {(m, l, k) for m in personal for l in campaign.LANGUAGES for k in kinds})
        for mail in mails():
            if mail.message == "enrol-now" and mail.reader.startswith("Jan Jansen"):
                text = " ".join(mail.text.split())
                self.assertEqual([name for name in campaign.SYSTEMS if name not in text], [], mail.name)

    def test_bytes(self):
        self.each(lambda mail: wire(mail.raw))

    def test_headers(self):
        self.each(lambda mail: headers(mail.parsed))

    def test_structure(self):
        self.each(body)

    def test_page(self):
        self.each(page)

    def test_language_is_said(self):
        self.each(lambda mail: [] if mail.parsed["Content-Language"] == public(mail.language) else [mail.parsed["Content-Language"]])

    def test_text_and_html_say_the_same(self):
        self.each(lambda mail: parity(mail.html, mail.text))
        # Each kind of thing that is compared is there to compare.
        self.assertTrue(any(mail.page.steps for mail in mails()))
        self.assertTrue(any(dates(mail.page.words) for mail in mails()))
        self.assertTrue(all(mail.page.links for mail in mails()))


class TheJudgeCanFail(unittest.TestCase):
    """Every fault that is looked for, put into a good mail."""

    def setUp(self):
        self.good = next(mail for mail in mails() if mail.message == "enrol-now" and mail.page.steps)

    def spoiled(self, old: bytes, new: bytes) -> Mail:
        self.assertIn(old, self.good.raw)
        return Mail("bad", self.good.message, self.good.language, self.good.reader, (), self.good.raw.replace(old, new, 1))

    def test_bytes(self):
        self.assertEqual(wire(self.good.raw), [])
        for old, new in ((b"\r\n\r\n", b"\n\n"), (b"Subject: ", b"Subject: \xc3\xab"), (b"To: ", b"To: \0"),
                         (b"Subject: ", b"Subject: " + b"x" * 999), (b"\r\n\r\n", b"\r\n\r\n" + b"x" * 77 + b"\r\n")):
            self.assertNotEqual(wire(self.spoiled(old, new).raw), [], new)

    def test_headers(self):
        self.assertEqual(headers(self.good.parsed), [])
        for old, new in ((b"Subject: ", b"Subject: x\r\nSubject: "), (b"Date: ", b"X-Date: "), (b"List-Id: ", b"Precedence: bulk\r\nList-Id: "),
                         (b"@voorbeeldstad.example>\r\nReply-To", b"@other.example>\r\nReply-To"), (b"auto-generated", b"no"),
                         (b"Subject: ", b"Subject: =?utf-8?q?a=0D=0ABcc:_x?= "), (b"Subject: ", b"Subject: " + b"y" * 90)):
            self.assertNotEqual(headers(self.spoiled(old, new).parsed), [], new)

    def test_structure(self):
        self.assertEqual(body(self.good), [])
        for old, new in ((b"multipart/alternative", b"multipart/mixed"), (b"Content-Type: text/html", b"Content-Type: text/plain"), (b"cid:", b"cid:x"),
                         (b"charset=utf-8", b"charset=iso-8859-1"), (b"=_related_", b"=_unrelated_")):
            self.assertNotEqual(body(self.spoiled(old, new)), [], new)

    def test_page(self):
        self.assertEqual(page(self.good), [])
        for old, new in ((b"<!doctype html>", b""), (b"<title>", b"<title>x"), (b"<body", b"<script></script><body"), (b" alt=3D", b" title=3D"),
                         (b"role=3D\"article\"", b""), (b"<h1", b"<h1>a</h1><h1"), (b"src=3D\"cid:", b"src=3D\"http://tracker.example/"),
                         (b"<body", b"<body onload=3D\"x()\"")):
            self.assertNotEqual(page(self.spoiled(old, new)), [], new)

    def test_parity(self):
        html = '<body><ol><li>Open <b>Settings</b></li><li>Go</li></ol><p>Before 19 March 2027: <a href="https://a.example/b">guide</a>, 3 times</p>'
        text = "1. Open Settings\n2. Go\n\nBefore 19 March 2027: guide <https://a.example/b>, 3 times\n"
        self.assertEqual(parity(html, text), [])
        for old, new in (("https://a.example/b", "https://b.example/b"), ("19 March", "20 March"), ("3 times", "4 times"),
                         ("2. Go", "3. Go"), ("2. Go", "Go"), ("Open", "Close"), ("guide <https://a.example/b>", "guide")):
            self.assertNotEqual(parity(html, text.replace(old, new)), [], new)


if __name__ == "__main__":
    unittest.main()
