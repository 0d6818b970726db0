"""What the browser is told, and how sessions are kept (docs/explanation/security.md)."""

import os
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

_live = urlsplit(os.environ.get("COMMONBEAT_LIVE_URL", ""))
LIVE_ORIGIN = [f"{_live.scheme}://{_live.netloc}"] if _live.netloc else []

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF, *LIVE_ORIGIN],
    }
}
HTTPS = os.environ.get("COMMONBEAT_HTTPS") == "1"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "commonbeat.kernel.ui.errors.not_from_our_page"
CSRF_COOKIE_SECURE = HTTPS
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# How many proxies of our own stand in front; X-Forwarded-For is believed that far, for limits at public doors. Who ends
# TLS for us is one: without it the whole city would knock from one address, and be stopped together.
TRUSTED_PROXIES = int(os.environ.get("COMMONBEAT_TRUSTED_PROXIES") or int(HTTPS))
