"""A document the worker will not read or write, and why."""


class Refused(Exception):
    """The code is a promise to the server; facts fill the holes of the sentence it makes."""

    def __init__(self, code, **facts):
        super().__init__(code)
        self.code = code
        self.facts = facts
