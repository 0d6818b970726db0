"""What may be imported: a target declares its fields, how a batch is prepared, and where it goes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import IntakeError

if TYPE_CHECKING:
    import polars as pl

    from .mapping import Mapping


SOURCE_KEY = "source, external_id"


class Kind(StrEnum):
    """What a field's text becomes."""

    TEXT = "text"
    INTEGER = "integer"
    REAL = "real"
    YESNO = "yesno"
    INSTANT = "instant"


@dataclass(frozen=True)
class Field:
    """One field of a target.

    Attributes:
        required: a row without it is rejected; otherwise the cell becomes missing and the row is flagged.
        max_length: longer text is cut and flagged; a required text that is too long is rejected.
        choices: allowed values of a closed list; others become missing and are flagged.
        synonyms: words that a source's header may use for it, for proposing a mapping.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    max_length: int = 200
    choices: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


@dataclass
class Context:
    """What a run knows; handed to a target's functions.

    Attributes:
        cache: a target's own memory from batch to batch.
        notes: what the reader should know of the whole file, from the target.
    """

    mapping: Mapping
    source: str
    run_id: int | None
    cache: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Parts:
    """A child table filled from the same rows, for instance the units of a call.

    Attributes:
        table: its database table.
        parent: its foreign key column.
        columns: its own columns in the prepared frame, the first is unique within the parent.
        merge: column → SQL aggregate, for repeated parts.
        fixed: column → SQL literal for columns that the source never has.
    """

    table: str
    parent: str
    columns: tuple[str, ...]
    merge: dict[str, str]
    fixed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """Something that can be imported.

    Attributes:
        clock: the instant whose wall clock and offset are kept, and which decides a repeated hour; empty for rows
            without a time.
        columns: database columns that ``prepare`` returns, besides ``id``, ``source``, ``import_run``,
            ``row_digest`` and ``quality_flags``.
        prepare: typed batch → frame with ``external_id``, ``columns``, ``_row``, ``_flags``, the columns of ``parts`` and
            of ``staged``; and, where it refuses rows, ``_refused`` with the reason.
        merge: column → SQL aggregate, where several rows describe one record.
        after: run inside the loading transaction, before the records are written from ``intake_stage``.
        fixed: column → SQL literal, for new records only.
        depends: what the outcome rests on besides row and mapping, as text; another text, and every row is
            converted anew.
        state_fields: fields that ``state`` reads, by name.
        key_fields: fields that make the record's key; `prepare` joins several by a space into ``external_id``.
        conflict: columns of the constraint by which a record on file is found again.
        uuid_keys: whether ``id`` is a UUID that the engine gives out.
        staged: column → SQL type, for columns of ``intake_stage`` that ``after`` reads and the table does not have.
        state: values of ``state_fields`` → what the outcome of each row rests on besides the row, as text.
        around: opened around the whole work on a file, for instance the look that protected tables need.
        capability: what it takes to bring these records in and to see anything of their imports, in place of
            ``imports.run`` and ``imports.read``: for protected records.
        conflict_where: predicate of the partial index behind ``conflict``.
        written: run inside the loading transaction, after the records are written; ``intake_stage`` is still there.
    """

    name: str
    title: str
    table: str
    fields: tuple[Field, ...]
    clock: str
    columns: tuple[str, ...]
    prepare: Callable[[pl.DataFrame, Context], pl.DataFrame]
    merge: dict[str, str] = field(default_factory=dict)
    parts: Parts | None = None
    after: Callable[[Any, Context], None] | None = None
    fixed: dict[str, str] = field(default_factory=dict)
    depends: Callable[[Context], str] | None = None
    state_fields: tuple[str, ...] = ()
    state: Callable[[pl.DataFrame, Context], pl.Series] | None = None
    key_fields: tuple[str, ...] = ("external_id",)
    conflict: str = SOURCE_KEY
    uuid_keys: bool = True
    staged: dict[str, str] = field(default_factory=dict)
    around: Callable[[], AbstractContextManager[Any]] = nullcontext
    capability: str = ""
    conflict_where: str = ""
    written: Callable[[Any, Context], None] | None = None

    @property
    def arbiter(self) -> str:
        """How the database finds a record on file again, as SQL."""
        return f"({self.conflict})" + (f" WHERE {self.conflict_where}" if self.conflict_where else "")

    def find(self, name: str) -> Field | None:
        """The field of this name."""
        return next((one for one in self.fields if one.name == name), None)


_targets: dict[str, str] = {}


def register_target(name: str, where: str) -> None:
    """Declare that ``name`` can be imported; called from a topic's ``module.py``.

    Args:
        name: word used on the command line, for instance ``calls``.
        where: ``package.module:ATTRIBUTE`` of the `Target`; imported when first used, so that a start is quick.
    """
    _targets[name] = where


def target(name: str) -> Target:
    """The registered target.

    Raises:
        IntakeError: nothing of that name can be imported.
    """
    if name not in _targets:
        raise IntakeError(
            f"Nothing called {name!r} can be imported; choose from {', '.join(target_names())}."
        )
    module, _, attribute = _targets[name].partition(":")
    found: Target = getattr(import_module(module), attribute)
    return found


def target_names() -> list[str]:
    """Everything that can be imported from a table."""
    return sorted(_targets)


def capability(name: str, *, writing: bool) -> str:
    """What it takes to bring records of a target in, or to see its imports.

    Args:
        name: of the target; one that is no longer registered is everybody's who may see imports.
        writing: to bring in; otherwise to see.
    """
    own = target(name).capability if name in _targets else ""
    return own or ("imports.run" if writing else "imports.read")
