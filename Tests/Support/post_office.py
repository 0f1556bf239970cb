"""A real mail server on this machine that keeps every letter it takes."""

import datetime
import email
import email.policy
import ipaddress
import ssl
import time
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from Support.server import free_port


class PostOffice:
    """`refusals` are answers given instead of taking a letter, one for each attempt; while it `hangs_up`, a letter is
    taken and nobody is told."""

    def __init__(self, **options):
        self.hangs_up = False
        self.letters: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.refusals: list[str] = []
        self.attempts = 0
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port(), **options)

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.attempts += 1
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        letter.recipients, letter.sender = envelope.rcpt_tos, envelope.mail_from
        letter.was_encrypted = session.ssl is not None
        letter.login = session.auth_data
        self.raw.append(envelope.content)
        self.letters.append(letter)
        if self.hangs_up:
            server.transport.abort()
        return "250 taken"

    @property
    def port(self) -> int:
        return self.controller.port

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?from=crm@acme.test&name=Ateliers+Acme"

    def __enter__(self) -> "PostOffice":
        self.controller.start()
        return self

    def __exit__(self, *_) -> None:
        self.controller.stop()

    def wait(self, count: int = 1, seconds: float = 20) -> list[EmailMessage]:
        """The letters, once there are so many."""
        deadline = time.monotonic() + seconds
        while len(self.letters) < count and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(self.letters) >= count, f"{len(self.letters)} letters instead of {count}"
        return self.letters

    def to(self, recipient: str, seconds: float = 20) -> EmailMessage:
        """The newest letter to somebody, once there is one."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = [letter for letter in self.letters if recipient in letter.recipients]
            if found:
                return found[-1]
            time.sleep(0.05)
        raise AssertionError(f"no letter to {recipient} among {[letter.recipients for letter in self.letters]}")

    def forget(self) -> None:
        """As if nothing had come so far."""
        self.letters, self.raw, self.attempts = [], [], 0


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A context for `localhost`, and the file that makes it trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime.now(datetime.timezone.utc)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1)).not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "server.pem", folder / "server.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public


def accepts(user: str, password: str):
    """An authenticator that knows one person."""

    def check(server, session, envelope, mechanism, data):
        good = data.login == user.encode() and data.password == password.encode()
        return AuthResult(success=good, auth_data=user if good else None, handled=good)

    return check
