"""The builder: everything is stored, once, with accounts that nobody else has."""

import json
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from commonbeat.city.agency.queries import agency
from commonbeat.city.places.models import Beat, Landmark, MapPoint, Street
from commonbeat.city.places.queries import beat_of
from commonbeat.city.roster.models import BeatOwner, Member, Shift, Unit
from commonbeat.demo import complaints, first_news, police_reports, questions, requests
from commonbeat.demo.build import build
from commonbeat.front.roles import ROLES
from commonbeat.kernel.access.models import RoleGrant
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.database.home import SECRETS
from commonbeat.kernel.database.home import home as run_home
from commonbeat.kernel.publish.models import Release
from commonbeat.operations.calls.models import Call, CallNote, CallUnit
from commonbeat.operations.insight.models import FindingDecision, WeeklyEdition
from commonbeat.operations.records.models import Incident

TODAY = date(2026, 5, 26)


@dataclass(frozen=True)
class City:
    """What a build left behind."""

    home: Path
    told: list[str]
    built: bool


def _at(home: Path, patch: pytest.MonkeyPatch) -> None:
    """A home of the test's own, with the secrets the database knows this run by, and a fifth of the residents."""
    shutil.copy(run_home() / SECRETS, home)
    patch.setenv("COMMONBEAT_HOME", str(home))
    for residents in (requests, police_reports, questions, complaints):
        patch.setattr(residents, "TOTAL", residents.TOTAL // 5)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for a build of the test's own."""
    _at(tmp_path, monkeypatch)
    return tmp_path


@pytest.fixture(scope="module")
def city(module_db: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """Eight weeks, built once for the tests that look at them."""
    home, told = tmp_path_factory.mktemp("city"), []
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        _at(home, patch)
        built = build(told.append, today=TODAY, weeks=8)
        yield City(home, told, built)


def test_a_small_city_is_stored_once(city: City) -> None:
    assert city.built is True
    counts = {
        model.__name__: model.objects.count()
        for model in (Call, CallUnit, CallNote, Incident, Beat, BeatOwner, Member, Shift, Unit, User)
    }
    assert counts["Beat"] == counts["BeatOwner"] == 10
    assert counts["User"] == len(ROLES)
    assert counts["Call"] > 2_000
    assert min(counts.values()) > 0
    again: list[str] = []
    assert build(again.append, today=TODAY, weeks=8) is False
    assert counts["Call"] == Call.objects.count()
    assert again[-1] == "The demo city is there already."


def test_what_is_stored_can_be_used(city: City) -> None:
    assert (agency().name, agency().population) == ("Marisol Police Department", 98_000)
    placed = Call.objects.filter(place_quality="exact").order_by("id")[:50]
    assert sum(beat_of(call.lon, call.lat) == call.beat_code for call in placed) == 50
    call = placed[0]
    assert call.received_at.utcoffset().total_seconds() == 0
    lag = call.received_local.replace(tzinfo=None) - call.received_at.replace(tzinfo=None)
    assert lag.total_seconds() == call.utc_offset_min * 60
    assert Call.objects.filter(location_text=None).count() == 0
    assert MapPoint.objects.filter(address_count__range=(1, 7)).count() == 0
    assert set(Street.objects.values_list("kind", flat=True)) == {
        "freeway", "rail", "arterial", "collector", "local", "water",
    }  # fmt: skip
    assert Landmark.objects.get(name="Sixth Street Depot").kind == "depot"
    assert AuditEntry.objects.filter(action="demo.built").count() == 1


def test_sign_ins_are_for_the_owner_alone_and_work(city: City) -> None:
    file = city.home / "demo-signins.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    entries = json.loads(file.read_text())
    assert set(entries) == set(ROLES)
    assert len({entry["password"] for entry in entries.values()}) == len(ROLES)
    for role, entry in entries.items():
        user = User.objects.get(email=entry["email"])
        assert user.check_password(entry["password"])
        assert list(RoleGrant.objects.filter(user=user).values_list("role", flat=True)) == [role]


def test_the_first_day_has_news(city: City) -> None:
    assert not [line for line in city.told if "did not work" in line]
    released = set(Release.objects.filter(kind="dataset").values_list("name", flat=True))
    assert released - {"complaint-numbers"} == set(
        first_news.DATASETS
    )  # these are told with the first closed quarter
    editions = WeeklyEdition.objects.filter(week="2026-W21", beat_code="")
    assert set(editions.values_list("edition", flat=True)) == {"staff", "public"}
    assert editions.get(edition="public").released_by.email == "pio@marisol.example"
    assert editions.get(edition="staff").released_by is None


@pytest.mark.django_db
def test_mondays_report_tells_what_came_of_the_week_before(home: Path) -> None:
    told: list[str] = []
    build(told.append, today=TODAY, weeks=60)
    assert not [line for line in told if "did not work" in line]
    older = WeeklyEdition.objects.get(week="2026-W20", edition="staff", beat_code="")
    findings = older.content["chief"]["findings"]
    accepted = FindingDecision.objects.get(kind="accepted")
    assert (accepted.finding_key, accepted.week) == (findings[0]["id"], "2026-W20")
    assert accepted.decided_at == datetime(2026, 5, 18, 9, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert accepted.review_on == date(2026, 6, 15)
    assert accepted.decided_by.email == "command@marisol.example"
    assert "" not in (accepted.tactic, accepted.owner, accepted.other_option, accepted.reason)
    declined = FindingDecision.objects.get(kind="declined")
    assert (declined.finding_key, bool(declined.reason)) == (findings[1]["id"], True)
    monday = WeeklyEdition.objects.get(week="2026-W21", edition="staff", beat_code="")
    [said] = monday.content["chief"]["commitments"]
    assert (said["finding"], said["status"], said["days"]) == (accepted.finding_key, "on time", 6.8)
    assert said["before"] + said["after"] + said["elsewhere_before"] + said["elsewhere_after"] > 0


@pytest.mark.django_db
def test_news_that_fail_leave_the_city_standing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_news, "DATASETS", ("no-such-dataset",))
    told: list[str] = []
    assert build(told.append, today=TODAY, weeks=3) is True
    assert any(line.startswith("Publishing no-such-dataset did not work") for line in told)
    assert Call.objects.exists()
