"""Which forms exist and which file each one is shipped in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from commonbeat.kernel.forms.definition import Definition
from commonbeat.kernel.forms.errors import BadDefinition, Fault, UnknownForm
from commonbeat.kernel.forms.reading import parse

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_-]*)+")


@dataclass(frozen=True)
class Form:
    """A registered form.

    Attributes:
        key: namespaced, for instance ``requests.graffiti``; stored with every answer.
        path: the TOML file of version 1.
        keeps: codes of questions the topic's own code reads; no version may drop them or change their kind.
    """

    key: str
    path: Path
    keeps: tuple[str, ...] = ()

    @cached_property
    def text(self) -> str:
        """The shipped definition as written."""
        return self.path.read_text(encoding="utf-8")


_forms: dict[str, Form] = {}


def load_definition(path: Path | str) -> Definition:
    """Read a shipped definition.

    Raises:
        BadDefinition: it cannot be used; each fault names its line and key.
        OSError: there is no such file.
    """
    return parse(Path(path).read_text(encoding="utf-8"))


def register_form(key: str, path: Path | str, *, keeps: tuple[str, ...] = ()) -> Form:
    """Make a form known (call it in ``module.py``); its file is read and checked at once.

    Args:
        key: namespaced name, for instance ``requests.graffiti``.
        path: the TOML file that holds version 1.
        keeps: codes of questions that the topic's own code reads.

    Raises:
        BadDefinition: the file cannot be used.
        ValueError: a bad key, or the key is taken by another file.
    """
    if not _NAME.fullmatch(key) or len(key) > 100:
        raise ValueError(f"A form's key looks like 'requests.graffiti', not {key!r}.")
    form = Form(key, Path(path), keeps)
    definition = parse(form.text)
    missing = sorted(set(keeps) - definition.codes())
    if missing:
        raise BadDefinition([Fault(0, "", f"The questions {', '.join(missing)} are missing.")])
    if _forms.setdefault(key, form) != form:
        raise ValueError(f"The form {key} is registered already, with another file.")
    return form


def form(key: str) -> Form:
    """The registered form.

    Raises:
        UnknownForm: nobody registered it.
    """
    try:
        return _forms[key]
    except KeyError:
        raise UnknownForm(f"No topic registers a form {key!r}.") from None


def forms() -> list[Form]:
    """All registered forms in order of their keys."""
    return [_forms[key] for key in sorted(_forms)]
