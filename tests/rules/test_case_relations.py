"""Every address that takes a case × everybody's relation to that case: what is theirs answers, everything else is refused.

The table below has a row for every address of the room of accountability that names a complaint; one that is missing or too
many fails. A refused attempt changes nothing, and answers for a case that is there just as for one that is not.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from factories import complaints as make
from factories import interviews as talk
from factories.complaints import person
from factories.people import signed_in

from commonbeat.accountability.complaints import writing
from commonbeat.accountability.complaints.doing import DOINGS
from commonbeat.accountability.discipline.doing import DOINGS as DISCIPLINE
from commonbeat.accountability.interviews import actions_evidence
from commonbeat.kernel import walls

pytestmark = pytest.mark.django_db

INSIDE = {"assigned", "commander", "chief", "oversight"}
"""Relations that read the case."""
WORK = {"assigned", "commander"}
COMMAND, DECIDE = {"commander"}, {"chief"}
HELD = {"complaints.work": WORK, "complaints.command": COMMAND, "complaints.decide": DECIDE}
DISCIPLINE_HELD = {"discipline.work": WORK, "discipline.serve": WORK, "discipline.command": COMMAND,
                   "discipline.decide": DECIDE, "complaints.work": WORK, "complaints.command": COMMAND,
                   "complaints.decide": DECIDE}  # fmt: skip

# address → (who opens it, who may send its form)
TABLE: dict[str, tuple[set[str], set[str]]] = {
    "complaints:detail": (INSIDE, set()),
    "complaints:who": (WORK, WORK),
    "complaints:new_code": (WORK, WORK),
    "complaints:write": (set(), WORK),
    "complaints:letter": (COMMAND, COMMAND),
    "complaints:sent_letter": (INSIDE, set()),
    "complaints:file": (set(), set()),  # no file was sent: not even who works on it finds one
    **{f"complaints:{one.name}": (set(), HELD[one.capability]) for one in DOINGS},
    "interviews:new": (WORK, WORK),
    "interviews:interview": (INSIDE, set()),
    "interviews:do": (set(), WORK),
    "interviews:served": (set(), set()),
    "interviews:file": (set(), set()),
    "interviews:new_evidence": (WORK, WORK),
    "interviews:evidence": (INSIDE, set()),
    "interviews:do_evidence": (set(), WORK),
    "interviews:evidence_file": (set(), set()),
    "interviews:new_track": (COMMAND, COMMAND),
    "discipline:officer": (INSIDE, set()),
    "discipline:file": (set(), set()),
    **{f"discipline:do_{one.name.replace('-', '_')}": (set(), None) for one in DISCIPLINE},  # type: ignore[dict-item]
    "disclosure:case": ({"commander", "chief", "oversight"}, set()),
    "disclosure:take": (set(), COMMAND),
    "disclosure:begin_report": (set(), COMMAND),
    "disclosure:sent": (set(), set()),  # no report and no request is on file yet
    "disclosure:request": (set(), set()),
    **{
        f"disclosure:do_{name}": (set(), set())
        for name in ("delay", "go_on", "redact", "release", "refuse", "withdraw")
    },
}
OWN = {"discipline:paper", "discipline:text", "discipline:own_file", "discipline:sign", "discipline:answer",
       "discipline:ask_time", "discipline:appeal", "discipline:mediation"}  # fmt: skip
"""Addresses that name a paper or an answer of one's own and no case (tests/accountability/discipline/test_own.py,
tests/accountability/complaints/test_mediating.py)."""
ANSWERED = {200, 302, 400}
QUIET = {403, 404}


def _addresses(resolver: URLResolver, namespace: str = "") -> dict[str, set[str]]:
    """Name → what an address takes, for those of the room that take an id."""
    found: dict[str, set[str]] = {}
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            if namespace in ("complaints:", "interviews:", "discipline:", "disclosure:"):
                found[f"{namespace}{one.name}"] = set(one.pattern.converters)
        else:
            found |= _addresses(one, f"{one.namespace}:" if one.namespace else namespace)
    return found


ADDRESSES = {
    name: taken
    for name, taken in _addresses(get_resolver()).items()
    if taken & {"pk", "case"} and name not in OWN
}


def test_every_address_that_names_a_case_has_a_row() -> None:
    assert sorted(ADDRESSES.keys() - TABLE.keys()) == [], (
        "Say in TABLE who may open it and who may send its form."
    )
    assert sorted(TABLE.keys() - ADDRESSES.keys()) == [], "These rows name addresses that are not there."


class World:
    """A case with its parts, and one browser for each relation to it."""

    def __init__(self) -> None:
        one = talk.case()
        self.case, self.officer = one.pk, one.officer.pk
        self.interview = talk.planned(one).pk
        self.item = actions_evidence.add(one.pk, actor=one.lead, kind="object", description="A phone").pk
        self.letter = writing.send(one.pk, actor=one.boss, name="delay", text="It takes longer.").pk
        sergeant, other = person("sergeant"), person("ia_investigator")
        self.browsers: dict[str, Client] = {
            "subject": signed_in(one.account),
            "subject's sergeant": signed_in(sergeant),
            "unrelated officer": signed_in(person("officer")),
            "assigned": signed_in(one.lead),
            "not assigned": signed_in(other),
            "commander": signed_in(one.boss),
            "chief": signed_in(person("chief")),
            "city manager": signed_in(person("city_manager")),
            "oversight": signed_in(person("oversight")),
            "analyst": signed_in(person("analyst")),
            "records": signed_in(person("records")),
            "administrator": signed_in(person("administrator")),
            "anonymous": Client(),
        }

    def address(self, name: str, case: UUID | None = None) -> str:
        """An address, for this case or another."""
        case = case or self.case
        space, nowhere = name.partition(":")[0], uuid4()
        first = {"case": case, "pk": self.officer if space == "discipline" else nowhere}
        known: dict[str, Any] = {
            "interview": self.interview, "item": self.item, "letter_id": self.letter, "file_id": nowhere, "key": nowhere,
            "notice": nowhere, "what": "hold" if name == "interviews:do" else "check",
            **(first if "case" in ADDRESSES[name] else {"pk": case}),
        }  # fmt: skip
        text = reverse(name, kwargs={key: known[key] for key in ADDRESSES[name]})
        return f"{text}?name=delay" if name == "complaints:letter" else text


def _written() -> dict[str, int]:
    query = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {
            name: changes for name, changes in cursor.fetchall()
            if not name.startswith(("audit_entry", "django_session", "access_opensession"))
        }  # fmt: skip


@pytest.mark.parametrize("space", ["complaints", "interviews", "discipline", "disclosure"])
def test_each_relation_gets_what_is_theirs_and_no_more(space: str) -> None:
    world = World()
    wrong: list[str] = []
    for name in sorted(one for one in ADDRESSES if one.startswith(f"{space}:")):
        opens, sends = TABLE[name]
        for relation, browser in world.browsers.items():
            before = _written()
            wrong += _faults(world, name, relation, browser, opens, sends)
            if relation not in opens | (WORK | DECIDE if sends is None else sends) and _written() != before:
                wrong.append(f"{relation} changes something at {name}")
    assert wrong == []


def _faults(
    world: World, name: str, relation: str, browser: Client, opens: set[str], sends: set[str] | None
) -> list[str]:
    found = []
    got = browser.get(world.address(name)).status_code
    refused = QUIET | {405} | ({302} if relation == "anonymous" else set())
    if got not in (ANSWERED if relation in opens else refused):
        found.append(f"{relation} opens {name}: {got}")
    if sends is None or relation in sends:  # what they send is read by the tests of its topic
        return found
    got = browser.post(world.address(name), {}).status_code
    if got not in refused:
        found.append(f"{relation} sends {name}: {got}")
    return found


@pytest.mark.parametrize(
    "relation", ["subject", "subject's sergeant", "not assigned", "city manager", "records"]
)
def test_a_case_that_is_not_theirs_answers_as_one_that_is_not_there(relation: str) -> None:
    """The same status, the same length and the same number of questions to the database."""
    world = World()
    browser = world.browsers[relation]
    for name in ("complaints:detail", "complaints:letter", "interviews:new", "disclosure:case"):
        answers = []
        for case in (world.case, uuid4()):
            with CaptureQueriesContext(connection) as asked:
                answer = browser.get(world.address(name, case))
            answers.append((answer.status_code, len(answer.content), len(asked)))
        assert answers[0] == answers[1], name


def test_a_code_opens_its_own_complaint_only(db: None) -> None:
    """The complainant with a code, and with another's."""
    mine, other = make.taken(text="Mine only."), make.taken(text="The other one.")
    for done, own, foreign in (
        (mine, "Mine only.", "The other one."),
        (other, "The other one.", "Mine only."),
    ):
        browser = Client()
        browser.post(reverse("portal_track:home"), {"code": done.code})
        text = browser.get(reverse("portal_track:case")).content.decode()
        assert done.number in text
        assert foreign not in text
        assert (mine.number in text) == (done is mine)
        assert browser.get(reverse("complaints:detail", args=[done.complaint_id])).status_code == 302
        assert own
    stranger = Client()
    stranger.post(reverse("portal_track:home"), {"code": "AAAA-BBBB-CCCC-D"})
    assert mine.number not in stranger.get(reverse("portal_track:case")).content.decode()
    assert walls.look_in_progress() is None
