"""The public pages: through the gate, page by page to a number and a code, with nothing told in an address or title."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from factories.police_reports import FILLED, GOOD, STORY, Resident, agency, hidden

from commonbeat.city.agency.queries import agency as agency_now
from commonbeat.community.reports.models import CallBack, Draft, NeighbourAgency, OnlineReport
from commonbeat.kernel.clocks import clock_of
from commonbeat.kernel.contact.models import Conversation, Party
from commonbeat.kernel.notify import actions as notify_actions
from commonbeat.kernel.notify.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _department():
    agency()


@pytest.mark.parametrize(("prefix", "title"), [("", "Tell us about a crime"), ("/es", "Díganos")])
def test_the_gate_is_asked_first_in_both_languages(prefix: str, title: str) -> None:
    page = Client().get(f"{prefix}/police-report/")

    assert page.status_code == 200
    assert title in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "sessionid" not in page.cookies


def test_an_unanswered_question_is_named_and_the_others_stay() -> None:
    page = Resident().gate(weapon="")

    assert page.status_code == 400
    assert 'href="#id_weapon"' in page.content.decode()
    assert re.search(r'value="theft" selected', page.content.decode())
    assert not Draft.objects.exists()


def test_the_gate_keeps_nothing_and_ends_with_a_ticket() -> None:
    page = Resident().gate()

    assert page.status_code == 200
    assert hidden(page.content, "ticket")
    assert not Draft.objects.exists()
    assert not OnlineReport.objects.exists()


def test_danger_leads_to_911_without_any_way_to_go_on() -> None:
    page = Resident().gate(now="yes")

    assert 'href="tel:911"' in page.content.decode()
    assert "ticket" not in page.content.decode()


def test_a_ticket_for_a_call_opens_no_report() -> None:
    resident = Resident()
    ticket = hidden(resident.gate(suspect="yes").content, "ticket")

    page = resident.client.post("/police-report/write/", {"ticket": ticket})

    assert ticket
    # the kind itself is taken online; that is why the route is signed along with it
    assert page.status_code == 410
    assert not Draft.objects.exists()


def test_a_made_up_ticket_opens_nothing() -> None:
    page = Client().post("/police-report/write/", {"ticket": "eyJraW5kIjoidGhlZnQifQ:1:x"})

    assert page.status_code == 410
    assert not Draft.objects.exists()


def test_a_report_is_written_page_by_page_and_sent() -> None:
    page = Resident().write()

    assert page.status_code == 200
    report = OnlineReport.objects.get()
    body = page.content.decode()
    assert report.number in body
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", body)
    assert report.state == "submitted"
    assert report.source == "web"
    assert report.narrative == STORY
    assert report.loss_total == 250
    assert [line.serial_tidy for line in report.things.all()] == ["AB1234"]
    assert [line.part for line in report.people.all()] == ["reporter", "victim"]
    assert Party.objects.get().email == "rosa@example.test"
    assert not Draft.objects.exists()
    assert STORY not in body


def test_spanish_is_kept_as_the_language_of_the_report() -> None:
    page = Resident("/es").write()

    assert page.status_code == 200
    assert OnlineReport.objects.get().language == "es"
    assert Conversation.objects.get().language == "es"


def test_sending_twice_makes_one_report() -> None:
    resident = Resident()
    resident.write()

    again = resident.post("check", "send", **FILLED["check"])

    assert again.status_code == 410
    assert OnlineReport.objects.count() == 1


def test_an_incomplete_page_says_what_is_missing_and_keeps_the_rest() -> None:
    resident = Resident()
    resident.start()

    page = resident.post("what", **{**FILLED["what"], "w-address": ""})

    assert page.status_code == 400
    assert "#id_w-address" in page.content.decode()
    assert 'value="13:00"' in page.content.decode()


def test_back_keeps_what_was_typed_without_complaint() -> None:
    resident = Resident()
    resident.write(until="people")
    resident.post("people", "back", **{"p-name": "Rosa"})

    page = resident.post("things", **FILLED["things"])

    assert 'value="Rosa"' in page.content.decode()
    assert "usa-error-message" not in page.content.decode()


def test_a_page_that_was_skipped_is_asked_for_before_sending() -> None:
    resident = Resident()
    resident.write(until="people")

    page = resident.post("check", "send", **FILLED["check"])

    assert page.status_code == 400
    assert 'name="p-name"' in page.content.decode()
    assert not OnlineReport.objects.exists()


def test_saving_shows_a_code_that_opens_the_same_page_elsewhere() -> None:
    resident = Resident()
    resident.write(until="tell")
    page = resident.post("tell", "keep", **{"n-narrative": STORY})
    code = re.search(r'class="pr-code">([^<]+)<', page.content.decode())[1]

    again = Client().post("/police-report/continue/", {"code": code.lower().replace("-", " ")})

    assert again.status_code == 200
    assert STORY in again.content.decode()
    assert Draft.objects.get().kept


def test_the_way_back_is_mailed_from_our_own_address_and_the_mail_is_forgotten(settings, monkeypatch) -> None:
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://police.example.test", ["*"]
    monkeypatch.setenv("COMMONBEAT_MAIL", "none")
    resident = Resident("/es")
    resident.start()
    resident.client.defaults["HTTP_HOST"] = "elsewhere.example"

    page = resident.post("what", "keep-mail", email="ana@example.test")

    assert page.status_code == 200
    mail = Message.objects.get()
    assert "https://police.example.test/es/police-report/continue/" in mail.body
    assert (resident.draft in mail.body, "elsewhere" in mail.body) == (False, False)
    notify_actions.deliver(mail.pk)
    assert "ana" not in str(list(Message.objects.values()))


def test_every_wrong_code_has_the_same_answer() -> None:
    answers = {
        re.sub(
            r'value="[^"]*"', "", Client().post("/police-report/continue/", {"code": code}).content.decode()
        )
        for code in ("0000-0000-0000-0000", "x", "7KQF-M2XA-01ZD-9TBC")
    }

    assert len(answers) == 1


def test_language_changes_in_the_middle_and_nothing_is_lost() -> None:
    resident = Resident()
    resident.write(until="tell")

    page = resident.client.post(
        "/es/police-report/write/",
        {"draft": resident.draft, "step": "tell", "go": "language", "n-narrative": STORY},
    )

    assert page.status_code == 200
    assert STORY in page.content.decode()
    assert "En sus propias palabras" in page.content.decode()
    assert "usa-error-message" not in page.content.decode()


def test_nothing_told_is_in_an_address_a_title_or_a_link() -> None:
    resident = Resident()
    resident.write(until="check")
    page = resident.post("tell", "next", **FILLED["tell"])
    body = page.content.decode()

    assert re.search(r"<title>\s*Police report · ", body)
    assert not [
        href
        for href in re.findall(r'(?:href|action)="([^"]*)"', body)
        if resident.draft in href or "saw" in href
    ]
    assert "data-cb-draft" not in body  # no draft on the device


def test_html_in_every_field_is_shown_as_it_was_typed() -> None:
    bad = "<img src=x onerror=alert(1)>\"'{{ 7*7 }}"
    resident = Resident()
    resident.start()
    resident.post("what", **{**FILLED["what"], "w-address": bad, "w-place_note": bad})
    resident.post("things", **{**FILLED["things"], "t-things-0-make": bad, "t-things-0-serial": bad})
    resident.post("people", **{**FILLED["people"], "p-name": bad[:60]})
    page = resident.post("tell", **{"n-narrative": bad})
    sent = resident.post("check", "send", **{**FILLED["check"], "s-signature": bad})
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", sent.content.decode())[0]
    copy = Client().post("/police-report/copy/", {"code": code})

    for one in (page, sent, copy):
        assert one.status_code == 200
        assert b"<img src=x" not in one.content
    assert "&lt;img src=x" in copy.content.decode()
    assert "{{ 7*7 }}" in copy.content.decode()
    pdf = Client().post("/police-report/copy.pdf", {"code": code})
    assert pdf.content.startswith(b"%PDF")


def test_the_copy_holds_no_word_of_the_story() -> None:
    sent = Resident().write()
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", sent.content.decode())[0]

    copy = Client().post("/police-report/copy/", {"code": code})

    assert copy.status_code == 200
    assert STORY not in copy.content.decode()
    assert "AB-1234" in copy.content.decode()
    assert "$250.00" in copy.content.decode()


def test_somebody_elses_code_of_another_kind_opens_no_copy() -> None:
    client = Client()
    client.post(
        "/police-report/call/",
        {"go": "ask", "c-name": "Ana", "c-phone": "209-555-0199", "c-safe": "no", "slot": ""},
    )
    call = CallBack.objects.get()

    page = client.post("/police-report/copy/", {"code": str(call.pk)})

    assert page.status_code == 400
    assert "No report opens with this code" in page.content.decode()


def test_a_supplement_answers_the_same_for_any_number() -> None:
    pages = []
    for number in ("26-800001", "99-999999"):
        page = Client().post("/police-report/more/", {"case_number": number, "name": "Rosa Lindero"})
        assert page.status_code == 200
        pages.append(re.sub(r'value="[^"]{16,}"', "", page.content.decode()))

    assert pages[0] == pages[1]


def test_forms_without_a_csrf_token_are_refused() -> None:
    strict = Client(enforce_csrf_checks=True)

    for name in ("gate", "write", "continue", "more", "call", "copy", "copy_pdf"):
        assert strict.post(reverse(f"portal_reports:{name}"), GOOD).status_code == 403
    assert not Draft.objects.exists()


def test_more_than_a_report_can_hold_is_refused_in_words() -> None:
    resident = Resident()
    resident.write(until="tell")

    page = resident.post("tell", **{"n-narrative": "x" * 8001})

    assert page.status_code == 400
    assert not OnlineReport.objects.exists()


def test_every_page_has_the_way_out() -> None:
    for name in ("gate", "continue", "more", "call", "copy", "rights"):
        page = Client().get(reverse(f"portal_reports:{name}"))
        assert page.status_code == 200
        assert 'href="https://www.weather.gov/"' in page.content.decode()


def test_too_many_reports_begun_from_one_address_are_stopped() -> None:
    resident = Resident()
    ticket = hidden(resident.gate().content, "ticket")
    stati = [
        resident.client.post(
            "/police-report/write/", {"ticket": ticket}, REMOTE_ADDR="198.51.100.77"
        ).status_code
        for _ in range(31)
    ]

    assert stati[:30] == [200] * 30
    assert stati[30] == 429


def test_one_more_block_is_offered_without_complaint_and_can_be_taken_out() -> None:
    resident = Resident()
    resident.write(until="things")

    more = resident.post("things", **{"t-things-rows": "1", "t-things-0-make": "Ryo", "t-things-add": "1"})
    less = resident.post(
        "things", **{"t-things-rows": "2", "t-things-1-make": "Alta", "t-things-0-remove": "1"}
    )

    assert (more.status_code, less.status_code) == (200, 200)
    assert 'name="t-things-1-make"' in more.content.decode()
    assert 'value="Ryo"' in more.content.decode()
    assert 'name="t-things-1-make"' not in less.content.decode()
    assert 'value="Alta"' in less.content.decode()
    assert "usa-error-message" not in more.content.decode() + less.content.decode()


def test_a_picture_is_added_named_and_sent_with_the_report(tmp_path) -> None:
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    from commonbeat.kernel import attachments

    content = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(content, "JPEG")
    resident = Resident()
    resident.write(until="tell")

    added = resident.post("tell", "add", file=SimpleUploadedFile("<b>saw.jpg", content.getvalue()))
    bad = resident.post("tell", "add", file=SimpleUploadedFile("virus.exe", b"MZ" + b"x" * 400))
    resident.post("tell", "next", **FILLED["tell"])
    resident.post("check", "send", **FILLED["check"])

    assert added.status_code == 200
    assert "&lt;b&gt;saw.jpg" in added.content.decode()
    assert "usa-error-message" not in added.content.decode()
    assert bad.status_code == 400
    assert "virus.exe" in bad.content.decode()
    assert len(attachments.of(OnlineReport.objects.get())) == 1


def test_a_call_is_booked_at_a_free_time_and_not_at_a_taken_one() -> None:
    from datetime import timedelta

    from django.utils import timezone

    from commonbeat.community.reports.models import Slot

    slot = Slot.objects.create(starts_at=timezone.now() + timedelta(days=1), capacity=1)
    fields = {"go": "ask", "c-name": "Ana", "c-phone": "209-555-0199", "c-safe": "no", "slot": str(slot.pk)}

    first = Client().post("/police-report/call/", fields)
    second = Client().post("/police-report/call/", fields)
    nowhere = Client().post("/police-report/call/", {**fields, "slot": "'; DROP TABLE"})

    assert (first.status_code, second.status_code, nowhere.status_code) == (200, 400, 400)
    assert "not free any more" in second.content.decode()
    assert CallBack.objects.get().slot == slot


def test_a_missing_person_needs_one_answer_and_never_waits_for_a_call() -> None:
    page = Client().post("/police-report/", {"kind": "missing_person"})

    text = page.content.decode()
    assert page.status_code == 200
    assert "Call us now: a person will take your report" in text
    assert "text 911" in text
    assert "I would rather be called" not in text
    assert hidden(page.content, "ticket") == ""


def test_who_says_abuse_alone_is_sent_to_a_person_and_called_within_the_hour() -> None:
    page = Client().post("/police-report/", {"kind": "domestic"})
    ticket = hidden(page.content, "ticket")

    asked = Client().post(
        "/police-report/call/",
        {
            "ticket": ticket,
            "go": "ask",
            "c-name": "Ana Ruiz",
            "c-phone": "+14155550123",
            "c-safe": "no",
            "slot": "",
        },
    )

    assert asked.status_code == 200
    clock = clock_of("reports.callback", CallBack.objects.get())
    assert clock.due_at - clock.started_at == timedelta(hours=1)
    due = clock.due_at.astimezone(agency_now().tz)
    assert date_format(due, "DATETIME_FORMAT") in html.unescape(asked.content.decode())


def test_the_gate_begins_with_the_number_for_a_missing_person() -> None:
    page = Client().get("/police-report/").content.decode()

    assert page.index("Is a person missing, or is there abuse at home?") < page.index("id_kind")


def test_danger_comes_before_a_kind_that_is_enough() -> None:
    page = Client().post("/police-report/", {"kind": "domestic", "now": "yes"})

    assert "Call 911 now" in page.content.decode()


def test_a_list_of_departments_is_named_only_where_there_is_one() -> None:
    sent = Resident().gate(where="elsewhere").content.decode()
    assert "Another department takes this report" in sent
    assert "Here is whom to call" not in sent

    NeighbourAgency.objects.create(
        name="Oakdale Police", covers_en="Oakdale", covers_es="Oakdale", phone="+12095550100"
    )
    told = Resident().gate(where="elsewhere").content.decode()
    assert "Here is whom to call:" in told
    assert "Oakdale Police" in told


@pytest.mark.parametrize("address", ["/", "/issues/", "/promises/"])
def test_every_page_leads_to_the_police_report(address: str) -> None:
    assert 'href="/police-report/"' in Client().get(address).content.decode()
