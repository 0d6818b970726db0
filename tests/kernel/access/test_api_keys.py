"""Keys of other systems: shown once, kept as a hash, good for what was said and no longer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from factories.people import person

from commonbeat.kernel import audit
from commonbeat.kernel.access import Refused, api_keys
from commonbeat.kernel.access.limits import TooMany
from commonbeat.kernel.access.models import ApiKey
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.audit.queries import history_of

pytestmark = pytest.mark.django_db
api_keys.register_scope("tests.read", "Read in tests")
api_keys.register_scope("tests.write", "Write in tests")


def issued(actor=None, **more) -> api_keys.Issued:
    said = {
        "holder": "Park app", "contact": "it@parks.example", "purpose": "Reports from the parks", "days": 30,
        "scopes": ["tests.read"], **more,
    }  # fmt: skip
    return api_keys.issue(actor=actor or audit.SYSTEM, **said)


def test_a_key_opens_its_scope_and_no_other():
    made = issued()
    assert api_keys.verified(made.text, "tests.read").pk == made.key.pk
    with pytest.raises(api_keys.BadKey) as refused:
        api_keys.verified(made.text, "tests.write")
    assert refused.value.why == "scope"


def test_blanks_around_a_key_do_not_matter():
    made = issued()
    assert api_keys.verified(f" {made.text}\n", "tests.read").pk == made.key.pk


def test_two_keys_differ():
    assert issued().text != issued().text


def test_the_key_itself_is_nowhere_in_the_database():
    made = issued()
    secret = made.text.rpartition("_")[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(k)::text FROM access_apikey k")
        kept = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(row_to_json(e)::text, '') FROM audit_entry e")
        kept += cursor.fetchone()[0]
    assert secret not in kept
    assert made.key.prefix in kept


@pytest.mark.parametrize("text", ["", "   "])
def test_no_key(text):
    with pytest.raises(api_keys.BadKey) as refused:
        api_keys.verified(text, "tests.read")
    assert refused.value.why == "missing"


@pytest.mark.parametrize("change", [lambda t: t[:-1] + ("a" if t[-1] != "a" else "b"), str.upper, lambda t: t + "a",
                                    lambda t: "xyz", lambda t: "\x00", lambda t: t.replace("cb_", "cb_\ufffd")])  # fmt: skip
def test_a_changed_key_is_unknown(change):
    made = issued()
    with pytest.raises(api_keys.BadKey) as refused:
        api_keys.verified(change(made.text), "tests.read")
    assert refused.value.why == "unknown"


def test_an_expired_key():
    made = issued(days=1)
    past = timezone.now() - timedelta(days=2)
    ApiKey.objects.update(issued_at=past, expires_at=past + timedelta(days=1))
    with pytest.raises(api_keys.BadKey) as refused:
        api_keys.verified(made.text, "tests.read")
    assert refused.value.why == "expired"


def test_a_revoked_key_opens_nothing_and_stays_in_the_list():
    made = issued()
    api_keys.revoke(actor=audit.SYSTEM, key=made.key, reason="The app is gone")
    with pytest.raises(api_keys.BadKey) as refused:
        api_keys.verified(made.text, "tests.read")
    assert refused.value.why == "revoked"
    assert [(key.state, key.revoke_reason) for key in ApiKey.objects.all()] == [
        ("revoked", "The app is gone")
    ]
    assert ApiKey.objects.in_force().count() == 0


def test_a_key_is_revoked_once_and_with_a_reason():
    made = issued()
    with pytest.raises(api_keys.KeyRefused):
        api_keys.revoke(actor=audit.SYSTEM, key=made.key, reason="  ")
    api_keys.revoke(actor=audit.SYSTEM, key=made.key, reason="gone")
    with pytest.raises(api_keys.KeyRefused):
        api_keys.revoke(actor=audit.SYSTEM, key=made.key, reason="again")


@pytest.mark.parametrize(
    "wrong",
    [
        {"holder": " "}, {"contact": ""}, {"purpose": ""}, {"scopes": []}, {"scopes": ["tests.all"]},
        {"days": 0}, {"days": 1097}, {"per_hour": 0}, {"per_hour": 100_001},
    ],
)  # fmt: skip
def test_what_cannot_be_issued(wrong):
    with pytest.raises(api_keys.KeyRefused):
        issued(**wrong)
    assert ApiKey.objects.count() == 0


def test_only_those_who_may_issue_and_revoke():
    reader = person("auditor")
    with pytest.raises(Refused):
        issued(reader)
    made = issued(person("administrator"))
    with pytest.raises(Refused):
        api_keys.revoke(actor=reader, key=made.key, reason="no")
    assert ApiKey.objects.get().state == "active"
    assert ApiKey.objects.get().issued_by.email == "administrator@example.test"


def test_the_log_says_who_got_what_and_why():
    made = issued(scopes=["tests.write", "tests.read", "tests.read"])
    entry = AuditEntry.objects.get(action="access.key_issued")
    assert (entry.object_kind, entry.object_id, entry.reason) == (
        "api_key", str(made.key.pk), "Reports from the parks",
    )  # fmt: skip
    assert entry.details["scopes"] == ["tests.read", "tests.write"]
    lines = [line.sentence for line in history_of("api_key", made.key.pk)]
    assert lines == ["Commonbeat issued a key to Park app"]


def test_names_of_keys_for_the_log():
    made = issued()
    assert api_keys.holders_of([str(made.key.pk), "nonsense", ""]) == {str(made.key.pk): "Park app"}


def test_only_the_day_of_the_last_use_is_kept():
    made = issued()
    assert ApiKey.objects.get().last_used_on is None
    api_keys.verified(made.text, "tests.read")
    assert ApiKey.objects.get().last_used_on == timezone.now().date()
    with pytest.raises(api_keys.BadKey):
        api_keys.verified(made.text, "tests.write")
    fields = {field.name for field in ApiKey._meta.fields}
    assert not fields & {"last_used_at", "address", "last_address"}


def test_a_key_has_its_share_of_an_hour():
    key = issued(per_hour=3).key
    for _n in range(3):
        api_keys.counted(key)
    with pytest.raises(TooMany) as stopped:
        api_keys.counted(key)
    assert 0 < stopped.value.seconds <= 3600


def test_the_database_holds_a_key_to_its_end():
    issued()
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.update(expires_at=timezone.now() - timedelta(days=400))


def test_a_scope_has_one_label():
    with pytest.raises(ValueError, match=r"tests\.read"):
        api_keys.register_scope("tests.read", "Something else")
    assert "tests.read" in [scope.name for scope in api_keys.scopes()]
