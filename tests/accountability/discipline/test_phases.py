"""The subject officer by phase: what they see on their pages, and with SQL alone under their own look."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import complaints
from factories import discipline as made
from factories.discipline import House
from factories.people import signed_in

from commonbeat.accountability.complaints import actions_officers
from commonbeat.accountability.complaints.models import Officer
from commonbeat.accountability.discipline import actions, own, papers, phases
from commonbeat.accountability.discipline.enums import BY_STEPS, Paper, Phase
from commonbeat.accountability.discipline.models import Served, SwornDiscipline
from commonbeat.accountability.discipline.phases import Standing
from commonbeat.kernel import audit, walls

pytestmark = pytest.mark.django_db
OWN = "complaint_own"
NEVER = (
    "complaints_complaint", "complaints_allegation", "complaints_finding", "complaints_note", "complaints_letter",
    "complaints_conversionrequest", "discipline_sworndiscipline", "discipline_staffdiscipline", "walls_grant",
)  # fmt: skip
STANDINGS = {
    Phase.BEFORE_NOTICE: Standing(),
    Phase.NOTICED: Standing(notified=True),
    Phase.FURTHER: Standing(notified=True, interviewed=True),
    Phase.DECIDED: Standing(notified=True, interviewed=True, found=True),
    Phase.PROPOSED: Standing(notified=True, interviewed=True, found=True, proposed=True),
    Phase.CLOSED: Standing(notified=True, found=True, closed=True),
}
TABLE = {
    #                        before noticed further decided proposed closed
    Paper.NOTICE:            (1, 1, 1, 0, 0, 0),
    Paper.INTERVIEW_NOTICE:  (0, 1, 1, 0, 0, 0),
    Paper.OWN_STATEMENT:     (0, 1, 1, 1, 1, 1),
    Paper.EARLIER_INTERVIEW: (0, 0, 1, 0, 1, 0),
    Paper.PROPOSAL:          (0, 0, 0, 1, 0, 0),
    Paper.MATERIALS:         (0, 0, 0, 0, 1, 0),
    Paper.MEETING:           (0, 0, 0, 0, 1, 0),
    Paper.DECISION:          (0, 0, 0, 0, 1, 0),
    Paper.FINDING:           (0, 0, 0, 1, 1, 1),
    Paper.COMMENT:           (0, 0, 0, 1, 1, 1),
}  # fmt: skip


def test_the_table_has_every_paper_and_every_phase() -> None:
    assert set(TABLE) == set(Paper)
    assert set(STANDINGS) == set(Phase)
    assert [one.phase for one in STANDINGS.values()] == list(STANDINGS)


@pytest.mark.parametrize("kind", list(Paper))
def test_which_paper_may_be_served_when(kind: Paper) -> None:
    allowed = tuple(
        int(phases.why_not_serve(kind, one, "a further interview") == "") for one in STANDINGS.values()
    )
    assert allowed == TABLE[kind]


def test_what_is_offered_is_what_may_be_served() -> None:
    for one in STANDINGS.values():
        offered = phases.servable(one)
        assert offered == [k for k in Paper if k not in BY_STEPS and not phases.why_not_serve(k, one, "so")]


# What was served, step by step, and which papers the officer then has.
def _nothing(house: House) -> None:
    """Nobody told them."""


def _noticed(house: House) -> None:
    house.notify()


def _interviewed(house: House) -> None:
    house.notify()
    house.serve("interview_notice", "Tuesday at 10, Sgt. Ortega and Sgt. Wu ask.")
    house.serve("own_statement", "I said good morning.")


def _further(house: House) -> None:
    _interviewed(house)
    house.serve("earlier_interview", "The recording of Tuesday.", why="a further interview on Friday")


def _decided(house: House) -> None:
    house.notify()
    house.serve("finding", "Sustained.", finding_id=house.finding().pk)
    house.serve("comment", "Was rude once.")


def _proposed(house: House) -> None:
    house.notify()
    found = house.propose()
    actions.give_materials(
        house.case, found.pk, actor=house.commander, materials="The file.", meeting="Monday at 9."
    )


def _told(house: House) -> None:
    house.notify()
    house.told()


STEPS: list[tuple[str, Callable[..., House], Callable[[House], None], list[str]]] = [
    ("before notice", made.investigated, _nothing, []),
    ("before notice, decided", made.house, _nothing, []),
    ("noticed", made.investigated, _noticed, ["notice"]),
    ("interviewed", made.investigated, _interviewed, ["notice", "interview_notice", "own_statement"]),
    (
        "further",
        made.investigated,
        _further,
        ["notice", "interview_notice", "own_statement", "earlier_interview"],
    ),
    ("decided", made.house, _decided, ["notice", "finding", "comment"]),
    ("proposed", made.house, _proposed, ["notice", "proposal", "materials", "meeting"]),
    ("told", made.house, _told, ["notice", "proposal", "materials", "decision"]),
]


@pytest.mark.parametrize(("name", "house", "walk", "papers_seen"), STEPS, ids=[one[0] for one in STEPS])
@pytest.mark.parametrize("role", ["officer", "sergeant", "records", "command", "ia_investigator"])
def test_the_subject_by_phase(
    name: str, house: Callable[..., House], walk: Any, papers_seen: list[str], role: str
) -> None:
    if role != "officer" and name in ("interviewed", "proposed"):
        return  # the others hold for these too; a shorter run
    one = house(role=role)
    walk(one)
    # on the pages
    client = signed_in(one.account)
    number = _number(one)
    page = client.get(reverse("discipline:mine")).content.decode()
    assert (number in page) is bool(papers_seen)
    with walls.looking(audit.SYSTEM, "complaint_work", case=one.case):
        every = list(Served.objects.within_look())
    assert [each.kind for each in every] == papers_seen
    for each in every:
        assert client.get(reverse("discipline:paper", args=[each.pk])).status_code == 200
    for address in (
        reverse("complaints:detail", args=[one.case]),
        reverse("discipline:officer", args=[one.case, one.officer]),
        reverse("discipline:do_serve", args=[one.case, one.officer]),
    ):
        answered = client.post(address) if "serve" in address else client.get(address)
        assert answered.status_code in (403, 404)
        assert number not in answered.content.decode()
    # with SQL alone
    for table in NEVER:
        assert (table, made.own_rows(one.account, table)) == (table, 0)
    assert made.own_rows(one.account, "complaints_officer") == int(bool(papers_seen))
    assert made.own_rows(one.account, "discipline_served") == len(papers_seen)
    for table in ("workflow_move", "clocks_clock", "attachments_attachment"):
        assert about(one.account, table, one.case) == 0


def _number(house: House) -> str:
    return str(house.row().complaint_id and complaints.seen(house.case).number)


def about(account: Any, table: str, case: Any) -> int:
    """Rows of a shared table about the case or its records that an own look opens."""
    with walls.looking(audit.SYSTEM, "complaint_work", case=case):
        ids = [
            str(case),
            *(str(pk) for pk in SwornDiscipline.objects.within_look().values_list("pk", flat=True)),
        ]
    with walls.looking(account, OWN), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE subject_id::text = ANY (%s)", [ids])
        return int(cursor.fetchone()[0])


MASKED = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]+"|datetime="[^"]+"|>\d\d:\d\d</time>|nonce="[^"]+"'
)


def _page(client: Client) -> tuple[str, list[str]]:
    """The page and the shape of every statement it took."""
    with CaptureQueriesContext(connection) as taken:
        text = client.get(reverse("discipline:mine")).content.decode()
    shapes = [re.sub(r"'[^']*'|\"s\d+_x\d+\"|\b\d+\b", "?", one["sql"]) for one in taken.captured_queries]
    return MASKED.sub("", text), shapes


@pytest.mark.parametrize("role", ["officer", "sergeant", "command", "records", "administrator"])
def test_before_notice_the_page_is_that_of_somebody_nobody_complained_about(role: str) -> None:
    who = complaints.officer_with_account(role=role)
    client = signed_in(who.account)
    client.get(reverse("discipline:mine"))
    page, shapes = _page(client)
    assert "You were not served any paper." in page
    lead = complaints.person("ia_investigator")
    case = complaints.assigned(lead, code="discourtesy").complaint_id
    complaints.accused(case, who, lead)
    again, same = _page(client)
    assert again == page
    assert same == shapes


def test_nothing_of_it_is_in_search_home_or_the_audit_log_of_their_roles() -> None:
    house = made.investigated(role="records")
    number, client = _number(house), signed_in(house.account)
    for address in ("/console/", f"/console/search/?q={number}", "/console/complaints/"):
        assert number not in client.get(address).content.decode().replace(f'value="{number}"', "")


def test_another_persons_papers_are_not_there() -> None:
    house = made.investigated()
    paper = house.notify()
    other = signed_in(complaints.person("chief"))
    for name in ("paper", "text"):
        assert other.get(reverse(f"discipline:{name}", args=[paper.pk])).status_code == 404
    for name in ("sign", "answer", "ask_time", "appeal"):
        data = {"name": "Me", "text": "I", "why": "so", "words": "x"}
        assert other.post(reverse(f"discipline:{name}", args=[paper.pk]), data).status_code == 404
    with walls.looking(audit.SYSTEM, "complaint_work", case=house.case):
        again = Served.objects.within_look().get(pk=paper.pk)
    assert (again.read_at, again.signed_at, again.answer) == (None, None, "")
    assert other.get(reverse("discipline:paper", args=[uuid4()])).status_code == 404


def test_an_own_look_writes_nothing() -> None:
    house = made.investigated()
    paper = house.notify()
    with (
        pytest.raises(ValueError, match="Nothing is changed"),
        walls.looking(house.account, OWN, writing=True),
    ):
        pass
    with walls.looking(house.account, OWN), connection.cursor() as cursor:
        cursor.execute("UPDATE discipline_served SET signed_as = 'x' WHERE id = %s", [paper.pk])
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM discipline_served WHERE id = %s", [paper.pk])
        assert cursor.rowcount == 0
    assert own.paper(house.account, paper.pk).signed_as == ""


def test_the_subject_cannot_serve_themselves() -> None:
    house = made.investigated(role="ia_investigator")
    with pytest.raises(walls.NotThere):
        papers.serve(house.case, house.officer, actor=house.account, kind="notice", text="Hello.")


def test_the_database_serves_nothing_to_who_was_not_told() -> None:
    house = made.investigated()
    given = {
        "complaint_id": house.case,
        "officer_id": house.officer,
        "account": house.account,
        "case_number": "PC",
    }
    with walls.looking(audit.SYSTEM, "complaint_work", case=house.case, writing=True):
        with pytest.raises(DatabaseError, match="not told"), transaction.atomic():
            Served.objects.create(
                **given, kind="notice", text="x", served=True, served_at="2026-01-01T00:00Z"
            )
        Officer.objects.within_look().filter(pk=house.officer).update(
            notified=True, notified_at="2026-01-01T00:00Z"
        )
        with pytest.raises(IntegrityError, match="not told"), transaction.atomic():
            Served.objects.create(**given | {"account": house.chief}, kind="notice", text="x", served=True,
                                  served_at="2026-01-01T00:00Z")  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("proposal", {}, "kind"), ("decision", {}, "kind"), ("nonsense", {}, "kind"), ("notice", {"text": "  "}, "text"),
        ("notice", {"way": "pigeon"}, "way"), ("comment", {}, "kind"), ("materials", {}, "kind"),
        ("finding", {}, "kind"),
    ],
)  # fmt: skip
def test_a_paper_that_does_not_fit_is_refused(kind: str, given: dict[str, Any], field: str) -> None:
    house = made.investigated()
    house.notify()
    with pytest.raises(ValidationError) as refused:
        house.serve(kind, **{"text": "Words.", **given})
    assert field in refused.value.message_dict
    assert len(own.papers(house.account)) == 1


def test_earlier_recordings_come_with_a_reason() -> None:
    house = made.investigated()
    _interviewed(house)
    with pytest.raises(ValidationError, match="3303"):
        house.serve("earlier_interview", "The recording.")


def test_nobody_is_told_who_is_not_known() -> None:
    lead = complaints.person("ia_investigator")
    case = complaints.assigned(lead).complaint_id
    unknown = actions_officers.add_officer(case, actor=lead, description="tall")
    with pytest.raises(ValidationError, match="who it is"):
        papers.notify(case, unknown.pk, actor=lead, text="Words.")
    with walls.looking(audit.SYSTEM, "complaint_work", case=case):
        assert Served.objects.within_look().count() == 0


def test_a_finding_of_somebody_else_is_not_served() -> None:
    house, other = (
        made.house(),
        complaints.decided("sustained", who=complaints.officer_with_account("X, Y", "9")),
    )
    house.notify()
    for pk in (complaints.finding_of(other.complaint_id).pk, None):
        with pytest.raises(ValidationError, match="finding"):
            house.serve("finding", finding_id=pk)
