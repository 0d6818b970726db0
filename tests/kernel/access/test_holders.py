"""Who holds a capability."""

from datetime import timedelta

import pytest
from django.utils import timezone
from factories.people import person

from commonbeat.kernel.access.holders import holders
from commonbeat.kernel.access.models import RoleGrant

pytestmark = pytest.mark.django_db


def test_holders_are_the_active_accounts_whose_roles_hold_it_by_name():
    second, first = person("chief", name="Zoe"), person("administrator", name="Ana")
    both = person("chief", "administrator", email="both@example.test", name="Max")
    gone = person("chief", email="gone@example.test", name="Gone")
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    over = person("chief", email="over@example.test", name="Over")
    RoleGrant.objects.filter(user=over).update(until=timezone.now() - timedelta(days=1))
    person("analyst")
    assert list(holders("people.manage")) == [first, both]
    assert list(holders("people.manage", "complaints.decide")) == [first, both, second]
    assert list(holders()) == []
    assert list(holders("nobody.holds_this")) == []
