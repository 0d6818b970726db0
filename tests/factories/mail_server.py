"""A mail server for tests: speaks SMTP with STARTTLS and AUTH over a real socket, and misbehaves when asked to."""

import base64
import socketserver
import ssl
import threading
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from ipaddress import ip_address
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Mail:
    """What arrived in one DATA."""

    message_id: str
    sender: str
    to: tuple[str, ...]
    content: bytes
    encrypted: bool
    login: str


@dataclass
class MailServer:
    """One server on a port of its own; use it as a context manager.

    Attributes:
        accounts: user name to password; with any, mail is taken only after AUTH.
        certificate: PEM file with key and certificate; with one, mail is taken only after STARTTLS.
        answers: answers to give instead of the usual one, for each command the next one first; ``""`` hangs up.
            ``BODY`` is the answer after the last line of a message, which has been received by then.
        mails: what has arrived.
    """

    accounts: dict[str, str] = field(default_factory=dict)
    certificate: Path | None = None
    answers: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    mails: list[Mail] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> "MailServer":
        server = _Listener(("127.0.0.1", 0), _Talk)
        server.ours = self
        self.port = server.server_address[1]
        self._listener = server
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._listener.shutdown()
        self._listener.server_close()

    def say(self, command: str, *answers: str) -> None:
        """Give these answers to the next uses of a command."""
        self.answers[command].extend(answers)


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    ours: MailServer


class _HangUp(Exception):
    pass


class _Talk(socketserver.StreamRequestHandler):
    """One conversation (RFC 5321, with STARTTLS of RFC 3207 and AUTH of RFC 4954)."""

    def handle(self) -> None:
        self.ours: MailServer = self.server.ours  # type: ignore[attr-defined]
        self.encrypted, self.login = False, ""
        self._forget()
        self._write("220 ready")
        try:
            while line := self.rfile.readline():
                self._obey(line.decode("latin-1").strip())
        except (_HangUp, OSError, ValueError):
            return

    def _obey(self, line: str) -> None:
        verb, _, rest = line.partition(" ")
        verb = verb.upper()
        self.ours.commands.append(verb)
        if self._instead(verb):
            return
        act = getattr(self, f"_do_{verb.lower()}", None)
        if act is None:
            self._write("502 unknown")
        elif verb == "MAIL" and self.ours.certificate and not self.encrypted:
            self._write("530 5.7.0 Must issue a STARTTLS command first")
        elif verb == "MAIL" and self.ours.accounts and not self.login:
            self._write("530 5.7.0 Authentication required")
        else:
            act(rest)

    def _instead(self, verb: str) -> bool:
        """Give the answer a test has asked for."""
        if not self.ours.answers[verb]:
            return False
        answer = self.ours.answers[verb].popleft()
        if not answer:
            raise _HangUp
        self._write(answer)
        return True

    def _do_ehlo(self, rest: str) -> None:
        offers = ["stand-in"]
        if self.ours.certificate and not self.encrypted:
            offers.append("STARTTLS")
        if self.ours.accounts:
            offers.append("AUTH PLAIN LOGIN")
        self._write("\r\n".join([*(f"250-{one}" for one in offers), "250 8BITMIME"]))

    def _do_starttls(self, rest: str) -> None:
        self._write("220 go ahead")
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.ours.certificate)
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.encrypted = True

    def _do_auth(self, rest: str) -> None:
        kind, _, first = rest.partition(" ")
        if kind.upper() == "PLAIN":
            _, user, password = base64.b64decode(first).decode().split("\0")
        else:
            user = base64.b64decode(first).decode() if first else self._ask("VXNlcm5hbWU6")
            password = self._ask("UGFzc3dvcmQ6")
        if self.ours.accounts.get(user) == password:
            self.login = user
            self._write("235 welcome")
        else:
            self._write("535 5.7.8 Authentication credentials invalid")

    def _ask(self, question: str) -> str:
        self._write(f"334 {question}")
        return base64.b64decode(self.rfile.readline()).decode()

    def _do_mail(self, rest: str) -> None:
        self._forget()
        self.sender = rest.partition(":")[2].split(" ")[0].strip("<>")
        self._write("250 fine")

    def _do_rcpt(self, rest: str) -> None:
        self.to.append(rest.partition(":")[2].split(" ")[0].strip("<>"))
        self._write("250 fine")

    def _do_data(self, rest: str) -> None:
        self._write("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        if line == b"":
            raise _HangUp
        content = b"".join(lines)
        found = message_from_bytes(content)["Message-ID"] or ""
        mail = Mail(found, self.sender, tuple(self.to), content, self.encrypted, self.login)
        if not (self.ours.answers["BODY"] and self.ours.answers["BODY"][0][:1] in ("4", "5")):
            self.ours.mails.append(mail)  # a server that refuses has not taken it
        if not self._instead("BODY"):
            self._write("250 taken")

    def _do_rset(self, rest: str) -> None:
        self._forget()
        self._write("250 forgotten")

    def _do_noop(self, rest: str) -> None:
        self._write("250 fine")

    def _do_quit(self, rest: str) -> None:
        self._write("221 bye")
        raise _HangUp

    def _forget(self) -> None:
        self.sender, self.to = "", list[str]()

    def _write(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


def certificate(folder: Path, name: str = "localhost") -> Path:
    """A new self-signed certificate with its key in one PEM file; trust it by ``SSL_CERT_FILE``."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    names: list[Any] = [x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mail-server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    path.chmod(0o600)
    return path
