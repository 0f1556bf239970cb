"""Reads and writes gettext PO files."""
import re
import sys

PLURALS = {"fr": "nplurals=2; plural=(n > 1);", "en": "nplurals=2; plural=(n != 1);"}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}


def read_po(text, name):
    """{(context, msgid): entry}, faults. An entry: plural, forms by number, fuzzy, notes (translators' comments)."""
    entries, faults, entry, field = {}, [], None, None

    def finish():
        nonlocal entry
        if entry and entry.get("msgid") is not None:
            key = (entry.get("msgctxt"), entry["msgid"])
            if key in entries:
                faults.append(f"{name}:{entry['line']}: “{key[1]}” is there twice")
                forms = entries[key]["forms"]
                for index, form in entry["forms"].items():
                    forms[index] = forms.get(index) or form
            else:
                entries[key] = entry
        entry = None

    def fresh(number):
        return {"line": number, "forms": {}, "notes": [], "fuzzy": False, "plural": None}

    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        keyword = re.match(r'(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])?\s*(".*")$', line)
        if line.startswith("#") or not line:
            if entry and entry["forms"]:
                finish()
            if line.startswith("#,") and "fuzzy" in line:
                entry = entry or fresh(number)
                entry["fuzzy"] = True
            elif line.startswith(("# ", "#.")):
                entry = entry or fresh(number)
                entry["notes"].append(line)
            continue
        if keyword and keyword.group(1) in ("msgctxt", "msgid") and entry and entry["forms"]:
            finish()
        if keyword:
            entry = entry or fresh(number)
            field = (keyword.group(1), int(keyword.group(2) or 0))
        quoted = keyword.group(3) if keyword else line
        if not entry or not field or not re.fullmatch(r'"(?:[^"\\]|\\[ntr"\\])*"', quoted):
            sys.exit(f"{name}:{number}: this line is not PO: {line}")
        value = re.sub(r"\\(.)", lambda m: ESCAPES[m.group(1)], quoted[1:-1])
        if field[0] == "msgstr":
            entry["forms"][field[1]] = entry["forms"].get(field[1], "") + value
        else:
            kept = "plural" if field[0] == "msgid_plural" else field[0]
            entry[kept] = (entry.get(kept) or "") + value
    finish()
    return entries, faults


def quoted(keyword, text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\r", "\\r")
    pieces = [piece.replace("\n", "\\n") for piece in re.findall(r"[^\n]*\n|[^\n]+", escaped)]
    if len(pieces) < 2:
        return f'{keyword} "{"".join(pieces)}"'
    return "\n".join([f'{keyword} ""'] + [f'"{piece}"' for piece in pieces])


def written_po(language, entries, used):
    header = "".join(f"{name}: {value}\n" for name, value in (
        ("Project-Id-Version", "Entregent"), ("PO-Revision-Date", "2026-01-01 00:00+0000"),
        ("Last-Translator", "Entregent"), ("Language-Team", "Entregent"), ("Language", language),
        ("MIME-Version", "1.0"), ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"), ("Plural-Forms", PLURALS[language])))
    blocks = [quoted("msgid", "") + "\n" + quoted("msgstr", header)]
    for (context, text), entry in sorted(entries.items(), key=lambda item: (item[0][1], item[0][0] or "")):
        if not text:
            continue
        lines = entry["notes"] + [f"#: {place}" for place in sorted(used.get((context, text), {}).get("places", ()))]
        lines += ["#, fuzzy"] if entry["fuzzy"] else []
        lines += [quoted("msgctxt", context)] if context else []
        lines.append(quoted("msgid", text))
        if entry["plural"]:
            lines.append(quoted("msgid_plural", entry["plural"]))
            lines += [quoted(f"msgstr[{index}]", entry["forms"].get(index, "")) for index in (0, 1)]
        else:
            lines.append(quoted("msgstr", entry["forms"].get(0, "")))
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"
