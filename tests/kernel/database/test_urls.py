"""Addresses of the database."""

from pathlib import Path

import pytest

from commonbeat.kernel.database import urls
from commonbeat.kernel.database.errors import DatabaseTrouble
from commonbeat.kernel.database.home import secret


@pytest.fixture
def embedded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in urls.VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("COMMONBEAT_HOME", str(tmp_path / "h"))
    return tmp_path / "h"


def test_each_role_of_the_embedded_server_has_its_own_login(embedded: Path) -> None:
    for role in ("owner", "app", "read"):
        assert urls.django_database(role) == {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "commonbeat",
            "USER": f"cb_{role}",
            "PASSWORD": secret(role),
            "HOST": str(embedded / "database" / "s"),
            "PORT": "5432",
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {},
        }


def test_asking_for_an_address_makes_no_database_folder(embedded: Path) -> None:
    urls.database_url("app")
    assert not (embedded / "database").exists()


def test_the_variables_name_a_server_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for role, variable in urls.VARIABLES.items():
        monkeypatch.setenv(variable, f"postgresql://{role}:p@db.example:6432/city")
    assert urls.database_url("read") == "postgresql://read:p@db.example:6432/city"
    assert not urls.is_embedded()


def test_a_missing_role_is_named_and_never_replaced_by_another(
    embedded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:b@db.example/city")
    with pytest.raises(DatabaseTrouble, match="DATABASE_OWNER_URL is not"):
        urls.database_url("owner")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://u:p%40ss%2F@db.example:6432/city?sslmode=require",
            ("city", "u", "p@ss/", "db.example", "6432", {"sslmode": "require"}),
        ),
        ("postgresql://u:p@/city?host=/run/pg&port=5499", ("city", "u", "p", "/run/pg", "5499", {})),
        ("postgres://u@db.example/city", ("city", "u", "", "db.example", "", {})),
        ("postgresql:///city?user=u&password=p&host=/s", ("city", "u", "p", "/s", "", {})),
        ("postgresql://u:p@[::1]:5433/city", ("city", "u", "p", "::1", "5433", {})),
    ],
)
def test_an_address_is_taken_apart(url: str, expected: tuple[object, ...]) -> None:
    found = urls.parse_url(url)
    keys = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    assert tuple(found[key] for key in keys) == expected


def test_another_database_product_is_refused() -> None:
    with pytest.raises(DatabaseTrouble, match="must start with postgresql://"):
        urls.parse_url("mysql://u:p@h/d")


def test_another_login_on_the_same_server() -> None:
    assert (
        urls.with_login("postgresql://postgres:x@h:6432/postgres?sslmode=require", "cb_app", "a/b", "city")
        == "postgresql://cb_app:a%2Fb@h:6432/city?sslmode=require"
    )
    assert (
        urls.with_login("postgresql://postgres@/postgres?host=/run/pg&port=5499", "cb_app", "p", "city")
        == "postgresql://cb_app:p@/city?host=/run/pg&port=5499"
    )
