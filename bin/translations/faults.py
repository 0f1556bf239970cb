"""What can be wrong with a translation: missing, unused, empty, holes that differ, French typography."""
import re

HOLE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
TYPOGRAPHY = [(re.compile(pattern), said) for pattern, said in (
    (r"'", "a straight apostrophe: write ’"),
    (r'"', "straight quotes: write « … » with no-break spaces inside"),
    (r"\.\.\.", "three points: write …"),
    (r"(?<![\u00a0\u202f\s!?(«])[;!?](?!\w)", "; ! ? want a narrow no-break space (U+202F) before them"),
    (r"(?<![\u00a0\u202f\s])»", "» wants a no-break space before it"),
    (r"«(?![\u00a0\u202f])", "« wants a no-break space after it"),
    (r"[ \t][;:!?»%€]", "an ordinary space before ; : ! ? » % €: use U+202F or U+00A0"),
    (r"(?<![\u00a0\u202f\s\d]):(?=\s|$)", ": wants a no-break space (U+00A0) before it"),
    (r"[\d}][%€]", "% and € want a no-break space before them"),
    (r" {2,}", "two spaces"),
)]
CODE = re.compile(r"`[^`]*`|\w+://\S+|(?<!\S)/[\w/.?=&{}-]+")


def typography(text):
    plain = CODE.sub("code", text)
    return [said for pattern, said in TYPOGRAPHY if pattern.search(plain)]


def entry_faults(language, key, entry):
    text, forms = key[1], entry["forms"]
    expected = 2 if entry["plural"] else 1
    if entry["fuzzy"]:
        yield "marked fuzzy: check it and remove the mark"
    if set(forms) != set(range(expected)):
        yield f"{expected} forms are expected, {len(forms)} found"
    if any(not forms.get(index) for index in range(expected)):
        yield "not translated"
    singular, plural = set(HOLE.findall(text)), set(HOLE.findall(entry["plural"] or ""))
    for index, form in forms.items():
        if not form:
            continue
        present = set(HOLE.findall(form))
        # “le dernier jour” may leave out its count of one.
        wanted = plural if index else singular - {"count"} if entry["plural"] else singular
        for hole in sorted(wanted - present):
            yield f"{{{hole}}} is missing from the translation"
        for hole in sorted(present - singular - plural):
            yield f"{{{hole}}} is not in the source text"
        if language == "fr":
            yield from typography(form)


def faults_of(language, entries, used, literals):
    name = f"Translations/{language}.po"
    for key, use in sorted(used.items(), key=lambda item: item[0][1]):
        if key not in entries:
            yield f"{use['at']}: missing from {name}: “{key[1]}”"
        elif use["plural"] != entries[key]["plural"] and use["plural"]:
            yield f"{name}:{entries[key]['line']}: the plural of “{key[1]}” should be “{use['plural']}”"
    for key, entry in entries.items():
        if not key[1]:
            continue
        if key not in used and (key[0] or key[1] not in literals):
            yield f"{name}:{entry['line']}: unused: “{key[1]}”"
        for fault in entry_faults(language, key, entry):
            yield f"{name}:{entry['line']}: {fault}: “{key[1]}”"
