"""Looks into a zip before anything else opens it: a few kilobytes may unfold into terabytes."""

import re
import zipfile
import zlib

from refusals import Refused

ENTRIES = 10_000
TOTAL = 4 * 1024**3  # a sheet of a million rows and thirty columns unfolds into about 1.5 GB
RATIO = 250  # honest sheets shrink 5 to 60 times; deflate can reach 1,032
RATIO_APPLIES_FROM = 32 * 1024**2  # small entries may shrink as they like
CHUNK = 1024 * 1024
FORMULA_ERROR = re.compile(rb'<c [^>]{0,80}\bt="e"|calcext:value-type="error"')


def inspect(path, total=TOTAL, ratio=RATIO):
    """The names inside, and how many cells hold a formula error. Refuses a bomb, measured rather than believed."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Refused("corrupt")
    with archive:
        entries = archive.infolist()
        if len(entries) > ENTRIES:
            raise Refused("zip_bomb", entries=len(entries))
        if sum(entry.file_size for entry in entries) > total:
            raise Refused("zip_bomb", size=sum(entry.file_size for entry in entries))
        for entry in entries:
            if entry.flag_bits & 1:
                raise Refused("password_protected")
            check_ratio(entry.file_size, entry.compress_size, ratio)
        room, errors = total, 0
        for entry in entries:
            size, found = measure(archive, entry, room, ratio)
            room -= size
            errors += found
        return {entry.filename for entry in entries}, errors


def check_ratio(size, packed, ratio):
    if size > RATIO_APPLIES_FROM and size > packed * ratio:
        raise Refused("zip_bomb", size=size)


def measure(archive, entry, room, ratio):
    """Unfolds one entry without keeping it: its real size, whatever the directory says."""
    size, errors, tail = 0, 0, b""
    wanted = entry.filename.startswith("xl/worksheets/") or entry.filename == "content.xml"
    for piece in unfolded(archive, entry):
        size += len(piece)
        if size > room or size > entry.file_size:
            raise Refused("zip_bomb", size=size)
        check_ratio(size, entry.compress_size, ratio)
        if wanted:
            errors += len(FORMULA_ERROR.findall(tail + piece))
            tail = piece[-100:] if not FORMULA_ERROR.search(piece[-100:]) else b""
    return size, errors


def unfolded(archive, entry):
    """The bytes of an entry past what the directory declares too, which `ZipFile.open` would hide."""
    if entry.compress_type == zipfile.ZIP_STORED:
        if entry.file_size != entry.compress_size:
            raise Refused("corrupt")
        yield b""
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise Refused("corrupt")
    engine, left = zlib.decompressobj(-15), entry.compress_size
    with open(archive.filename, "rb") as file:
        file.seek(entry.header_offset)
        header = file.read(30)
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise Refused("corrupt")
        file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
        while left > 0 and not engine.eof:
            packed = file.read(min(left, CHUNK))
            if not packed:
                raise Refused("corrupt")
            left -= len(packed)
            while packed and not engine.eof:
                try:
                    yield engine.decompress(packed, CHUNK)
                except zlib.error:
                    raise Refused("corrupt")
                packed = engine.unconsumed_tail
