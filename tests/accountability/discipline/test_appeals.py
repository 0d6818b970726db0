"""How an appeal ends, and what the finding becomes by it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from factories import discipline as made
from factories.discipline import House

from commonbeat.accountability.complaints.codes import codes
from commonbeat.accountability.discipline import actions, own
from commonbeat.city.agency import days

pytestmark = pytest.mark.django_db
TODAY = days.today


@pytest.fixture
def house() -> House:
    """A sustained finding about a sworn officer who was told of the case."""
    found = made.house()
    found.notify()
    return found


RULINGS = [
    # ruling, what the hearing says, class, code → final, disclosed
    ("upheld", "", "suspension", "force", "sustained", "excessive_force"),
    ("reduced", "", "reprimand", "force", "sustained", "excessive_force"),
    ("overturned", "exonerated", "none", "force", "exonerated", ""),
    ("overturned", "unfounded", "none", "force", "unfounded", ""),
    ("overturned", "not_sustained", "none", "force", "not_sustained", ""),
    ("upheld", "", "suspension", "discourtesy", "sustained", ""),
]


@pytest.mark.parametrize(("ruling", "result", "penalty", "code", "final", "disclosed"), RULINGS)
def test_the_end_of_an_appeal_is_what_the_finding_becomes(
    ruling: str, result: str, penalty: str, code: str, final: str, disclosed: str
) -> None:
    if code == "force":
        code = next(one.code for one in codes().values() if one.disclosed == "excessive_force")
    house = made.house(code=code)
    house.notify()
    served = house.serve("finding", "Sustained.", finding_id=house.finding().pk)
    found = house.told()
    actions.record_appeal(house.case, found.pk, actor=house.commander, on=TODAY())
    actions.hear(house.case, found.pk, actor=house.commander, on=TODAY(), before="Arbitrator")
    finding = house.finding()
    assert (finding.final, finding.disclosed) == ("", "")
    ended = actions.rule(
        house.case, found.pk, actor=house.commander, ruling=ruling, penalty=penalty,
        amount="3 days" if penalty == "suspension" else "", text="Ruled.",
        results={str(finding.pk): result} if result else None,
    )  # fmt: skip
    finding = house.finding()
    assert (ended.state, finding.final, finding.disclosed) == ("final", final, disclosed)
    assert (finding.discipline, finding.appeal_over_on) == (penalty, TODAY())
    papers = {one.pk: one for one in own.papers(house.account)}
    assert papers[served.pk].kept_apart is (final in ("exonerated", "unfounded"))
    assert actions.close(house.case, found.pk, actor=house.commander).state == "closed"


@pytest.mark.parametrize(
    ("ruling", "penalty", "results", "field"),
    [
        ("", "suspension", {}, "ruling"), ("upheld", "reprimand", {}, "penalty"),
        ("reduced", "termination", {}, "penalty"), ("overturned", "none", {}, "results"),
        ("overturned", "none", {"x": "exonerated"}, "results"), ("overturned", "none", "sustained", "results"),
        ("overturned", "none", "wrong", "results"), ("upheld", "suspension", "exonerated", "results"),
    ],
)  # fmt: skip
def test_a_ruling_that_does_not_fit_is_refused(
    house: House, ruling: str, penalty: str, results: Any, field: str
) -> None:
    found = house.told()
    actions.record_appeal(house.case, found.pk, actor=house.commander, on=TODAY())
    given = {str(house.finding().pk): results} if isinstance(results, str) else results
    with pytest.raises(ValidationError) as refused:
        actions.rule(house.case, found.pk, actor=house.commander, ruling=ruling, penalty=penalty, amount="3 days",
                     text="So.", results=given)  # fmt: skip
    assert list(refused.value.message_dict) == [field]
    assert house.finding().final == ""
