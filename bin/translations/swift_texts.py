"""Finds the texts that Swift sources show to people: a small scanner of literals, comments and calls."""
import re
import sys

LITERAL = r"\x01(\d+)\x01"
TEXT = re.compile(r'\s*(#*)("""|")')
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}


def literal_end(text, at):
    """Where the string literal that opens at `at` ends, its value (None when interpolated), the code inside it."""
    opening = TEXT.match(text, at)
    hashes, quotes = opening.groups()
    out, at, inner = [], opening.end(), []
    while at < len(text):
        if text.startswith(quotes + hashes, at):
            value = "".join(out)
            value = dedented(value) if len(quotes) == 3 and not inner else value
            return at + len(quotes + hashes), None if inner else value, inner
        if text.startswith("\\" + hashes, at):
            at += 1 + len(hashes)
            if text[at] == "(":
                end = interpolation_end(text, at)
                inner.append((at, end))
                at = end
            elif text[at] == "u":
                end = text.index("}", at)
                out.append(chr(int(text[at + 2:end], 16)))
                at = end + 1
            elif len(quotes) == 3 and text[at] in " \n":
                at = text.index("\n", at) + 1
                out.append("\x02")  # a joined line: its indentation goes with the others'
            else:
                out.append(ESCAPES.get(text[at], text[at]))
                at += 1
        else:
            out.append(text[at])
            at += 1
    raise ValueError("a string literal is not closed")


def interpolation_end(text, at):
    depth = 0
    while True:
        if text[at] == '"':
            at = literal_end(text, at)[0]
            continue
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
        if depth == 0:
            return at


def dedented(value):
    lines = re.split(r"\n", value.replace("\x02", "\n\x02"))[1:]
    indent = len(lines[-1])
    kept = [("\x02" if line.startswith("\x02") else "") + line.lstrip("\x02")[indent:] for line in lines[:-1]]
    return "\n".join(kept).replace("\n\x02", "")


class Masked:
    """Code with comments left out and each literal as a numbered token; the literals; which lines a comment marks."""

    def __init__(self, text):
        self.text, self.out, self.literals, self.marked, self.excluded = text, [], [], set(), set()
        self.scan(0, len(text))
        self.code = "".join(self.out)

    def scan(self, at, end):
        text = self.text
        while at < end:
            if text.startswith("//", at):
                stop = text.find("\n", at)
                stop = end if stop < 0 else stop
                self.comment(at, stop)
                at = stop
            elif text.startswith("/*", at):
                stop = text.find("*/", at)
                at = end if stop < 0 else stop + 2
            elif text[at] == '"' or re.match(r'#+"', text[at:at + 4]):
                line = text.count("\n", 0, at) + 1
                at, value, inner = literal_end(text, at)
                self.out.append(f"\x01{len(self.literals)}\x01")
                self.literals.append((value, line))
                for span in inner:
                    self.scan(*span)
            else:
                self.out.append(text[at])
                at += 1

    def comment(self, at, stop):
        line = self.text.count("\n", 0, at) + 1
        marker = re.match(r"//\s*(un)?translated\b", self.text[at:stop])
        if marker and marker.group(1):
            self.excluded.add(line)
        elif marker:
            is_alone = not self.text[self.text.rfind("\n", 0, at) + 1:at].strip()
            following = self.text[stop + 1:].split("\n\n")[0].count("\n") + 1
            self.marked.update(range(line, line + 1 + (following if is_alone else 0)))


CALL = r"(?:^|[^\w.]|\w\.)t\(\s*|\.tr\(\s*|\bMessage\(\s*(?:text:\s*)?|\.help\(\s*"
USES = [re.compile(p) for p in (
    rf"(?:{CALL}){LITERAL}(?:\s*,\s*context:\s*(?P<context>{LITERAL}))?(?:\s*,\s*{LITERAL})?",
    rf"(?:{CALL})(?:[^(),\x01]|\x01\d+\x01)+\?\s*{LITERAL}\s*:\s*{LITERAL}",
    rf"\b(?:Field|Part)\(\s*\x01\d+\x01\s*,\s*\\[\w.?!\\]+\s*,\s*{LITERAL}",
    rf"\bjobs\.add\(\s*[^,()]+,\s*{LITERAL}",
    rf"(?<![.\w])add\(\s*\w+\.name,\s*{LITERAL}",
    rf"(?<![.\w])(?:label|pluralLabel)\s*(?::\s*String\s*)?=\s*{LITERAL}",
)]


def used_texts(path):
    """(context, msgid, msgid_plural, line) of every text the file shows to people; every literal of the file."""
    source = Masked(path.read_text(encoding="utf-8"))
    code, literals, marked, excluded = source.code, source.literals, source.marked, source.excluded

    def joined(match):
        values = [literals[int(number)] for number in re.findall(LITERAL, match.group(0))]
        literals.append((None if any(v[0] is None for v in values) else "".join(v[0] for v in values), values[0][1]))
        return f"\x01{len(literals) - 1}\x01"

    code = re.sub(rf"{LITERAL}(?:\s*\+\s*{LITERAL})+", joined, code)
    found = []

    def add(number, plural=None, context=None):
        text, line = literals[int(number)]
        if text and line not in excluded and not re.fullmatch(r"\{\w+\}", text):  # a lone hole says nothing
            found.append((context, text, plural, line))

    for match in USES[0].finditer(code):
        context = match.group(3) and literals[int(match.group(3))][0]
        add(match.group(1), match.group(4) and literals[int(match.group(4))][0], context)
    for match in USES[1].finditer(code):
        add(match.group(1)), add(match.group(2))
    for use in USES[2:]:
        for match in use.finditer(code):
            add(match.group(1))
    for match in re.finditer(r"\bvar\s+\w*[lL]abel\s*:\s*String\s*\{", code):
        at, depth = match.end(), 1
        while depth and at < len(code):
            depth += {"{": 1, "}": -1}.get(code[at], 0)
            at += 1
        for result in re.finditer(rf"(?:[:{{]|\breturn|\n)\s*{LITERAL}", code[match.end() - 1:at]):
            add(result.group(1))
    for match in re.finditer(rf"(?::|\breturn)\s*{LITERAL}", code):
        if literals[int(match.group(1))][1] in marked:
            add(match.group(1))
    return found, {value for value, _ in literals if value}


def scanned(root):
    used, written = {}, set()
    for path in sorted((root / "Sources").rglob("*.swift")):
        try:
            found, literals = used_texts(path)
        except (ValueError, IndexError) as fault:
            sys.exit(f"{path}: {fault}")
        written |= literals
        for context, text, plural, line in found:
            at = f"{path.relative_to(root)}:{line}"
            use = used.setdefault((context, text), {"plural": None, "places": set(), "at": at})
            use["places"].add(str(path.relative_to(root)))
            use["plural"] = use["plural"] or plural
    return used, written
