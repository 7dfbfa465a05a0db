"""What mail programs support, by caniemail.com: nothing is used that nobody reviewed.

`support.toml` lists the HTML and CSS in use, each with the reason why it may be: that it works, or what a reader sees
where it does not. Something new fails with its table of support; look at it, and write it down or use something else.
"""

import json
import pathlib
import re
import tomllib
import unittest

import tinycss2

from mails import Page, mails

HERE = pathlib.Path(__file__).parent
FILE = json.loads((HERE / "node_modules/caniemail/data/caniemail.json").read_text())
DATA = {feature["slug"]: feature for feature in FILE["data"]}
REVIEWED = tomllib.loads((HERE / "support.toml").read_text())
# Names that several elements or properties share in the data.
SHARED = {
    **dict.fromkeys(("ul", "ol", "li", "dl", "dt", "dd"), "html-lists"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "html-h1-h6"),
    **dict.fromkeys(("tr", "td", "th", "thead", "tbody"), "html-table"),
}


def features(html: str) -> set[str]:
    """What a page uses: `<element>`, `element[attribute]`, `property`, `property: word`, `@rule`, `unit`, `scheme:`."""
    found = set()
    for tag, attributes in Page(html).elements:
        found.add(f"<{tag}>")
        for name, value in attributes.items():
            if name == "style":
                found |= declarations(value)
            else:
                found.add(f"[{name}]")
            if name in ("href", "src"):
                found.add(value.partition(":")[0] + ":" if ":" in value else f"[{name}] to {value[:1]}")
            if tag == "meta" and name == "name":
                found.add(f"<meta {value}>")
    for sheet in re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL):
        found |= rules(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True))
    return found


def rules(nodes) -> set[str]:
    found = set()
    for node in nodes:
        if node.type == "error":
            found.add(f"broken CSS: {node.message}")
        elif node.type == "at-rule":
            what = [token.value for token in node.prelude if token.type == "() block" for token in token.content if token.type == "ident"]
            found.add(f"@{node.at_keyword}" + (f" ({what[0]})" if what else ""))
            if node.content:
                found |= rules(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))
        else:
            selector = tinycss2.serialize(node.prelude)
            found.update(f":{name}" for name in re.findall(r":+([a-z-]+)", selector))
            kinds = {r"\.[\w-]": "selector: class", r"#[\w-]": "selector: id", r"\[": "selector: attribute",
                     r"\w\s+[.\w]": "selector: descendant", ">": "selector: child", r"\+": "selector: adjacent",
                     "~": "selector: sibling", r"\*": "selector: universal"}
            found.update(kind for pattern, kind in kinds.items() if re.search(pattern, selector.strip()))
            found |= declarations(node.content)
    return found


def declarations(source) -> set[str]:
    found = set()
    for one in tinycss2.parse_declaration_list(source, skip_comments=True, skip_whitespace=True):
        if one.type == "error":
            found.add(f"broken CSS: {one.message}")
            continue
        found.add(one.lower_name)
        if one.important:
            found.add("!important")
        for token in one.value:
            if token.type == "dimension":
                found.add(f"unit: {token.lower_unit}")
            elif token.type == "percentage":
                found.add("unit: %")
            elif token.type == "function":
                found.add(f"{token.lower_name}()")
            elif token.type == "ident" and one.lower_name in ("display", "position", "float"):
                found.add(f"{one.lower_name}: {token.lower_value}")
    return found


def slug(feature: str) -> str | None:
    """The feature's name in the data, if there is one."""
    word = "-".join(re.findall(r"[\w-]+", feature))
    first = word.split("-")[0]
    if feature.startswith("<"):
        names = [SHARED.get(word, ""), f"html-{word}"]
    elif feature.startswith("["):
        names = [f"html-{word}"]
    elif feature.startswith("@"):
        names = [f"css-at-{word}", f"css-at-{first}"]
    elif feature.startswith(":"):
        names = [f"css-pseudo-class-{word}", f"css-pseudo-element-{word}"]
    elif feature.startswith("unit:"):
        names = [f"css-{word}", "css-unit-percent" if "%" in feature else ""]
    elif feature.startswith("selector:"):
        names = [f"css-{word}", f"css-{word}-sibling", "css-selector-general-sibling" if "sibling" in word else ""]
    elif feature.endswith("()"):
        names = [f"css-function-{word}", f"css-unit-{word}", f"css-{word}"]
    elif feature.endswith(":"):
        names = [f"html-{word}-links"]
    elif feature == "!important":
        names = ["css-important"]
    else:
        side = re.sub("-(left|right|top|bottom)$", "", word)
        names = [f"css-{word}", f"css-{side}", f"css-{first}" if ": " in feature else ""]
    return next((name for name in names if name in DATA), None)


def table(feature: str) -> str:
    """Where it works, in the newest version that was tried of each program."""
    known = slug(feature)
    if known is None:
        return f"{feature}: caniemail.com has nothing on it"
    names = FILE["nicenames"]
    rows = []
    for family, platforms in DATA[known]["stats"].items():
        for platform, versions in platforms.items():
            if versions:
                version, support = list(versions.items())[-1]
                what = {"y": "yes", "a": "partly", "n": "NO", "u": "unknown"}[support[0]]
                rows.append(f"  {names['family'].get(family, family)}, {names['platform'].get(platform, platform)} {version}: {what}")
    return "\n".join([f"{feature}: {DATA[known]['url']}", *sorted(rows)])


def faults(used: set[str], reviewed: dict[str, str]) -> list[str]:
    new = [f"in use and not in support.toml:\n{table(feature)}" for feature in sorted(used - set(reviewed))]
    return new + [f"in support.toml and not in use any more: {feature}" for feature in sorted(set(reviewed) - used)]


class Support(unittest.TestCase):
    def test_only_what_was_reviewed_is_used(self):
        used = set().union(*(features(mail.html) for mail in mails()))
        found = faults(used, REVIEWED["in_use"])
        self.assertFalse(found, "\n" + "\n".join(found))

    def test_what_was_reviewed_is_known_by_the_name_written_there(self):
        unknown = {feature for feature in REVIEWED["in_use"] if slug(feature) is None}
        self.assertEqual(unknown, set(REVIEWED["without_data"]["features"]))


class TheJudgeCanFail(unittest.TestCase):
    def test_something_new_is_found_with_its_table(self):
        good = mails()[0].html
        for old, new, feature in (
            ("</h1>", "</h1><video></video>", "<video>"),
            ("</h1>", "</h1><p style='display:flex'></p>", "display: flex"),
            ("</style>", "@font-face { font-family: x }</style>", "@font-face"),
            ("</style>", "a:hover { color: red }</style>", ":hover"),
            ("</style>", "p { width: calc(1px + 2px) }</style>", "calc()"),
            ("</style>", "p { margin: 2rem }</style>", "unit: rem"),
            ("</h1>", "</h1><a href='#x'>x</a>", "[href] to #"),
            ("</style>", "p { gap }</style>", "broken CSS"),
        ):
            found = "\n".join(faults(features(good.replace(old, new, 1)), dict.fromkeys(features(good), "known")))
            self.assertIn(feature, found)
        self.assertIn("Outlook, Windows", table("<video>"))
        self.assertIn("NO", table("display: flex"))

    def test_something_gone_is_found(self):
        self.assertIn("<blink>", "\n".join(faults(set(), {"<blink>": "known"})))


if __name__ == "__main__":
    unittest.main()
