"""The audit log on the screen."""

import csv

import pytest
from django.urls import reverse
from factories.people import person, signed_in

from commonbeat.kernel import audit
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.publish.files import safe_cell

pytestmark = pytest.mark.django_db
LOG = reverse("console:audit")


@pytest.fixture
def auditor():
    return person("auditor", name="Otto Audit")


@pytest.fixture
def client(auditor):
    return signed_in(auditor)


def listed(client, query: str = "") -> list[AuditEntry]:
    return client.get(LOG + query).context["listing"].page.rows


def test_rows_read_as_sentences_with_names(client):
    body = client.get(LOG).content.decode()
    assert "Commonbeat opened the account of Otto Audit" in body
    assert "Commonbeat gave the role auditor to Otto Audit" in body


def test_reading_is_logged_without_the_names_looked_for(client, auditor):
    client.get(LOG + "?who=Somebody&action=access.")
    entry = AuditEntry.objects.order_by("-seq").first()
    assert (entry.action, entry.actor_id) == ("audit.read", str(auditor.pk))
    assert entry.details == {"filters": ["action", "who"], "action": "access.", "paged": False}


def test_filters(client, auditor):
    someone = person("analyst", name="Ana Lyst")
    assert {row.action for row in listed(client, "?action=access.account_created")} == {
        "access.account_created"
    }
    assert {row.action.split(".")[0] for row in listed(client, "?action=audit.")} == {"audit"}
    assert {row.object_id for row in listed(client, "?about=Ana")} == {str(someone.pk)}
    assert {row.actor_kind for row in listed(client, "?who=system")} == {"system"}
    assert {row.actor_id for row in listed(client, "?who=Otto")} == {str(auditor.pk)}
    assert listed(client, "?outcome=failed") == []
    assert listed(client, "?since=2999-01-01") == []
    assert listed(client, "?until=1999-01-01") == []
    assert listed(client, "?since=nonsense") == []


def test_pages_neither_repeat_nor_skip(client):
    for number in range(120):
        audit.record("access.session_ended", actor=audit.SYSTEM, object_kind="user", object_id=str(number))
    seen, query = [], "?action=access.session_ended"
    while True:
        page = client.get(LOG + query).context["listing"].page
        seen += [row.object_id for row in page.rows]
        if not page.after:
            break
        query = f"?action=access.session_ended&after={page.after}"
    assert seen == [str(number) for number in reversed(range(120))]


def test_export_is_csv_and_logged(client):
    answer = client.get(reverse("console:audit_export") + "?action=access.account_created")
    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode().splitlines()))
    assert [row["sentence"] for row in rows] == ["Commonbeat opened the account of Otto Audit"]
    assert len(rows[0]["leaf_sha256"]) == 64
    assert AuditEntry.objects.filter(action="audit.downloaded").count() == 1


@pytest.mark.parametrize(("given", "kept"), [("=1+1", "'=1+1"), ("-2", "'-2"), ("plain", "plain"), (-2, -2)])
def test_no_cell_is_a_formula(given, kept):
    assert safe_cell(given) == kept


def test_a_long_reason_may_break_anywhere(client):
    audit.record("audit.read", actor=audit.SYSTEM, reason="x" * 400)
    assert f'<td data-label="Reason" class="cb-long">{"x" * 400}</td>' in client.get(LOG).content.decode()
