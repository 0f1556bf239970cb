"""A real Dovecot on this machine, with one mailbox of its own."""

import grp
import imaplib
import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path

from Support.server import free_port

USER, PASSWORD = "crm@acme.test", "s3cr3t é"

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {inner}
default_internal_group = {group}
default_login_user = {inner}
mail_location = maildir:{folder}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class ImapHouse:
    """`certificate`: files of a certificate and its key; without them nothing is encrypted."""

    def __init__(self, folder: Path, certificate: tuple[Path, Path] | None = None):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.port, self.tls_port = free_port(), free_port()
        # Dovecot opens no mailbox as root: there, mails belong to somebody else.
        is_root = os.geteuid() == 0
        user = pwd.getpwnam("nobody" if is_root else pwd.getpwuid(os.geteuid()).pw_name)
        self.group = grp.getgrgid(user.pw_gid).gr_name
        self.user = user.pw_name
        (folder / "users").write_text(f"{USER}:{PASSWORD}\n", "utf-8")
        for name in ("run", "state", "mail", "home"):
            (folder / name).mkdir(exist_ok=True)
            if is_root:
                shutil.chown(folder / name, self.user, self.group)
        if is_root:
            # Whoever keeps the mails must get to them.
            for parent in [folder, *folder.parents]:
                if parent != Path("/"):
                    parent.chmod(parent.stat().st_mode | 0o711)
        lines = f"ssl_cert = <{certificate[0]}\nssl_key = <{certificate[1]}" if certificate else ""
        text = CONFIGURATION.format(
            folder=folder, inner=self.user, user=self.user, group=self.group, port=self.port, tls_port=self.tls_port,
            ssl="yes" if certificate else "no", certificate=lines)
        (folder / "dovecot.conf").write_text(text, "utf-8")
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> "ImapHouse":
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def start(self) -> None:
        program = shutil.which("dovecot") or "/usr/sbin/dovecot"
        with (self.folder / "start.log").open("ab") as log:
            self.process = subprocess.Popen(
                [program, "-F", "-c", str(self.folder / "dovecot.conf")], stdout=log, stderr=log)
        deadline = time.monotonic() + 20
        while True:
            try:
                with self.box():
                    return
            except (OSError, imaplib.IMAP4.error):
                if time.monotonic() > deadline or self.process.poll() is not None:
                    logs = [path.read_text("utf-8", "replace") for path in self.folder.glob("*.log")]
                    raise AssertionError("Dovecot does not start:\n" + "\n".join(logs)) from None
                time.sleep(0.1)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None

    def box(self) -> imaplib.IMAP4:
        """Somebody else looking at the same mailbox."""
        box = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        box.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        box.select("INBOX")
        return box

    def put(self, *letters: bytes | str) -> None:
        with self.box() as box:
            for letter in letters:
                raw = letter.encode() if isinstance(letter, str) else letter
                raw = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
                assert box.append("INBOX", None, None, raw)[0] == "OK"

    def flags(self) -> list[str]:
        """What is marked on each letter."""
        with self.box() as box:
            return [line.decode() for line in box.fetch("1:*", "(FLAGS)")[1] if line]

    def number_anew(self) -> None:
        """As after a restored backup: the same letters under other numbers."""
        for path in (self.folder / "mail").rglob("dovecot*"):
            if path.is_file():
                path.unlink()
        for path in (self.folder / "mail").rglob("dovecot-uidlist*"):
            path.unlink()
