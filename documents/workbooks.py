"""Writes an XLSX from a file of JSON lines with typed cells, in constant memory.

The first line is the header, an array of texts. A cell is null, a text, a boolean, or one of {"n": "12.5"} a number,
{"d": "2026-11-22"} a day, {"i": "2026-11-22T10:30:00"} a moment on the wall clock, {"m": ["12.50", "EUR"]} an amount,
{"q": "+33612345678"} a text that Excel must never take for a number or a formula.
"""

import datetime
import json
import os

import xlsxwriter

from refusals import Refused

ROWS = 1_048_576  # what a sheet of XLSX can hold; more rows go on to a second sheet
CHARACTERS = 32_767  # what a cell can hold
DIGITS = 15  # what a number can hold; longer ones are written as text, so that no digit is lost
PROGRESS_EVERY = 5_000
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}


def write(rows, out, title, progress, rows_a_sheet=ROWS):
    """`rows` is the file of JSON lines, `out` the workbook, which appears whole or not at all."""
    part = out + ".part"
    with xlsxwriter.Workbook(part, {"constant_memory": True}) as book, open(rows, encoding="utf-8") as lines:
        writer = SheetWriter(book, title, json.loads(next(lines)), rows_a_sheet)
        for count, line in enumerate(lines, 1):
            writer.append(json.loads(line))
            if count % PROGRESS_EVERY == 0:
                progress(count)
    os.replace(part, out)
    return {"rows": writer.count, "sheets": writer.sheets}


class SheetWriter:
    """Rows on as many sheets as they need, each with the header frozen on top."""

    def __init__(self, book, title, header, rows_a_sheet):
        self.book, self.title, self.header, self.rows_a_sheet = book, title, header, rows_a_sheet
        self.count = self.sheets = 0
        self.bold = book.add_format({"bold": True})
        self.day = book.add_format({"num_format": "dd/mm/yyyy"})
        self.moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        self.text = book.add_format({"num_format": "@", "quote_prefix": True})
        self.amounts = {}
        self.start_sheet()

    def start_sheet(self):
        self.sheets += 1
        name = "".join("-" if character in "[]:*?/\\" else character for character in self.title).strip("'")[:24]
        self.sheet = self.book.add_worksheet(f"{name or 'Sheet'} {self.sheets}" if self.sheets > 1 else name or "Sheet")
        self.sheet.freeze_panes(1, 0)
        for column, text in enumerate(self.header):
            self.put_text(0, column, text, self.bold)
        if self.header:
            self.sheet.set_column(0, len(self.header) - 1, 16)
        self.row = 0

    def append(self, cells):
        if self.row + 1 >= self.rows_a_sheet:
            self.start_sheet()
        self.row += 1
        self.count += 1
        for column, cell in enumerate(cells):
            self.put(self.row, column, cell)

    def put(self, row, column, cell):
        if cell is None:
            return
        if isinstance(cell, bool):
            self.sheet.write_boolean(row, column, cell)
        elif isinstance(cell, str):
            self.put_text(row, column, cell)
        else:
            ((kind, value),) = cell.items()
            getattr(self, "put_" + {"n": "number", "d": "day", "i": "moment", "m": "money", "q": "quoted"}[kind])(
                row, column, value
            )

    def put_text(self, row, column, text, style=None):
        if len(text.encode("utf-16-le")) // 2 > CHARACTERS:
            raise Refused("cell_too_long", row=self.count, column=self.header[column], limit=CHARACTERS)
        if text:
            self.sheet.write_string(row, column, text, style)

    def put_quoted(self, row, column, text):
        self.put_text(row, column, text, self.text)

    def put_number(self, row, column, digits, style=None):
        if len(digits.replace("-", "").replace(".", "").strip("0")) > DIGITS:
            self.put_text(row, column, digits)
        else:
            self.sheet.write_number(row, column, float(digits), style)

    def put_money(self, row, column, value):
        digits, currency = value
        if currency not in self.amounts:
            decimals = digits.partition(".")[2]
            pattern = "#,##0" + ("." + "0" * len(decimals) if decimals else "")
            symbol = SYMBOLS.get(currency, currency)
            self.amounts[currency] = self.book.add_format({"num_format": f'{pattern}\u00a0"{symbol}"'})
        self.put_number(row, column, digits, self.amounts[currency])

    def put_day(self, row, column, iso):
        day = datetime.date.fromisoformat(iso)
        if day < datetime.date(1900, 3, 1):  # Excel counts from 1900, and wrongly until March
            self.put_text(row, column, iso)
        else:
            self.sheet.write_datetime(row, column, day, self.day)

    def put_moment(self, row, column, iso):
        moment = datetime.datetime.fromisoformat(iso)
        if moment < datetime.datetime(1900, 3, 1):
            self.put_text(row, column, iso)
        else:
            self.sheet.write_datetime(row, column, moment, self.moment)
