"""Residents read Spanish as well as English: no word they can see lacks a Spanish one, and none is marked as unsure."""

import ast
import re
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

import commonbeat

SOURCES = Path(commonbeat.__path__[0])
# What residents can see: the portal, what it publishes, the screen kit, errors, and the pages before signing in.
COMMUNITY = tuple(
    str(path.relative_to(SOURCES))
    for topic in sorted((SOURCES / "community").iterdir())
    for path in sorted(topic.glob("*.py"))
    if not re.match(r"views|forms|module|home|panel|queries|map|enums|actions|jobs|apps|subjects", path.name)
)
PUBLIC = (
    "front/portal",
    "front/portal_complaints",
    "front/portal_questions",
    "front/portal_reports",
    "front/portal_requests",
    "front/portal_track",
    "front/open311",
    "front/webhooks",
    "kernel/contact",
    "kernel/notify",
    "kernel/publish",
    "kernel/retention/text.py",
    "kernel/retention/templates",
    "kernel/ui",
    "kernel/accounts",
    "kernel/access",
    "kernel/attachments",
    "kernel/clocks",
    "kernel/forms",
    "kernel/workflow",
    "front/staff/templates/account",
    "front/staff/templates/access",
    "operations/calls/text.py",
    "operations/calls/published.py",
    "operations/insight/render_public.py",
    *COMMUNITY,
    *(
        f"accountability/commendations/{name}.py"
        for name in ("cases", "process", "promises", "public", "published", "retention", "text")
    ),
    *(
        f"accountability/complaints/{name}.py"
        for name in ("cases", "codes", "enums", "process", "promises", "public", "published_text", "text")
    ),
    "accountability/commendations/templates/commendations/_case.html",
    "accountability/complaints/templates/complaints/_case.html",
)
# Shown to staff only: names of permissions, and what they do with a conversation.
STAFF_ONLY = {
    "kernel/publish/module.py",
    "kernel/access/module.py",
    "kernel/access/api_keys.py",
    "kernel/contact/staff.py",
    "kernel/contact/templates/contact/new_code.html",
    "kernel/contact/templates/contact/who.html",
}
WORDS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURALS = {"ngettext", "ngettext_lazy"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")
Key = tuple[str | None, str]


@cache
def catalogue() -> dict[Key, Message]:
    """Every Spanish entry of every topic."""
    found: dict[Key, Message] = {}
    for path in sorted(SOURCES.glob("**/locale/es/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="es"):
                if message.id:
                    single = message.id if isinstance(message.id, str) else message.id[0]
                    found[message.context, single] = message
    return found


def strings_of(code: str) -> Iterator[Key]:
    """The texts handed to gettext in Python code, with their context."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in WORDS | PLURALS | IN_CONTEXT:
            continue
        given = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if given and name in IN_CONTEXT:
            yield given[0], given[1]
        elif given:
            yield None, given[0]


def code_of(path: Path) -> str:
    """Python as it is; of a template the calls Django's own extraction makes of it, one a line."""
    if path.suffix == ".py":
        return path.read_text()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = templatize(path.read_text(), origin=str(path))
    calls = re.findall(
        r"""\b(?:gettext|ngettext|pgettext|_)\((?:u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|[^()'"])*\)""",
        made,
    )
    return "\n".join(re.sub(r"""\bu(?=['"])""", "", call) for call in calls)


def public_files() -> list[Path]:
    roots = [SOURCES / name for name in PUBLIC]
    assert all(root.exists() for root in roots)
    files = [path for root in roots for path in ([root] if root.is_file() else sorted(root.rglob("*")))]
    return [
        path
        for path in files
        if path.suffix == ".py" or (path.suffix == ".html" and "templates" in path.parts)
        if str(path.relative_to(SOURCES)) not in STAFF_ONLY
    ]


def lacking(entry: Message | None) -> str:
    """What is wrong with an entry, "" for nothing."""
    if entry is None:
        return "no entry"
    said = [entry.string] if isinstance(entry.string, str) else list(entry.string)
    if not all(said):
        return "empty"
    if entry.fuzzy:
        return "fuzzy"
    asked = [entry.id] if isinstance(entry.id, str) else list(entry.id)
    held = set().union(*(PLACEHOLDER.findall(text) for text in asked))
    strange = set().union(*(PLACEHOLDER.findall(text) for text in said)) - held
    return f"unknown placeholder {sorted(strange)}" if strange else ""


def test_every_word_residents_can_see_is_there_in_spanish() -> None:
    entries, wrong = catalogue(), []
    seen = 0
    for path in public_files():
        for key in strings_of(code_of(path)):
            seen += 1
            fault = lacking(entries.get(key))
            if fault:
                wrong.append(f"{path.relative_to(SOURCES)}: {key[1]!r}: {fault}")
    assert wrong == []
    assert seen > 400  # the search itself works


def test_no_spanish_entry_is_empty_unsure_or_filled_with_unknown_names() -> None:
    wrong = {key[1]: lacking(entry) for key, entry in catalogue().items() if lacking(entry)}
    assert wrong == {}


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('{% load i18n %}{% translate "It\'s here" %}', {(None, "It's here")}),
        (
            '{% load i18n %}{% blocktranslate with n=3 %}{{ n }} "rows"{% endblocktranslate %}',
            {(None, '%(n)s "rows"')},
        ),
        (
            "{% load i18n %}{% blocktranslate count n=2 %}one{% plural %}many{% endblocktranslate %}",
            {(None, "one")},
        ),
        ('{% load i18n %}<p title="{% translate "A" %}">{{ _("B") }}</p>', {(None, "A"), (None, "B")}),
    ],
)
def test_strings_of_a_template_are_found(tmp_path: Path, template: str, found: set[Key]) -> None:
    page = tmp_path / "page.html"
    page.write_text(template)
    assert set(strings_of(code_of(page))) == found
