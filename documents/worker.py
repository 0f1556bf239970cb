"""The document worker: what Entregent leaves to Python, one request a line in, one reply a line out.

    in   {"id": "7", "task": "sheets", "path": "/somewhere/clients.xlsx"}
    out  {"id": "7", "progress": 5000}                                       (any number, then one of)
    out  {"id": "7", "ok": true, "result": {…}}
    out  {"id": "7", "ok": false, "code": "password_protected", "facts": {…}}

It starts by saying {"ready": true} or {"ready": false, "missing": "python_calamine"}, lives for many requests, and may
be killed at any moment: everything it writes goes to a file the server named, and the server starts another worker.
Codes are turned into sentences by the server, in the reader's language.
"""

import importlib
import importlib.util
import json
import os
import resource
import sys
import traceback

from refusals import Refused

# A task is the module and the function that does it; modules load when first needed.
TASKS = {
    "sheets": ("spreadsheets", "sheets"),
    "convert": ("spreadsheets", "convert"),
    "write": ("workbooks", "write"),
}
NEEDED = ("python_calamine", "xlsxwriter")


def main():
    limit_memory(int(os.environ.get("ENTREGENT_WORKER_MEMORY_MB", "3072")))
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        say({"ready": False, "missing": ", ".join(missing)})
        return 1
    say({"ready": True})
    for line in sys.stdin:
        answer(line)
    return 0


def answer(line):
    """Does one request; whatever goes wrong is a reply, never the end of the worker."""
    try:
        request = json.loads(line)
    except ValueError:
        say({"id": None, "ok": False, "code": "malformed_request", "facts": {}})
        return
    identity = request.pop("id", None)
    try:
        module, function = TASKS[request.pop("task")]
        work = getattr(importlib.import_module(module), function)
        result = work(**request, progress=lambda done: say({"id": identity, "progress": done}))
        say({"id": identity, "ok": True, "result": result})
    except Refused as refused:
        say({"id": identity, "ok": False, "code": refused.code, "facts": refused.facts})
    except MemoryError:
        say({"id": identity, "ok": False, "code": "too_large", "facts": {}})
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of a Rust library is no Exception
        facts = {"error": f"{type(error).__name__}: {error}", "trace": traceback.format_exc(limit=-4)}
        say({"id": identity, "ok": False, "code": "unexpected", "facts": facts})


def say(message):
    sys.stdout.write(json.dumps(message, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def limit_memory(megabytes):
    """A hostile document may ask for any amount of memory: past this the worker fails, not the machine."""
    if megabytes > 0:
        size = megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main())
