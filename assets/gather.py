"""Gathers third-party browser assets into Public/vendor, from pinned packages whose bytes are checked.

What only the server reads lies in its hidden folder .server, which no browser is given.

Run it by assets/gather. It does nothing when Public/vendor is already what sources.json asks for. A run that fails
leaves the former folder as it was.
"""

import gzip
import hashlib
import json
import re
import shutil
import sys
from pathlib import Path
from zipfile import ZipFile

from communes import build_communes, build_towns
from font import subset_font
from outlines import build_countries, build_france
from packages import Store, sha256
from sprite import build_sprite

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "Public" / "vendor"
MAKERS = {
    "communes": build_communes,
    "towns": build_towns,
    "departements": lambda wheel: build_france(wheel)["departements"],
    "regions": lambda wheel: build_france(wheel)["regions"],
    "countries": build_countries,
}
SOURCE_MAP = re.compile(rb"\n//# sourceMappingURL=[^\n]*")


class Gathering:
    """A folder being filled, and the list of what is in it: where from, under which licence."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.entries: list[dict] = []
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    def put(self, place: str, data: bytes, what: str, source: str, licence: str) -> None:
        path = self.folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.entries.append(
            {
                "path": place, "what": what, "bytes": len(data), "gzip": len(gzip.compress(data, 9, mtime=0)),
                "sha256": sha256(data), "source": source, "licence": licence,
            }
        )


def recipe() -> str:
    """Changes when anything that decides the result changes."""
    digest = hashlib.sha256()
    for file in sorted(HERE.iterdir()):
        if file.is_file():
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def is_gathered(wanted: str) -> bool:
    manifest = OUT / "manifest.json"
    if not manifest.exists():
        return False
    kept = json.loads(manifest.read_text(encoding="utf-8"))
    files = kept["files"]
    return kept["recipe"] == wanted and all(
        (OUT / file["path"]).is_file() and (OUT / file["path"]).stat().st_size == file["bytes"] for file in files
    )


def gather(sources: dict, store: Store, out: Gathering) -> None:
    icons = (HERE / "icons.txt").read_text(encoding="utf-8").split()
    for spec, source in sources["pypi"].items():
        wheel = store.wheel(spec)
        archive = ZipFile(wheel)
        for inside, (place, what) in source.get("files", {}).items():
            data = SOURCE_MAP.sub(b"", archive.read(inside)) if place.endswith(".js") else archive.read(inside)
            out.put(place, data, what, wheel.name, source["licence"])
        if "font" in source:
            inside, place, what = source["font"]
            out.put(place, subset_font(archive.read(inside)), what, wheel.name, source["licence"])
        if "sprite" in source:
            inside, place, what = source["sprite"]
            sprite = build_sprite(archive.read(inside), icons)
            out.put(place, sprite, what, wheel.name, source["licence"])
        for maker, (place, what) in source.get("geography", {}).items():
            out.put(place, MAKERS[maker](wheel), what, wheel.name, source["licence"])
    for package, source in sources["debian"].items():
        name, root = store.debian(package)
        for inside, (place, what) in source["files"].items():
            out.put(place, (root / inside).read_bytes(), what, name, source["licence"])


def main() -> None:
    relock = "--relock" in sys.argv[1:]
    wanted = recipe()
    if not relock and is_gathered(wanted):
        return
    sources = json.loads((HERE / "sources.json").read_text(encoding="utf-8"))
    store = Store(HERE.parent / ".venv" / "assets", HERE / "sums.txt", relock)
    out = Gathering(OUT.with_name("vendor.new"))
    gather(sources, store, out)
    store.finish()
    manifest = {"recipe": recipe(), "files": out.entries}
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    (out.folder / "manifest.json").write_text(text, encoding="utf-8")
    shutil.rmtree(OUT, ignore_errors=True)
    out.folder.rename(OUT)
    for entry in out.entries:
        print(f"{entry['bytes']:>9} {entry['gzip']:>8} gz  {entry['path']}")


if __name__ == "__main__":
    main()
