import json
from datetime import date

import pytest
from factories import reports
from factories.people import person, signed_in

from commonbeat.city.roster.models import BeatOwner, Member
from commonbeat.operations.insight.home import report_panel
from commonbeat.operations.insight.models import FindingDecision, WeeklyEdition
from commonbeat.operations.insight.render_html import render_json


@pytest.fixture
def kept(db):
    report = reports.weekly("staff")
    for beat in ("", "3A"):
        WeeklyEdition.objects.create(
            week="2026-W21",
            first_day=report.first_day,
            last_day=report.last_day,
            edition="staff",
            beat_code=beat,
            as_of=report.as_of,
            content=json.loads(render_json(report)),
            content_sha256="0" * 64,
            method="m",
        )


def test_the_chief_reads_the_sentences_before_any_click(kept):
    chief = person("chief")
    panel = report_panel(chief)
    assert panel.title == "Monday's report, week 2026-W21"
    assert list(panel.lines) == list(reports.weekly("staff").chief.sentences)
    assert panel.lines[0] in signed_in(chief).get("/console/").content.decode()


def test_the_owner_of_a_beat_gets_that_beat(kept):
    sergeant = person("sergeant")
    member = Member.objects.create(number="7", name="Ashbury", account=sergeant)
    BeatOwner.objects.create(beat_code="3A", member=member)
    panel = report_panel(sergeant)
    assert panel.title == "Beat 3A, week 2026-W21"
    assert panel.href.endswith("/2026-W21/?beat=3A")


def test_promises_past_their_day_are_told(kept):
    chief = person("chief")
    FindingDecision.objects.create(
        finding_key="k", week="2026-W20", title="t", group="theft", source="calls", kind="accepted", reason="r",
        tactic="walk", owner="Ashbury", other_option="lights", review_on=date(2020, 1, 1), decided_by=chief,
    )  # fmt: skip
    assert report_panel(chief).lines[-1] == "1 promise is past its review day."


def test_nothing_is_told_without_a_report(db):
    assert report_panel(person("chief")) is None
