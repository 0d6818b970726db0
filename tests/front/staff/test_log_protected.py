"""What the audit log shows of protected cases to somebody who may read the log and not the cases: a number."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from factories.people import person, signed_in

from commonbeat.kernel import audit
from commonbeat.kernel.audit.context import bound
from commonbeat.kernel.audit.export import export_log
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.audit.queries import history_of
from commonbeat.kernel.walls import Kind, Purpose, declare, register_kind, register_purpose

pytestmark = pytest.mark.django_db
LOG, EXPORT = reverse("console:audit"), reverse("console:audit_export")
CASE = "01a20000-0000-7000-8000-00000000cafe"


@pytest.fixture
def auditor() -> Any:
    return person("auditor", name="Otto Audit")


@pytest.fixture
def officer(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An officer, and what the log holds about their case."""
    monkeypatch.setattr(declare, "_kinds", dict(declare._kinds))
    monkeypatch.setattr(declare, "_purposes", dict(declare._purposes))
    register_kind(Kind("dossiers", "dossier", {"plain": "audit.export"}, *["audit.export"] * 3))
    register_purpose(Purpose("dossier_audit", "Audit of a dossier", ("dossiers",), capability="audit.export"))
    one = person("officer", name="Olga Subject")
    names = {"actor": audit.SYSTEM, "object_kind": "dossiers"}
    audit.record(
        "walls.looked", **names, object_id=CASE, case=CASE, reason="SECRET-REASON", purpose="dossier_x"
    )
    audit.record("walls.refused", **names, object_id=CASE, case=CASE, purpose="dossier_x")
    audit.record("walls.recused", **names, object_id=CASE, case=CASE, details={"account": str(one.pk)})
    with bound(case=CASE):  # whatever is written while somebody looks
        audit.record("access.session_ended", actor=one, object_kind="user", object_id=str(one.pk))
    audit.record("access.session_ended", actor=one, object_kind="dossiers.Dossier", object_id="D-NUMBER")
    return one


QUERIES = [
    "",
    f"?about={CASE}",
    "?about=Olga",
    "?who=Olga",
    "?action=walls.",
    "?action=walls.looked",
    "?about=D-NUMBER",
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("page", [LOG, EXPORT])
def test_nothing_names_a_case(auditor: Any, officer: Any, page: str, query: str) -> None:
    answer = signed_in(auditor).get(page + query)
    body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
    for secret in ("SECRET-REASON", "dossier_x", "recused from", "looked at dossiers"):
        assert secret not in body
    for typed in (CASE, "D-NUMBER"):
        assert typed in query or typed not in body
    if page == EXPORT:
        rows = list(csv.DictReader(body.splitlines()))
        assert [row for row in rows if row["case"] or row["action"].startswith("walls.")] == []
        assert [row for row in rows if row["object_kind"].startswith("dossiers")] == []
    else:
        rows = answer.context["listing"].page.rows
        assert [row for row in rows if row.case_ref or row.action.startswith("walls.")] == []


def test_the_count_is_the_same_whatever_else_is_asked(auditor: Any, officer: Any) -> None:
    """Counted by person or object it would say who looked at whose."""
    client = signed_in(auditor)
    counts = {client.get(LOG + query).context["looks"][0] for query in QUERIES}
    assert counts == {2}
    assert "somebody looked at protected records 2 times" in client.get(LOG).content.decode()
    assert client.get(LOG + "?since=2020-01-01&until=2020-02-01").context["looks"][0] == 0


def test_a_timeline_leaves_out_what_belongs_to_a_case(officer: Any) -> None:
    assert "access.session_ended" not in {one.entry.action for one in history_of("user", officer.pk)}
    assert "access.account_created" in {one.entry.action for one in history_of("user", officer.pk)}


@pytest.mark.parametrize("case", [CASE, "00000000-0000-7000-8000-00000000000c"])
def test_a_case_that_is_not_there_and_one_that_is_not_yours_are_the_same(
    auditor: Any, officer: Any, case: str
) -> None:
    client = signed_in(auditor)
    for page in (LOG, EXPORT):
        assert client.get(f"{page}?case={case}&purpose=dossier_audit").status_code == 404
        assert client.get(f"{page}?case={case}&purpose=complaint_oversight").status_code == 403
    assert client.get(f"{LOG}?case={case}").context["listing"].page.rows == []
    assert client.get(f"{LOG}?case=no&purpose=dossier_audit").context["listing"].page.rows == []


def test_an_opened_export_keeps_protected_rows_back(officer: Any, tmp_path: Path) -> None:
    text = {}
    for protected in (False, True):
        export_log(tmp_path / "log.jsonl", opened=True, protected=protected)
        text[protected] = (tmp_path / "log.jsonl").read_text(encoding="utf-8")
    assert "SECRET-REASON" in text[True]
    assert "SECRET-REASON" not in text[False]
    assert CASE not in text[False]
    withheld = [json.loads(line)["withheld"] for line in text[False].splitlines() if '"withheld"' in line]
    assert len(withheld) == 5
    rows = AuditEntry.objects.filter(seq__in=[int(one) for one in withheld])
    assert {row.action.split(".")[0] for row in rows} == {"walls", "access"}
