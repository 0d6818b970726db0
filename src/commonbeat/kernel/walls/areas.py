"""Which topics hold protected records: rows of the audit log about them are left out of its lists and exports."""

from __future__ import annotations

from collections.abc import Iterator

from .bases import Protected
from .declare import kinds

OWN = "walls"


def areas() -> frozenset[str]:
    """Names of the kinds of protected cases, of the topics with protected records, and of this one."""
    return frozenset(
        {OWN, *(one.name for one in kinds()), *(one._meta.app_label for one in protected_models())}
    )


def protected_models(base: type[Protected] = Protected) -> Iterator[type[Protected]]:
    """Every protected model."""
    for one in base.__subclasses__():
        if not one._meta.abstract:
            yield one
        yield from protected_models(one)
