"""One file with the icons we use, each a <symbol> named as in Lucide."""

import io
import re
import sys
from zipfile import ZipFile

DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.S)


def build_sprite(archive: bytes, wanted: list[str]) -> bytes:
    icons = ZipFile(io.BytesIO(archive))
    places = {name.rsplit("/", 1)[-1][:-4]: name for name in icons.namelist() if name.endswith(".svg")}
    absent = [name for name in wanted if name not in places]
    if absent:
        sys.exit(f"assets/sources.json asks for icons that do not exist: {' '.join(absent)}")
    symbols = []
    for name in sorted(set(wanted)):
        found = DRAWING.search(icons.read(places[name]).decode())
        if found is None:
            sys.exit(f"the icon {name} is not a drawing we understand")
        drawing = re.sub(r"\s*\n\s*", "", found.group(1)).replace(" />", "/>")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'.encode()
