from collections.abc import Iterator

import pytest
from factories.mail_server import MailServer


def use(server: MailServer, monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    """Have messages go through this server."""
    settings = {"MAIL": "smtp", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(server.port), "SMTP_TLS": "none"}
    for name, value in {**settings, **more}.items():
        monkeypatch.setenv(f"COMMONBEAT_{name}", value)


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A running mail server that messages go through."""
    with MailServer() as server:
        use(server, monkeypatch)
        yield server
