"""What a file of ``tests/rules/doors/`` tells the check ``test_nothing_kept.py`` about what residents typed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Typed:
    """What went through a topic's doors, and where it may be found afterwards.

    Attributes:
        codes: tracking codes, tokens of links, draft codes: nowhere at all, in no form.
        words: what residents told: in the tables of the case, nowhere else (no audit row, no message, no job, no log).
        people: names, addresses, numbers: in ``contact_party`` and ``people_in``, and in a message that goes out to them.
        nowhere: what no store may hold, for instance names of uploaded files.
        people_in: further tables that may hold ``people``.
    """

    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    nowhere: tuple[str, ...] = ()
    people_in: frozenset[str] = frozenset()
