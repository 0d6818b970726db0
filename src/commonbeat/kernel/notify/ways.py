"""What every way out of the house shares."""

TIMEOUT_SECONDS = 20


class NotNow(Exception):
    """Certainly not sent; worth another try."""


class NotSent(Exception):
    """Not sent, or nobody can tell; another try would not help or might send it twice."""
