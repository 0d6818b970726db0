"""The door of complaints, thanks and suggestions: taken once, anonymous if wished, a copy at once, nothing asked that may not be."""

import re
import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from factories.people import person
from factories.pictures import picture

from commonbeat.accountability.commendations.models import Commendation, Suggestion
from commonbeat.accountability.complaints.models import Complaint
from commonbeat.city.agency.models import AgencyProfile
from commonbeat.kernel import audit, clocks, walls
from commonbeat.kernel.attachments.models import Attachment
from commonbeat.kernel.contact.models import Conversation, Party

pytestmark = pytest.mark.django_db
GOOD = {"q-openness": "anonymous", "q-filer": "self", "q-text": "He shouted at me."}


@pytest.fixture
def token() -> str:
    """A form's own word; answers are kept by it for an hour, so no two tests share one."""
    return uuid.uuid4().hex


def complaints() -> list[Complaint]:
    """Everything on file, as the platform sees it."""
    with walls.looking(audit.SYSTEM, "complaint_list"):
        return list(Complaint.objects.within_look().order_by("received_at"))


def parties() -> list[Party]:
    with walls.looking(audit.SYSTEM, "complaint_list"):
        return list(Party.objects.all())


def send(client: Client, way: str = "complain", **more: Any) -> Any:
    given = {**GOOD, **{f"q-{name}": value for name, value in more.items()}}
    return client.post(
        f"/complaints/{way}/", {name: value for name, value in given.items() if value is not None}
    )


def code_of(answer: Any) -> str:
    return re.search(r'class="pc-code">([^<]+)<', answer.content.decode()).group(1)


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]+)"', page).group(1)


def local(**settings: Any) -> None:
    profile = AgencyProfile.objects.filter(pk=1).first() or AgencyProfile(pk=1)
    profile.local = {"complaints": settings}
    profile.save()


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize(
    "page",
    ["", "complain/", "retaliation/", "thank/", "suggest/", "copy/", "how/", "others/", "paper/", "thanks/"],
)
def test_every_page_opens_in_both_languages_without_a_cookie(client: Client, prefix: str, page: str):
    answer = client.get(f"{prefix}/complaints/{page}")
    assert answer.status_code == 200
    assert set(answer.cookies) <= {"csrftoken"}


def test_three_purposes_stand_side_by_side(client: Client):
    content = client.get("/complaints/").content.decode()
    buttons = re.findall(r'<a class="usa-button" href="/complaints/(\w+)/">', content)
    assert buttons == ["complain", "thank", "suggest"]


def test_what_each_choice_means_stands_before_the_choice(client: Client):
    content = client.get("/complaints/complain/").content.decode()
    assert content.index("a court, a prosecutor or an officer&#x27;s appeal") < content.index(
        'name="q-openness"'
    )
    assert content.index('name="q-openness"') < content.index('name="q-text"')


def test_an_anonymous_complaint_is_taken_with_a_code_and_a_copy(client: Client):
    answer = send(client)
    content = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert set(answer.cookies) <= {"csrftoken"}
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", code_of(answer))
    assert "Copy of your statement" in content
    assert "He shouted at me." in content
    (one,) = complaints()
    assert (one.openness, one.filer, one.channel, one.profiling, one.label) == (
        "anonymous", "self", "web", None, "internal",
    )  # fmt: skip
    (party,) = parties()
    assert (party.name, party.email, party.phone, party.address) == ("", "", "", "")


def test_a_name_typed_before_choosing_anonymous_is_kept_nowhere(client: Client):
    send(client, name="Rosa Wren", address="1 Oak St")
    (party,) = parties()
    assert (party.name, party.address) == ("", "")
    send(client, openness="confidential", name="Rosa Wren", address="1 Oak St")
    assert sorted(one.name for one in parties()) == ["", "Rosa Wren"]


def test_everything_told_is_in_its_place(client: Client):
    answer = send(
        client,
        **{
            "openness": "open", "filer": "parent", "occurred_year": "2026", "occurred_month": "11", "occurred_day": "2",
            "occurred_time": "17:30", "place": "Oak and Main", "incident_number": "26-100", "officers-rows": "2",
            "officers-0-officer_name": "Reyes", "officers-0-officer_badge": "412", "officers-1-officer_car": "P12",
            "officers-1-officer_looks": "tall, red hair", "profiling_kinds": ["race", "age"], "witnesses": "My sister",
            "recordings": "on my phone", "name": "Rosa Wren", "phone": "(209) 555-0142", "wished": "An apology",
            "call_back": "yes", "mediation": "yes",
        },
    )  # fmt: skip
    assert answer.status_code == 200
    (one,) = complaints()
    assert one.officers_told == "Reyes · badge 412\ncar P12 · tall, red hair"
    assert one.witnesses_told == "My sister\nVideo or sound: on my phone"
    assert (one.profiling, one.profiling_kinds) == (True, ["race", "age"])
    assert (one.wants_call_back, one.wants_mediation, one.wished) == (True, True, "An apology")
    zone = ZoneInfo("America/Los_Angeles")
    assert one.occurred_from == datetime(2026, 11, 2, 17, 30, tzinfo=zone)
    with walls.looking(audit.SYSTEM, "complaint_list"):
        assert clocks.clock_of("complaints.call_back", one).is_running
        assert [
            row.description for row in one.officers.within_look().order_by("pk")
        ] == one.officers_told.split("\n")
    content = answer.content.decode()
    assert "A supervisor calls you by" in content
    assert "Rosa Wren" not in content


def test_a_day_without_a_time_is_the_whole_day(client: Client):
    send(client, occurred_year="2026", occurred_month="11", occurred_day="2", occurred_time="")
    (one,) = complaints()
    zone = ZoneInfo("America/Los_Angeles")
    assert one.occurred_from == datetime(2026, 11, 2, tzinfo=zone)
    assert one.occurred_to == datetime(2026, 11, 2, 23, 59, tzinfo=zone)


@pytest.mark.parametrize(("said", "kept"), [(None, None), ("no", False), ("yes", True)])
def test_profiling_is_asked_and_never_required(client: Client, said: str | None, kept: bool | None):
    content = client.get("/complaints/complain/").content.decode()
    kinds = {
        "race", "ethnicity", "national_origin", "age", "religion", "gender", "orientation", "mental_disability",
        "physical_disability",
    }  # fmt: skip
    for page in (content, client.get("/complaints/retaliation/").content.decode()):
        assert set(re.findall(r'name="q-profiling_kinds" value="(\w+)"', page)) == kinds
    assert send(client, profiling=said).status_code == 200
    assert complaints()[0].profiling is kept


def test_a_complaint_about_the_chief_goes_outside(client: Client):
    send(client, leadership="yes")
    send(client)
    assert sorted(one.label for one in complaints()) == ["internal", "outside"]


def test_a_call_back_needs_a_number(client: Client):
    answer = send(client, call_back="yes")
    assert answer.status_code == 400
    assert "We need a number to call you." in answer.content.decode()
    assert "He shouted at me." in answer.content.decode()
    assert complaints() == []


def test_immigration_status_is_never_asked():
    for way in ("complain", "retaliation", "thank", "suggest"):
        for prefix in ("", "/es"):
            labels = re.findall(
                r"<(?:label|legend)[^>]*>(.*?)</",
                Client().get(f"{prefix}/complaints/{way}/").content.decode(),
            )
            assert not [one for one in labels if re.search("immigra|migrat|citizen|ciudadan", one, re.I)]


def test_the_same_form_twice_is_one_complaint_and_shows_its_code_again(client: Client, token: str):
    first = client.post("/complaints/complain/", {**GOOD, "token": token})
    again = client.post("/complaints/complain/", {**GOOD, "token": token})
    assert code_of(first) == code_of(again)
    changed = client.post("/complaints/complain/", {**GOOD, "q-text": "Something else", "token": token})
    content = changed.content.decode()
    assert "What you changed since then was not taken" in content
    assert "Something else" not in content
    assert len(complaints()) == 1


def test_after_the_hour_the_same_form_is_still_one_and_shows_no_code(client: Client, token: str, monkeypatch):
    from commonbeat.kernel.contact import sealed

    client.post("/complaints/complain/", {**GOOD, "token": token})
    monkeypatch.setattr(sealed, "kept", lambda key: None)
    again = client.post("/complaints/complain/", {**GOOD, "token": token})
    assert "Your code was shown the first time" in again.content.decode()
    assert "pc-code" not in again.content.decode()
    assert len(complaints()) == 1


@pytest.mark.parametrize("token", ["", "short", "A" * 32, "x" * 500, "../../etc"])
def test_a_token_that_is_not_ours_is_replaced(client: Client, token: str):
    for _ in range(2):
        assert client.post("/complaints/complain/", {**GOOD, "token": token}).status_code == 200
    assert len(complaints()) == 2


def test_another_officer_can_be_added_without_a_script(client: Client):
    answer = send(client, **{"officers-rows": "1", "officers-add": "1", "officers-0-officer_name": "Reyes"})
    content = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="q-officers-1-officer_name"' in content
    assert 'value="Reyes"' in content
    assert complaints() == []


def test_a_retaliation_knows_its_earlier_complaint_by_code_or_number(client: Client):
    code = code_of(send(client))
    (first,) = complaints()
    for earlier in (code, first.number.lower(), "PC26-ZZZZZZ", f"my code: {code}"):
        answer = client.post(
            "/complaints/retaliation/",
            {"q-openness": "anonymous", "q-text": "They stopped me again.", "q-earlier": earlier},
        )
        assert answer.status_code == 200
        assert first.number not in answer.content.decode()
    later = complaints()[1:]
    assert [one.about_id for one in later] == [first.pk, first.pk, None, None]
    assert {one.retaliation for one in later} == {True}
    asked = "They stopped me again.\n\nNumber or code of the earlier complaint: "
    said = ("named by its code", first.number.lower(), "PC26-ZZZZZZ", "named by its code")
    assert [one.text for one in later] == [asked + one for one in said]


@pytest.mark.parametrize("way", ["complain", "retaliation"])
def test_the_copy_holds_that_it_is_about_somebody_at_the_top(client: Client, way: str):
    assert "computer system?: Yes" in send(client, way, leadership="yes").content.decode()
    assert "computer system?" not in send(client, way, leadership="no").content.decode()


def test_a_time_later_today_is_refused_beside_its_question(client: Client, monkeypatch):
    noon = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
    monkeypatch.setattr(timezone, "now", lambda: noon)
    day = {"occurred_year": "2026", "occurred_month": "11", "occurred_day": "20", "occurred_time": "13:00"}
    answer = send(client, **day)
    assert answer.status_code == 400
    assert 'href="#id_q-occurred"' in answer.content.decode()
    assert complaints() == []


def test_the_advisory_is_off_and_kept_by_version_when_chosen(client: Client):
    assert "may be a crime" not in client.get("/complaints/complain/").content.decode()
    send(client)
    local(advisory="rights-and-warning-1")
    assert "may be a crime" in client.get("/complaints/complain/").content.decode()
    assert "puede ser un delito" in client.get("/es/complaints/complain/").content.decode()
    assert send(client).status_code == 200
    local(advisory="no-such-text")
    send(client)
    assert [one.advisory for one in complaints()] == ["", "rights-and-warning-1", ""]


def test_outside_bodies_are_the_agencys_first(client: Client):
    local(
        outside=[
            {
                "key": "district_attorney",
                "en": "DA of Marisol",
                "phone": "209-555-0100",
                "url": "javascript:x",
            }
        ]
    )
    content = client.get("/complaints/others/").content.decode()
    assert content.index("DA of Marisol") < content.index("California Department of Justice")
    assert "District attorney of the county" not in content
    assert "javascript" not in content


def test_the_copy_opens_with_the_code_only(client: Client):
    code = code_of(send(client, place="Oak and Main"))
    page = client.post("/complaints/copy/", {"code": code.lower().replace("-", " ")})
    assert "Oak and Main" in page.content.decode()
    pdf = client.post("/complaints/copy.pdf", {"code": code})
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert b"pdfuaid" in pdf.content
    for path in ("copy/", "copy.pdf"):
        wrong = client.post(f"/complaints/{path}", {"code": "0000-0000-0000-0000"})
        assert wrong.status_code == 400
        assert "No complaint opens with this code" in wrong.content.decode()


def test_a_code_of_thanks_opens_no_copy(client: Client):
    code = code_of(client.post("/complaints/thank/", {"q-text": "Good work"}))
    assert client.post("/complaints/copy/", {"code": code}).status_code == 400


@pytest.mark.parametrize("way", ["complaint", "retaliation", "commendation", "suggestion"])
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_blank_form_is_a_tagged_pdf(client: Client, prefix: str, way: str):
    answer = client.get(f"{prefix}/complaints/paper/{way}.pdf")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert b"pdfuaid" in answer.content
    assert client.get(f"{prefix}/complaints/paper/other.pdf").status_code == 404


def test_a_word_longer_than_the_page_is_not_cut_off_in_the_copy():
    from commonbeat.accountability.complaints.public import Statement
    from commonbeat.front.portal_complaints.pdf import statement_pdf

    def pages(text: str) -> int:
        made = statement_pdf(Statement(number="PC26-A", received="today", facts=[("What happened", text)]))
        return max(int(one) for one in re.findall(rb"/Count (\d+)", made))

    assert pages("W" * 20) == 1
    assert pages("https://" + "W" * 9_000) > 1


def test_thanks_are_taken_with_what_helps_to_find_who_it_was(client: Client, token: str):
    answer = client.post(
        "/complaints/thank/",
        {
            "q-text": "She changed my tire.", "q-happened_year": "2026", "q-happened_month": "11", "q-happened_day": "2",
            "q-happened_time": "17:30", "q-officer_badge": "412", "q-public": "yes", "q-name": "Rosa", "token": token,
        },
    )  # fmt: skip
    record = Commendation.objects.get()
    assert (str(record.happened_on), str(record.happened_time), record.officer_badge, record.wants_public) == (
        "2026-11-02", "17:30:00", "412", True,
    )  # fmt: skip
    content = answer.content.decode()
    assert record.number in content
    assert "Rosa" not in content
    again = client.post("/complaints/thank/", {"q-text": "She changed my tire.", "token": token})
    assert code_of(again) == code_of(answer)
    assert Commendation.objects.count() == 1


def test_a_suggestion_is_taken(client: Client):
    answer = client.post("/es/complaints/suggest/", {"q-text": "Más patrullas a pie", "q-topic": "patrol"})
    record = Suggestion.objects.get()
    assert (record.language, record.topic, record.channel) == ("es", "patrol", "web")
    assert "Tenemos su sugerencia" in answer.content.decode()
    assert client.post("/complaints/suggest/", {"q-text": "x", "q-topic": "nonsense"}).status_code == 400


def test_pictures_come_along_and_their_original_is_sealed(client: Client):
    from commonbeat.kernel import attachments

    photo = SimpleUploadedFile("street.jpg", picture(), "image/jpeg")
    assert send(client).status_code == 200
    answer = client.post("/complaints/complain/", {**GOOD, "files": photo})
    assert answer.status_code == 200
    with walls.looking(audit.SYSTEM, "complaint_list"):
        kept = [one for row in complaints() for one in attachments.of(row)]
    assert len(kept) == 1
    assert len(kept[0].original_sha256) == 64


def test_a_refused_file_loses_nothing(client: Client):
    bad = SimpleUploadedFile("x.jpg", b"MZ not a picture", "image/jpeg")
    answer = client.post("/complaints/complain/", {**GOOD, "files": bad})
    assert answer.status_code == 400
    assert "He shouted at me." in answer.content.decode()
    assert complaints() == []


HOSTILE = [
    '=cmd|"/c calc"!A1',
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% load x %}",
    "\u202eabc",
    "'; DROP TABLE x;--",
    '#eval("x")',
    "李🙂",
]
TYPED = (
    "text", "place", "incident_number", "officers-0-officer_name", "officers-0-officer_looks", "witnesses", "recordings",
    "wished",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_words(client: Client, text: str):
    answer = send(client, **dict.fromkeys(TYPED, text))
    content = answer.content.decode()
    assert "<script>alert" not in content
    if answer.status_code == 200:
        pdf = client.post("/complaints/copy.pdf", {"code": code_of(answer)})
        assert pdf.content[:5] == b"%PDF-"


@pytest.mark.parametrize("text", ["\x00", "   ", "\u200b\u200b", "x" * 12_001])
def test_nothing_and_far_too_much_are_refused(client: Client, text: str):
    assert send(client, text=text).status_code == 400
    assert complaints() == []


@pytest.mark.parametrize("openness", ["", "secret", "ANONYMOUS"])
def test_a_choice_that_is_none_is_refused(client: Client, openness: str):
    assert send(client, openness=openness).status_code == 400
    assert complaints() == []


def test_a_date_to_come_is_refused(client: Client):
    year = str(timezone.now().year + 1)
    assert send(client, occurred_year=year, occurred_month="1", occurred_day="1").status_code == 400


def test_too_many_from_one_place_wait(client: Client, monkeypatch):
    from commonbeat.front.portal_complaints import views

    monkeypatch.setattr(views, "MOST_AN_HOUR", 2)
    answers = [send(client).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert len(complaints()) == 2


@pytest.mark.parametrize(("limit", "way"), [("MOST_AN_HOUR", "complain"), ("MOST_STEPS", "thank")])
def test_who_has_to_wait_loses_nothing_typed(client: Client, monkeypatch, limit: str, way: str):
    from commonbeat.front.portal_complaints import views

    monkeypatch.setattr(views, limit, 0)
    answer = send(client, way, text="He shouted.\nTwice.", place="Oak and Main")
    content = answer.content.decode()
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert "not sent yet" in content
    assert "He shouted.\nTwice." in content.replace("\r", "")
    assert 'value="Oak and Main"' in content
    assert "no-store" in answer["Cache-Control"]


def test_files_of_somebody_who_has_to_wait_are_not_looked_at(client: Client, monkeypatch):
    from commonbeat.front.portal_complaints import views

    monkeypatch.setattr(views, "MOST_STEPS", 0)
    answer = client.post(
        "/complaints/complain/", {**GOOD, "files": SimpleUploadedFile("a.jpg", picture(), "image/jpeg")}
    )
    assert answer.status_code == 429
    assert Attachment.objects.count() == 0


def test_no_conversation_knows_an_address_of_the_network(client: Client):
    send(client)
    fields = {field.name for field in Conversation._meta.fields} | {
        field.name for field in Complaint._meta.fields
    }
    assert not [
        name for name in fields if re.search(r"ip|agent|session|remote", name) and name != "description"
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"q-officers-rows": "99999999"},
        {"q-officers-rows": "-1"},
        {"q-officers-rows": "NaN"},
        {"q-profiling_kinds": ["race"] * 500},
        {"q-openness": ["open", "anonymous"]},
        {"q-occurred_year": "99999", "q-occurred_month": "13", "q-occurred_day": "0"},
        {"q-wants": "email"},
        {"q-email": "a@b", "q-wants": "email"},
        {"q-phone": "9" * 5000},
        {"files-token": ["../../etc/passwd", "x" * 9000]},
        {"q-earlier": "%s"},
        {"q-profiling_kinds": "immigration"},
    ],
    ids=lambda given: next(iter(given)),
)
def test_forged_controls_break_nothing(client: Client, given: dict[str, Any]):
    for way in ("complain", "retaliation", "thank", "suggest"):
        assert client.post(f"/complaints/{way}/", {**GOOD, **given}).status_code in (200, 400)


def test_a_huge_account_is_refused_in_words(client: Client):
    answer = send(client, text="x" * 200_000)
    assert answer.status_code == 400
    assert len(answer.content) < 200_000


def test_the_same_post_replayed_is_one_case(client: Client, token: str):
    for _ in range(20):
        client.post("/complaints/thank/", {"q-text": "Good work", "token": token})
    assert Commendation.objects.count() == 1


def test_a_polyglot_is_refused(client: Client):
    both = SimpleUploadedFile(
        "x.pdf", b"%PDF-1.4\n<script>alert(1)</script>/JavaScript /OpenAction", "application/pdf"
    )
    assert client.post("/complaints/complain/", {**GOOD, "files": both}).status_code == 400
    assert complaints() == []


def test_a_form_that_needs_a_token_of_ours_is_guarded_against_other_sites():
    strict = Client(enforce_csrf_checks=True)
    given = {**GOOD, "q-text": "He shouted.", "files": SimpleUploadedFile("a.jpg", picture(), "image/jpeg")}
    answer = strict.post("/complaints/complain/", given)
    content = answer.content.decode()
    assert answer.status_code == 403
    assert "He shouted." in content
    assert "It is not sent yet" in content
    assert (complaints(), Attachment.objects.count()) == ([], 0)
    given = {**GOOD, "q-text": "He shouted.", "csrfmiddlewaretoken": hidden(content, "csrfmiddlewaretoken")}
    other = {"HTTP_ORIGIN": "https://other.example"}
    assert strict.post("/complaints/complain/", given, **other).status_code == 403
    assert complaints() == []
    assert strict.post("/complaints/complain/", given).status_code == 200
    assert [one.text for one in complaints()] == ["He shouted."]


def test_a_code_is_not_shown_again_to_a_form_of_another_site(token: str):
    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/complaints/complain/").content.decode()
    given = {**GOOD, "token": token, "csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken")}
    code = code_of(strict.post("/complaints/complain/", given))
    again = strict.post("/complaints/complain/", {**given, "csrfmiddlewaretoken": "wrong"})
    assert again.status_code == 403
    assert code not in again.content.decode()


def test_more_questions_of_an_agency_are_kept_with_the_account(client: Client):
    from commonbeat.accountability.complaints import public
    from commonbeat.kernel.forms import take_over

    text = (public.DATA / "complaint.toml").read_text() + (
        '\n[[groups]]\ncode = "own"\ntitle.en = "Ours"\ntitle.es = "Nuestra"\n[[groups.questions]]\ncode = "weather"\n'
        'kind = "text"\nlabel.en = "Weather?"\nlabel.es = "¿Tiempo?"\n'
    )
    take_over("complaints.complaint", text, actor=person("administrator"), reason="For a test")
    send(client, weather="rain")
    assert complaints()[0].text == "He shouted at me.\n\nWeather?: rain"


def test_an_agency_that_takes_a_question_away_loses_no_complaint(client: Client):
    from commonbeat.kernel.forms import take_over

    text = (
        'title.en = "A"\ntitle.es = "B"\n[[groups]]\ncode = "what"\ntitle.en = "A"\ntitle.es = "B"\n[[groups.questions]]\n'
        'code = "text"\nkind = "long"\nrequired = true\nlabel.en = "What?"\nlabel.es = "¿Qué?"\n'
    )
    admin = person("administrator")
    for key in ("complaints.complaint", "commendations.commendation", "commendations.suggestion"):
        take_over(key, text, actor=admin, reason="For a test")
    for way in ("complain", "thank", "suggest"):
        assert client.post(f"/complaints/{way}/", {"q-text": "Short."}).status_code == 200
    assert complaints()[0].openness == "confidential"


def test_too_many_codes_from_one_place_lose_no_complaint(client: Client, monkeypatch):
    from commonbeat.kernel.contact import queries

    monkeypatch.setattr(queries, "GUESSES_AN_HOUR", 0)
    given = {
        "q-openness": "anonymous",
        "q-text": "They stopped me again.",
        "q-earlier": "7KQF-M2XA-01ZD-9TBC",
    }
    assert client.post("/complaints/retaliation/", given).status_code == 200
    assert complaints()[0].about_id is None
