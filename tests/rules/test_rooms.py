"""What the import contracts cannot see: keys written as text, templates reaching upwards, shells without content."""

import re
from pathlib import Path

import pytest
from django.apps import apps

import commonbeat

PACKAGE = Path(commonbeat.__path__[0])
ORDER = {
    "demo": 6,
    "front": 5,
    "accountability": 4,
    "community": 4,
    "department": 4,
    "operations": 3,
    "city": 2,
    "kernel": 1,
    "analysis": 1,
}


def room_of(module: str) -> str:
    return module.split(".")[1]


def may_know(lower_caller: str, known: str) -> bool:
    return lower_caller == known or ORDER[known] < ORDER[lower_caller]


def ours() -> list:
    return [model for model in apps.get_models() if model.__module__.startswith("commonbeat.")]


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_no_key_points_to_a_higher_or_neighbouring_room(model: type) -> None:
    targets = [
        field.related_model
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
    ]

    for target in targets:
        if target.__module__.startswith("commonbeat."):
            assert may_know(room_of(model.__module__), room_of(target.__module__)), (
                f"{model._meta.label} points up to {target._meta.label}; keep its number instead"
            )


def test_templates_extend_and_include_only_their_own_room_or_lower_ones() -> None:
    owner = {
        str(path.relative_to(folder)): path.relative_to(PACKAGE).parts[0]
        for folder in PACKAGE.glob("*/*/templates")
        for path in folder.rglob("*.html")
    }
    for folder in PACKAGE.glob("*/*/templates"):
        for path in folder.rglob("*.html"):
            for name in re.findall(r'{%\s*(?:extends|include)\s+"([^"]+)"', path.read_text()):
                if name in owner:
                    assert may_know(path.relative_to(PACKAGE).parts[0], owner[name]), (
                        f"{path} reaches up to {name}"
                    )


@pytest.mark.parametrize(
    "room", sorted({path.parent for path in PACKAGE.glob("*/__init__.py")}), ids=lambda p: p.name
)
def test_each_room_introduces_itself_on_one_screen(room: Path) -> None:
    readme = room / "README.md"

    assert readme.exists(), f"{room.name} has no README.md"
    assert len(readme.read_text().splitlines()) <= 45


def test_only_measures_import_the_analysis_library() -> None:
    offenders = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] != "analysis"
        and "commonbeat.analysis" in path.read_text()
        and "measures" not in str(path.relative_to(PACKAGE))
    ]

    assert offenders == []
