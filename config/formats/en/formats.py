"""Days as every page writes them, "1 Jun 2026", whether it reads them by name (``DATE_FORMAT``) or letter by letter."""

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, P"
