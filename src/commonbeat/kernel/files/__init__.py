"""Stored files: named by what is in them, written whole or not at all, with a log of who handled them.

Use ``store`` and ``open_file``; the bytes live under ``COMMONBEAT_HOME/files`` by their SHA-256.
"""

from typing import Any

__all__ = ["FileRefused", "open_file", "store"]


def __getattr__(name: str) -> Any:
    """Look the functions up when first used: they need the tables, and this module is imported before them."""
    if name not in __all__:
        raise AttributeError(name)
    from commonbeat.kernel.files import actions

    return getattr(actions, name)
