"""Who looked into a case: for those who see it, and for the one it is about."""

from typing import Any

import pytest

from commonbeat.kernel import audit
from commonbeat.kernel.walls import NotThere, Purpose, declare, emergencies, grants, looking
from commonbeat.kernel.walls.lookups import lookups

KIND = "dossiers"


@pytest.fixture
def looked(house: Any, dossiers: Any, person: Any) -> Any:
    """Looks of all kinds into D-1."""
    declare.register_purpose(Purpose("dossier_criminal", "Criminal", (KIND,), withheld=True))
    grants.let_in(house.commander, KIND, house.one, house.ana, role="investigator", reason="yours")
    post = person("post", "officer")
    grants.let_in(house.commander, KIND, house.one, post, role="oversight", reason="POST", withheld=True)
    for who, purpose, writing in (
        (house.ana, "dossier_work", True),
        (house.commander, "dossier_work", False),
        (house.inspector, "dossier_criminal", False),
        (post, "dossier_work", False),
        (audit.SYSTEM, "dossier_work", False),
        (audit.Actor("resident"), "dossier_party", False),
    ):
        with looking(who, purpose, case=str(house.one).upper(), writing=writing):
            pass
    with looking(house.commander, "dossier_work", case=house.two):
        pass
    with looking(house.commander, "dossier_list"):
        pass
    with pytest.raises(NotThere), looking(house.officer, "dossier_work", case=house.one):
        pass
    with looking(audit.SYSTEM, "dossier_list", writing=True):
        dossiers.objects.within_look().filter(number="D-1").update(notified=True)
    return house


def said(found: list[Any]) -> list[tuple[str, str, bool, bool]]:
    """Without moments."""
    return [(one.who, one.purpose, one.writing, one.emergency) for one in found]


def test_whoever_sees_the_case_sees_all_lookups(looked: Any) -> None:
    with looking(looked.inspector, "dossier_work", case=looked.one):
        found = lookups(looked.one)
    assert said(found) == [
        ("inspector", "Work on a dossier", False, False),
        ("post", "Work on a dossier", False, False),
        ("inspector", "Criminal", False, False),
        ("commander", "Work on a dossier", False, False),
        ("ana", "Work on a dossier", True, False),
    ]
    assert found[-1].account == looked.ana.pk
    assert [one.when for one in found] == sorted((one.when for one in found), reverse=True)


def test_the_one_it_is_about_sees_those_not_withheld(looked: Any, dossiers: Any, pages: Any) -> None:
    with looking(looked.officer, "dossier_own"):
        own = dossiers.objects.within_look().get()
        for ask in ({}, {"withheld": True}):  # asking for all of them changes nothing
            assert said(lookups(looked.one, through=own, **ask)) == [
                ("commander", "Work on a dossier", False, False),
                ("ana", "Work on a dossier", True, False),
            ]
        with pytest.raises(NotThere):
            lookups(looked.one)
        with pytest.raises(NotThere):
            lookups(looked.two, through=own)
        with pytest.raises(NotThere):
            lookups(looked.one, through=dossiers(id=looked.two))
        with pytest.raises(NotThere):
            lookups(looked.one, through=pages(dossier_id=looked.one))


def test_an_emergency_shows(looked: Any, person: Any) -> None:
    deputy = person("deputy", "deputy")
    asked = emergencies.ask(deputy, KIND, looked.one, reason="threat", hours=1)
    emergencies.consent(looked.commander, asked.pk, KIND)
    with looking(deputy, "dossier_work", case=looked.one):
        assert said(lookups(looked.one))[0] == ("deputy", "Work on a dossier", False, True)


def test_only_a_look_that_opens_the_case_tells(looked: Any) -> None:
    with pytest.raises(NotThere):
        lookups(looked.one)
    with looking(looked.commander, "dossier_work", case=looked.two), pytest.raises(NotThere):
        lookups(looked.one)
    with looking(looked.commander, "dossier_list"):
        assert len(lookups(looked.one)) == 4
        with pytest.raises(NotThere):
            lookups(looked.secret)


def test_the_log_of_a_case_is_for_who_may_look_at_it(looked: Any, person: Any) -> None:
    from django.test import Client
    from django.urls import reverse
    from factories.people import person as somebody
    from factories.people import signed_in

    from commonbeat.kernel.access.roles import Role, register_roles, roles

    made = dict(roles())
    made["auditor"] = Role("auditor", "a", made["auditor"].capabilities | {"tests.plain"})
    register_roles(made)
    client: Client = signed_in(somebody("auditor"))
    query = f"{reverse('console:audit')}?case={looked.one}&purpose=dossier_work"
    rows = client.get(query).context["listing"].page.rows
    assert {row.case_ref for row in rows} == {str(looked.one)}
    assert {row.action for row in rows} >= {"walls.looked", "walls.let_in"}
    assert client.get(query.replace(str(looked.one), str(looked.secret))).status_code == 404
