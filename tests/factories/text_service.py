"""A text message service for tests: speaks Twilio's protocol over a real socket, and misbehaves when asked to."""

import base64
import hashlib
import hmac
import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

ACCOUNT, TOKEN, SENDER = "AC0123456789abcdef0123456789abcdef", "a long token", "+12095550100"


@dataclass
class TextService:
    """One service on a port of its own; use it as a context manager.

    Attributes:
        texts: forms of the messages it took.
        asked: path of every request.
        answers: status, error code and words to give instead of taking the next message; status 0 hangs up.
    """

    texts: list[dict[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    answers: deque[tuple[int, int, str]] = field(default_factory=deque)
    port: int = 0

    def __enter__(self) -> "TextService":
        service = self

        class Talk(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                service.asked.append(self.path)
                status, content = service.answer(self.path, self.headers["Authorization"], body)
                if not status:
                    return
                text = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                if status in (301, 302, 307):
                    self.send_header("Location", f"http://127.0.0.1:{service.port}/elsewhere")
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Talk)
        self.port = self._server.server_address[1]
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, login: str, body: str) -> tuple[int, dict[str, object]]:
        """What the service says to one request."""
        if self.answers:
            status, code, words = self.answers.popleft()
            return status, {"code": code, "message": words, "status": status}
        if login != "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode():
            return 401, {"code": 20003, "message": "Authenticate", "status": 401}
        if path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return 404, {"code": 20404, "message": f"{path} was not found", "status": 404}
        form = dict(parse_qsl(body, keep_blank_values=True))
        if not form.get("To", "").startswith("+"):
            return 400, {"code": 21211, "message": f"Invalid 'To' number {form.get('To')}", "status": 400}
        if not form.get("Body"):
            return 400, {"code": 21602, "message": "Message body is required", "status": 400}
        self.texts.append(form)
        return 201, {"sid": f"SM{len(self.texts):032x}", "status": "queued", "error_code": None}


def settings_of(service: TextService) -> dict[str, str]:
    """Environment that has text messages go through this service."""
    return {
        "COMMONBEAT_SMS": "twilio",
        "COMMONBEAT_TWILIO_ACCOUNT": ACCOUNT,
        "COMMONBEAT_TWILIO_TOKEN": TOKEN,
        "COMMONBEAT_TWILIO_FROM": SENDER,
        "COMMONBEAT_TWILIO_URL": f"http://127.0.0.1:{service.port}",
    }


def signature(url: str, form: dict[str, str], token: str = TOKEN) -> str:
    """How the service signs a request to us: HMAC-SHA1 over the address and the sorted parameters."""
    said = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()
