"""What an officer does with their papers: read, sign, answer in 30 days, ask for time, appeal; and who looked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import translation
from factories import complaints
from factories import discipline as made
from factories.discipline import House
from factories.people import signed_in
from factories.pictures import picture

from commonbeat.accountability.complaints import actions_case, mediating
from commonbeat.accountability.discipline import actions, filed, own, papers
from commonbeat.accountability.discipline.models import Served
from commonbeat.city.agency.days import today
from commonbeat.kernel import attachments, audit, walls
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.walls import NotThere, grants

WORDS = "I was not rude; the recording shows it."


@pytest.fixture
def house(db: None) -> House:
    """A sustained finding about an officer who was told of the case."""
    found = made.house()
    found.notify()
    return found


def late(house: House, paper: Served, days: int) -> None:
    """Let a paper's last day be so many days ago."""
    with walls.looking(audit.SYSTEM, "complaint_work", case=house.case, writing=True):
        Served.objects.within_look().filter(pk=paper.pk).update(due_on=today() - timedelta(days=days))


def test_an_adverse_comment_is_answered_within_30_days(house: House) -> None:
    paper = house.serve("comment", "Was rude once.")
    assert paper.due_on == today() + timedelta(days=30)
    late(house, paper, 0)
    answered = own.answer(house.account, paper.pk, text=WORDS)
    assert (answered.answer, answered.read_at) == (WORDS, answered.answered_at)
    with pytest.raises(ValidationError, match="already"):
        own.answer(house.account, paper.pk, text="Again.")


def test_on_the_31st_day_the_time_is_over(house: House) -> None:
    paper = house.serve("comment", "Was rude once.")
    late(house, paper, 1)
    for act in (lambda: own.answer(house.account, paper.pk, text=WORDS),
                lambda: own.ask_time(house.account, paper.pk, why="I was ill.")):  # fmt: skip
        with pytest.raises(ValidationError, match="time to answer is over"):
            act()
    assert own.paper(house.account, paper.pk).answer == ""


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x" * 20_001])
def test_an_answer_has_words_and_an_end(house: House, text: str) -> None:
    paper = house.serve("comment", "Was rude once.")
    with pytest.raises(ValidationError):
        own.answer(house.account, paper.pk, text=text)


def test_a_notice_is_not_answered(house: House) -> None:
    (paper,) = own.papers(house.account)
    with pytest.raises(ValidationError, match="not answered here"):
        own.answer(house.account, paper.pk, text=WORDS)
    with pytest.raises(ValidationError, match="not appealed"):
        own.appeal(house.account, paper.pk)


def test_more_time_is_asked_once_and_given_in_words(house: House) -> None:
    paper = house.serve("comment", "Was rude once.")
    own.ask_time(house.account, paper.pk, why="My representative is away.")
    with pytest.raises(ValidationError, match="already"):
        own.ask_time(house.account, paper.pk, why="Still away.")
    until = today() + timedelta(days=45)
    for words, day in (("", until), ("Yes.", paper.due_on)):
        with pytest.raises(ValidationError):
            papers.decide_time(house.case, paper.pk, actor=house.investigator, until=day, words=words)
    papers.decide_time(house.case, paper.pk, actor=house.investigator, until=until, words="Two weeks more.")
    seen = own.paper(house.account, paper.pk)
    assert (seen.due_on, seen.time_answer) == (until, "Two weeks more.")
    with pytest.raises(ValidationError, match="Nobody waits"):
        papers.decide_time(house.case, paper.pk, actor=house.investigator, until=until, words="Again.")


def test_time_that_is_declined_leaves_the_day(house: House) -> None:
    paper = house.serve("comment", "Was rude once.")
    own.ask_time(house.account, paper.pk, why="I like time.")
    papers.decide_time(
        house.case, paper.pk, actor=house.investigator, until=None, words="30 days are enough."
    )
    seen = own.paper(house.account, paper.pk)
    assert (seen.due_on, seen.time_given_at) == (paper.due_on, None)


def test_what_the_officer_does_stands_under_their_name(house: House) -> None:
    (paper,) = own.papers(house.account)
    own.read(house.account, paper.pk)
    own.read(house.account, paper.pk)
    own.sign(house.account, paper.pk, read=True)
    actions_of = AuditEntry.objects.filter(actor_id=str(house.account.pk), action__startswith="discipline.")
    assert list(actions_of.order_by("seq").values_list("action", flat=True)) == [
        "discipline.read",
        "discipline.signed",
    ]
    assert {one.case_ref for one in actions_of} == {str(house.case)}


def test_signing_is_done_once_and_by_its_owner(house: House) -> None:
    (paper,) = own.papers(house.account)
    with pytest.raises(ValidationError, match="Tick that you read it"):
        own.sign(house.account, paper.pk, read=False)
    with pytest.raises(NotThere):
        own.sign(house.commander, paper.pk, read=True)
    signed = own.sign(house.account, paper.pk, read=True)
    assert signed.signed_as == house.account.name == "Test Officer"
    with pytest.raises(ValidationError, match="already"):
        own.sign(house.account, paper.pk, read=True)
    with pytest.raises(ValidationError, match="already"):
        papers.note_receipt(house.case, paper.pk, actor=house.investigator, refused=True)


def test_a_refusal_to_sign_has_a_witness_who_is_not_the_officer(house: House) -> None:
    (paper,) = own.papers(house.account)
    with pytest.raises(ValidationError, match="other than the officer"):
        papers.note_receipt(
            house.case, paper.pk, actor=house.investigator, refused=True, witness=house.account
        )
    noted = papers.note_receipt(house.case, paper.pk, actor=house.investigator, refused=True, words="No.")
    assert (noted.witness_id, noted.signed_at) == (house.investigator.pk, None)
    with pytest.raises(ValidationError, match="already"):
        own.sign(house.account, paper.pk, read=True)
    with (
        pytest.raises((IntegrityError, DatabaseError)),
        transaction.atomic(),
        walls.looking(audit.SYSTEM, "complaint_work", case=house.case, writing=True),
    ):
        Served.objects.within_look().filter(pk=paper.pk).update(witness=house.account)


def test_a_signature_by_hand_has_a_name(house: House) -> None:
    (paper,) = own.papers(house.account)
    with pytest.raises(ValidationError, match="name"):
        papers.note_receipt(house.case, paper.pk, actor=house.investigator, refused=False)
    noted = papers.note_receipt(house.case, paper.pk, actor=house.investigator, refused=False, words="S. Lee")
    assert noted.signed_as == "S. Lee"


def test_the_officer_appeals_from_the_decision(house: House) -> None:
    found = house.told()
    decision = own.papers(house.account)[0]
    own.appeal(house.account, decision.pk, words="Too harsh.")
    assert house.discipline(found).state == "appealed"
    with pytest.raises(ValidationError, match="already"):
        own.appeal(house.account, decision.pk)
    entry = AuditEntry.objects.get(action="discipline.appealed")
    assert entry.actor_id == str(house.account.pk)
    asked = [m for m in Message.objects.filter(recipient=house.commander.email) if "answered" in m.subject]
    assert len(asked) == 1
    assert "harsh" not in asked[0].body


def test_an_appeal_after_its_last_day_is_refused(house: House) -> None:
    found = house.told()
    decision = own.papers(house.account)[0]
    late(house, decision, 1)
    with pytest.raises(ValidationError, match="over"):
        own.appeal(house.account, decision.pk)
    assert house.discipline(found).state == "appeal_window"


@pytest.mark.django_db
def test_staff_appeal_is_a_grievance() -> None:
    staff = made.house(sworn=False)
    staff.notify()
    found = staff.told()
    own.appeal(staff.account, own.papers(staff.account)[0].pk)
    assert staff.discipline(found).state == "grievance"


def test_two_at_once_sign_one_paper(fresh_db: str) -> None:
    house = made.house()
    paper = house.notify()
    gate = Barrier(4)

    def signed(_at: int) -> str:
        try:
            gate.wait(timeout=20)
            return own.sign(house.account, paper.pk, read=True).signed_as
        except ValidationError as refused:
            return refused.messages[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(signed, range(4)))
    kept = own.paper(house.account, paper.pk).signed_as
    assert [one for one in said if one == house.account.name] == [kept]
    assert said.count("This is signed for already.") == 3


def test_two_at_once_propose_once(fresh_db: str) -> None:
    house = made.house()
    house.notify()
    gate = Barrier(2)

    def proposed(_at: int) -> str:
        try:
            gate.wait(timeout=20)
            return house.propose().state
        except ValidationError as refused:
            return refused.messages[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(proposed, range(2))) == ["Discipline is proposed already.", "proposed_notice"]


def test_the_signature_and_the_witness_at_once_are_one(fresh_db: str) -> None:
    house = made.house()
    paper = house.notify()
    gate = Barrier(2)

    def act(what: str) -> bool:
        try:
            gate.wait(timeout=20)
            if what == "sign":
                own.sign(house.account, paper.pk, read=True)
            else:
                papers.note_receipt(house.case, paper.pk, actor=house.investigator, refused=True)
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(act, ["sign", "refuse"])) == [False, True]
    kept = own.paper(house.account, paper.pk)
    assert (kept.signed_at is None) != (kept.refused_at is None)


def test_both_sides_answering_for_a_talk_at_once_lose_no_answer(fresh_db: str) -> None:
    house = made.investigated()
    house.notify()
    actions_case.mediation(house.case, actor=house.commander, stage="offered")
    gate = Barrier(2)

    def act(who: str) -> None:
        try:
            gate.wait(timeout=20)
            if who == "officer":
                mediating.officer_says(house.account, house.officer, answer="yes")
            else:
                actions_case.mediation(house.case, actor=house.commander, stage="complainant")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(act, ["officer", "complainant"]))
    assert (complaints.seen(house.case).mediation, house.row().mediation) == ("both", "agreed")


# Pages.


def test_the_page_says_what_is_next_and_by_when(house: House) -> None:
    found = house.propose()
    actions.give_materials(
        house.case, found.pk, actor=house.commander, materials="The file.", meeting="Monday."
    )
    page = signed_in(house.account).get(reverse("discipline:mine")).content.decode()
    assert complaints.seen(house.case).number in page
    assert "You may answer: Materials the proposal rests on" in page
    assert "Please read and sign 4 papers." in page
    assert "Nobody else" not in page
    assert "Who looked" not in page


def test_a_paper_on_its_page_is_read_signed_and_answered(house: House) -> None:
    paper = house.serve("comment", "Was rude <b>once</b>.")
    client = signed_in(house.account)
    page = client.get(reverse("discipline:paper", args=[paper.pk])).content.decode()
    assert "Was rude &lt;b&gt;once&lt;/b&gt;." in page
    assert own.paper(house.account, paper.pk).read_at is not None
    refused = client.post(reverse("discipline:sign", args=[paper.pk]), {"name": "The Chief"})
    assert refused.status_code == 400
    assert (
        client.post(
            reverse("discipline:sign", args=[paper.pk]), {"read": "on", "name": "The Chief"}
        ).status_code
        == 302
    )
    assert (
        client.post(
            reverse("discipline:sign", args=[paper.pk]), {"read": "on", "name": "The Chief"}
        ).status_code
        == 400
    )
    assert client.post(reverse("discipline:answer", args=[paper.pk]), {"text": WORDS}).status_code == 302
    text = client.get(reverse("discipline:text", args=[paper.pk]))
    assert text["Content-Disposition"].startswith("attachment")
    assert WORDS in text.content.decode()
    assert "Signed: Test Officer" in text.content.decode()
    mine = client.get(reverse("discipline:mine")).content.decode()
    assert "with your answer" in mine


def test_time_and_appeal_from_the_page(house: House) -> None:
    house.told()
    client = signed_in(house.account)
    by_kind = {one.kind: one for one in own.papers(house.account)}
    materials, decision = by_kind["materials"], by_kind["decision"]
    asked = client.post(reverse("discipline:ask_time", args=[materials.pk]), {"why": "Away."})
    assert asked.status_code == 302
    assert client.post(reverse("discipline:appeal", args=[decision.pk]), {"words": ""}).status_code == 302
    page = client.get(reverse("discipline:paper", args=[decision.pk])).content.decode()
    assert "I appeal this decision." in page


def test_a_file_of_a_paper_opens_for_its_owner_only(house: House) -> None:
    upload = attachments.take(picture(), policy="discipline.paper", actor=house.investigator)
    paper = house.serve("comment", "See the picture.", files=(upload,))
    assert paper.files == 1
    client = signed_in(house.account)
    address = reverse("discipline:own_file", args=[paper.pk, upload.pk])
    assert address in client.get(reverse("discipline:paper", args=[paper.pk])).content.decode()
    assert client.get(address).status_code == 200
    other = signed_in(house.chief)
    assert other.get(address).status_code == 404
    staff = reverse("discipline:file", args=[house.case, paper.pk, upload.pk])
    assert other.get(staff).status_code == 200
    assert client.get(staff).status_code == 403


def closed(house: House) -> None:
    """Close the case, its finding being final."""
    found = house.told()
    actions.record_appeal(house.case, found.pk, actor=house.commander, on=today())
    actions.rule(house.case, found.pk, actor=house.commander, ruling="upheld", penalty="suspension", amount="3 days",
                 text="Stands.")  # fmt: skip
    actions_case.step(house.case, "notify", actor=house.commander, values={"notified_on": today()})
    actions_case.step(house.case, "close", actor=house.commander)


def test_who_looked_is_shown_after_closing_and_what_is_kept_secret_is_not(house: House) -> None:
    auditor = complaints.person("ia_investigator")
    auditor.name = "Grand Jury Clerk"
    auditor.save()
    grants.let_in(house.commander, "complaints", house.case, auditor, role="investigator", reason="Court order.",
                  withheld=True)  # fmt: skip
    with walls.looking(auditor, "complaint_work", case=house.case):
        pass
    client = signed_in(house.account)
    assert "Who looked" not in client.get(reverse("discipline:mine")).content.decode()
    closed(house)
    page = client.get(reverse("discipline:mine")).content.decode()
    assert "Who looked" in page
    assert house.commander.name in page
    assert "Grand Jury Clerk" not in page


@pytest.mark.django_db
def test_a_member_without_an_account_has_papers_and_no_mail() -> None:
    lead = complaints.person("ia_investigator")
    case = complaints.assigned(lead).complaint_id
    officer = complaints.accused(case, complaints.member("31", "Old, Tom"), lead)
    before = Message.objects.count()
    paper = papers.notify(case, officer.pk, actor=lead, text="You are named.", way="hand")
    assert (paper.account_id, paper.served, Message.objects.count()) == (None, True, before)
    noted = papers.note_receipt(case, paper.pk, actor=lead, refused=False, words="Tom Old")
    assert noted.signed_as == "Tom Old"


def test_what_is_next_is_there_in_spanish(house: House) -> None:
    house.serve("comment", "Was rude once.")
    with translation.override("es"):
        said = [one.text for one in own.next_steps(own.papers(house.account))]
    assert said == [
        "Usted puede responder: Comentario adverso para el expediente personal",
        "Lea y firme 2 documentos, por favor.",
    ]


def test_what_is_next_comes_by_its_day(house: House) -> None:
    house.told()
    house.serve("comment", "Was rude once.")
    steps = own.next_steps(own.papers(house.account))
    days = [one.due for one in steps if one.due]
    assert days == sorted(days)
    assert [one.text for one in steps][-1] == "Please read and sign 5 papers."
    assert "You may appeal the decision." in [one.text for one in steps]


def test_a_finding_is_in_the_file_once_it_is_final(house: House) -> None:
    house.serve("finding", "Sustained.", finding_id=house.finding().pk)
    assert filed.of_own(own.papers(house.account)) == []
    closed(house)
    assert sorted(one.kind for one in filed.of_own(own.papers(house.account))) == ["decision", "finding"]


def test_more_time_to_respond_counts_for_the_proposal(house: House) -> None:
    found = house.propose()
    actions.give_materials(
        house.case, found.pk, actor=house.commander, materials="The file.", meeting="Monday."
    )
    materials = next(one for one in own.papers(house.account) if one.kind == "materials")
    own.ask_time(house.account, materials.pk, why="Away.")
    until = today() + timedelta(days=25)
    papers.decide_time(house.case, materials.pk, actor=house.investigator, until=until, words="Until then.")
    assert house.discipline(found).respond_by == until
    assert {one.due_on for one in own.papers(house.account) if one.due_on} == {until}
