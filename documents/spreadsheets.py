"""Reads a workbook (XLSX, XLSM, XLSB, XLS, ODS): which sheets it has, and one sheet as a CSV file.

The CSV is canonical: UTF-8, commas, RFC 4180, one record for each row of the sheet from row 1, so that record numbers
are the row numbers a person sees. Days are 2026-11-22, moments 2026-11-22 10:30:00, numbers their digits, truth true
or false.
"""

import csv
import datetime
import decimal
import os
import tempfile

import python_calamine as calamine

import archives
from refusals import Refused

ROWS = 1_048_576
COLUMNS = 2_000
PROGRESS_EVERY = 5_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sheets(path, progress, **limits):
    """The sheets of a workbook in their order, hidden ones said to be so."""
    with opened(path, **limits) as (book, errors):
        listed = [
            {"name": sheet.name, "visible": sheet.visible == calamine.SheetVisibleEnum.Visible}
            for sheet in book.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        if not listed:
            raise Refused("no_sheet")
        return {"sheets": listed, "formula_errors": errors}


def convert(path, sheet, out, progress, rows=ROWS, columns=COLUMNS, **limits):
    """Writes one sheet (a name, or null for the first) as CSV to `out`, which appears whole or not at all."""
    with opened(path, **limits) as (book, errors):
        try:
            page = book.get_sheet_by_index(0) if sheet is None else book.get_sheet_by_name(sheet)
        except calamine.WorksheetNotFound:
            raise Refused("no_such_sheet", sheet=sheet or "", sheets=", ".join(book.sheet_names))
        if page.total_width > columns:
            raise Refused("too_many_columns", limit=columns, found=page.total_width)
        if page.total_height > rows:
            raise Refused("too_many_rows", limit=rows, found=page.total_height)
        count, part = 0, out + ".part"
        with open(part, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            for row in page.iter_rows():
                writer.writerow(record(row))
                count += 1
                if count % PROGRESS_EVERY == 0:
                    progress(count)
        os.replace(part, out)
        return {"rows": count, "columns": page.width, "formula_errors": errors}


def record(row):
    """An empty row of a sheet is an empty line, so that it is skipped and not read as a row of empty cells."""
    cells = [written(value) for value in row]
    return cells if any(cells) else []


def written(value):
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return "" if value is None else str(value)


def number(value):
    """All fifteen digits a spreadsheet keeps: never 8.12E+13, no .0, and 0.3 for 0.30000000000000004."""
    if isinstance(value, int):
        return str(value)
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    plain = format(decimal.Decimal(format(value, ".15g")), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


class opened:
    """A workbook opened after a look inside, by what it is and not by what it is called."""

    def __init__(self, path, total=archives.TOTAL, ratio=archives.RATIO):
        self.path, self.limits = path, {"total": total, "ratio": ratio}

    def __enter__(self):
        suffix, errors = recognised(self.path, self.limits)
        self.folder = tempfile.TemporaryDirectory(prefix="entregent-")
        link = os.path.join(self.folder.name, "workbook" + suffix)  # calamine goes by the name's ending
        os.symlink(os.path.abspath(self.path), link)
        try:
            self.book = calamine.load_workbook(link)
        except calamine.PasswordError:
            self.folder.cleanup()
            raise Refused("password_protected")
        except calamine.CalamineError as error:
            self.folder.cleanup()
            raise Refused("password_protected" if "password" in str(error).lower() else "corrupt", error=str(error))
        return self.book, errors

    def __exit__(self, kind, error, trace):
        self.book.close()
        self.folder.cleanup()
        if isinstance(error, calamine.PasswordError):
            raise Refused("password_protected")
        if isinstance(error, calamine.CalamineError):
            raise Refused("corrupt", error=str(error))
        return False


def recognised(path, limits):
    """The ending that fits the content, and how many formula errors it holds."""
    with open(path, "rb") as file:
        start = file.read(8)
    if start[:4] == b"PK\x03\x04":
        names, errors = archives.inspect(path, **limits)
        for inside, suffix in (("xl/workbook.xml", ".xlsx"), ("xl/workbook.bin", ".xlsb"), ("content.xml", ".ods")):
            if inside in names:
                return suffix, errors
        raise Refused("not_a_spreadsheet")
    if start == OLE:
        if is_encrypted_package(path):
            raise Refused("password_protected")
        return ".xls", 0
    if start[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00"):
        raise Refused("too_old")
    raise Refused("not_a_spreadsheet")


def is_encrypted_package(path):
    """An XLSX with a password is an OLE file that holds a stream of this name."""
    wanted, tail = "EncryptedPackage".encode("utf-16-le"), b""
    with open(path, "rb") as file:
        while piece := file.read(1024 * 1024):
            if wanted in tail + piece:
                return True
            tail = piece[-len(wanted) :]
    return False
