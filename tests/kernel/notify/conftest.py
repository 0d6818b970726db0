import socketserver
import threading
from collections.abc import Iterator

import pytest


class Talk(socketserver.StreamRequestHandler):
    """One SMTP conversation, enough of RFC 5321 to take or refuse a mail."""

    def handle(self) -> None:
        self._say("220 post.example ready")
        for line in self.rfile:
            word = line.split()[0].upper() if line.split() else b""
            if word == b"QUIT":
                return self._say("221 bye")
            if word == b"RCPT":
                self._say(self.server.answer)
            elif word == b"DATA":
                if self.server.hangs_up:
                    return None
                self._say("354 go on")
                mail = []
                while (text := self.rfile.readline()) not in (b".\r\n", b""):
                    mail.append(text)
                self.server.mails.append(b"".join(mail).decode())
                self._say("250 taken")
            else:
                self._say("250 post.example")
        return None

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server of our own on a free port."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mails: list[str] = []
        self.answer = "250 fine"
        self.hangs_up = False


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A running mail server that messages go through."""
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        monkeypatch.setenv("COMMONBEAT_MAIL", "smtp")
        monkeypatch.setenv("COMMONBEAT_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("COMMONBEAT_SMTP_PORT", str(server.server_address[1]))
        monkeypatch.setenv("COMMONBEAT_SMTP_TLS", "none")
        yield server
        server.shutdown()
