"""Accounts and their passwords."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from commonbeat.kernel.accounts import passwords
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.accounts.queries import names_of


@pytest.mark.django_db
class TestUser:
    def test_addresses_are_kept_in_lower_case(self):
        user = User.objects.create_user("Ana.Ruiz@Example.TEST", "Ana Ruiz", "x")
        assert user.email == "ana.ruiz@example.test"
        assert User.objects.get_by_natural_key("ANA.RUIZ@example.test") == user
        assert (user.get_full_name(), user.get_short_name(), str(user)) == ("Ana Ruiz", "Ana", "Ana Ruiz")

    def test_the_database_refuses_upper_case(self):
        with pytest.raises(IntegrityError, match="accounts_email_lower_case"), transaction.atomic():
            User.objects.create(email="Ana@example.test", name="Ana")

    def test_without_password_nobody_signs_in(self):
        assert not User.objects.create_user("a@example.test", "A").has_usable_password()

    def test_names_behind_ids(self, django_assert_num_queries):
        user = User.objects.create_user("a@example.test", "A")
        with django_assert_num_queries(1):
            assert names_of([str(user.pk), "no-id", ""]) == {str(user.pk): "A"}


@pytest.mark.parametrize(
    ("must", "age", "due"),
    [(False, timedelta(days=365), False), (False, timedelta(days=366), True), (True, timedelta(0), True)],
)
def test_a_password_is_due(must, age, due):
    user = User(must_change_password=must, password_changed_at=timezone.now() - age + timedelta(minutes=1))
    assert passwords.is_due(user) is due


def test_a_password_never_noted_is_due():
    assert passwords.is_due(User())


def test_one_time_passwords_differ_and_can_be_read_out():
    made = {passwords.one_time() for _ in range(50)}
    assert len(made) == 50
    assert {len(one) for one in made} == {23}
    assert not set("".join(made)) & set("il1o0ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def test_maximum_length():
    rule = passwords.MaximumLength()
    rule.validate("a" * 128)
    with pytest.raises(ValidationError, match="up to 128 characters"):
        rule.validate("a" * 129)
