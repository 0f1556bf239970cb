"""A real Entregent: the built program on a free port of this machine, with a company of its own."""

import itertools
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import requests

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("ENTREGENT_BINARY", ROOT / ".build/debug/entregent"))

COMPANY = "Ateliers Acme"
EMAIL = "ben@acme.test"
PASSWORD = "un mot de passe assez long"

# No test asks the real registers of companies: nobody listens there unless a test says who does.
for name in ("ENTREGENT_FRENCH_REGISTER_URL", "ENTREGENT_VIES_URL"):
    os.environ.setdefault(name, "http://127.0.0.1:9")

READY_SECONDS = 60
STOP_SECONDS = 30


def ports() -> Iterator[int]:
    """Below those that the system gives to outgoing calls, and another thousand for each worker of a parallel run."""
    worker = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0)
    first = 12_000 + 1_000 * (worker % 16)
    return (first + number % 1_000 for number in itertools.count(os.getpid()))


PORTS = ports()


def free_port() -> int:
    for port in itertools.islice(PORTS, 1_000):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port was found")


class Server:
    """The program and what it keeps. `start`, `stop`, `kill` and `start` again as often as a test likes."""

    def __init__(self, folder: Path, backend: str):
        self.folder = folder
        self.backend = backend
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.port = free_port()
        self.process: subprocess.Popen | None = None
        self.token = ""
        self.database = self.new_database()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # The database

    def new_database(self) -> str:
        if self.backend == "sqlite":
            self.data.mkdir(parents=True, exist_ok=True)
            return f"sqlite:{self.data / 'entregent.sqlite'}"
        name = f"entregent_{uuid4().hex[:12]}"
        address = test_postgres()
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))

    def drop_database(self) -> None:
        if self.backend == "postgres":
            name = urlsplit(self.database).path.lstrip("/")
            with psycopg.connect(test_postgres(), autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    # The command line

    def command(self, *arguments: str) -> list[str]:
        verb, *rest = arguments
        words = [verb]
        if verb in {"token", "user", "sign-in", "config", "workspace"} and rest:
            words.append(rest.pop(0))
        return [str(BINARY), *words, "--database", self.database, "--data", str(self.data), *rest]

    def run(self, *arguments: str, code: int = 0, seconds: int = 300) -> str:
        """What a command printed; it must end with `code`."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=ROOT, capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL,
        )
        said = f"{done.stdout}\n{done.stderr}"
        assert done.returncode == code, f"entregent {' '.join(arguments)} ended with {done.returncode}:\n{said}"
        return done.stdout

    def begin(self, *arguments: str) -> subprocess.Popen:
        """A command that goes on while the test does something else."""
        log = (self.folder / "command.log").open("ab")
        with log:
            return subprocess.Popen(
                self.command(*arguments), cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
            )

    def set_up(self, language: str = "fr") -> None:
        """A company with its first administrator, and a token that carries their rights."""
        self.run("setup", "--email", EMAIL, "--password", PASSWORD, "--company", COMPANY, "--language", language)
        self.token = self.run("token", "create", "--user", EMAIL, "--name", "tests").strip()
        assert re.fullmatch(r"\S{20,}", self.token), f"`token create` prints only the token, not: {self.token!r}"

    # Its life

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command("serve", "--listen", f"127.0.0.1:{self.port}"),
                cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            )
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"the server ended with {self.process.returncode}:\n{self.tail()}"
            try:
                if requests.get(f"{self.url}/health/ready", timeout=2).status_code == 200:
                    return
            except requests.ConnectionError:
                pass
            time.sleep(0.05)
        self.kill()
        raise AssertionError(f"not ready after {READY_SECONDS} s:\n{self.tail()}")

    def stop(self) -> None:
        """Asks politely, as a service manager does; the server must finish what it began and end well."""
        if self.process is None:
            return
        process, self.process = self.process, None
        process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"still running {STOP_SECONDS} s after SIGTERM:\n{self.tail()}") from None
        assert code == 0, f"ended with {code} after SIGTERM:\n{self.tail()}"

    def kill(self) -> None:
        """As if the power went."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def tail(self, lines: int = 60) -> str:
        if not self.log.exists():
            return "(no log)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def test_postgres() -> str:
    address = os.environ.get("ENTREGENT_TEST_POSTGRES")
    assert address, "run through bin/test, or under bin/with-postgres, or name a server in ENTREGENT_TEST_POSTGRES"
    return address


test_postgres.__test__ = False


def backends() -> list[str]:
    """Both databases, unless ENTREGENT_TEST_BACKENDS names one."""
    return os.environ.get("ENTREGENT_TEST_BACKENDS", "sqlite,postgres").split(",")


def running(folder: Path, backend: str) -> Iterator[Server]:
    """A company that is set up and served, and gone afterwards."""
    server = Server(folder, backend)
    try:
        server.set_up()
        server.start()
        yield server
        server.stop()
    finally:
        server.kill()
        server.drop_database()
