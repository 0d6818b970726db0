import json
import re
from dataclasses import replace

import pytest
from factories import reports

from commonbeat.city.places.models import Beat
from commonbeat.operations.insight.render import Notes, shown, value_words
from commonbeat.operations.insight.render_html import render_html, render_json
from commonbeat.operations.insight.render_page import page_of
from commonbeat.operations.insight.render_pdf import render_pdf

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-121, 37], [-120.9, 37], [-120.9, 37.1], [-121, 37.1], [-121, 37]]],
}


def plain_finding(**changes):
    """A finding as a kept edition holds it."""
    report = reports.weekly()
    chief = replace(report.chief, findings=(reports.finding(**changes),))
    return json.loads(render_json(replace(report, chief=chief)))["chief"]["findings"][0]


@pytest.fixture
def beat(db):
    return Beat.objects.create(code="3A", geometry=SQUARE, area_km2=10)


def test_page_one_tells_the_sentences_the_findings_and_what_not_to_trust(beat):
    page = page_of(reports.weekly())
    assert page.title == "Monday’s report"
    assert page.masthead == (
        "Marisol Police Department · Mon 18 May to Sun 24 May 2026 · as known Mon 25 May 2026 05:00 · staff edition"
    )
    assert page.lead == ["14 vehicle thefts near the depot.", "Second.", "Third."]
    assert page.findings[0].chart.rows[-1] == ("18 May 2026", "14", "2", "11")
    assert page.findings[0].subtitle == (
        "near the depot · Mon 18 May to Sun 24 May 2026 · 11 of 14 between 22:00 and 02:00 · certainty high · "
        "2 weeks running"
    )
    assert page.ended == ["Ended: package theft in 2B is back inside its range (7; 5 to 12)"]
    assert page.not_to_trust == "31 reports await approval."
    assert [figure.value for figure in page.figures] == ["6 min 10 s", "3", "1", "859"]
    assert page.map.rows == [
        ("1 · vehicle theft", "14; near the depot"),
        ("3A", "66; 31 to 60 expected"),
    ]
    assert page.response.rows[0] == ("priority 1", "6.2 min", "12 min", "96")
    assert page.response.rows[2] == ("4A, pr. 1", "8.9 min", "18 min", "11 · few")
    assert page.workload.title == "1 hours of the week stand below the units the work implies"


def test_every_figure_and_finding_points_to_a_note_with_definition_period_n_method_and_version(beat):
    page = page_of(reports.weekly())
    texts = {note.number: note.text for note in page.notes}
    assert texts[page.findings[0].note] == (
        "Offences on reports. Mon 18 May to Sun 24 May 2026. n 14. m v1. weekly-report 1.1."
    )
    for figure in page.figures:
        assert re.search(
            r"What \w+ is\. Mon 18 May .*\. n \d+\. count\. weekly-report 1\.1\.", texts[figure.note]
        )


def test_the_same_note_is_printed_once():
    notes = Notes()
    source = {"definition": "d", "n": 3, "method": "m"}
    assert (notes.add(source), notes.add({"definition": "e"}), notes.add(source)) == (1, 2, 1)
    assert [note.text for note in notes.listed] == ["d. n 3. m.", "e."]


def test_a_finding_over_four_weeks_is_drawn_in_windows_of_four_weeks():
    chart = shown(plain_finding(count=30, window_days=28, low=15, high=29), Notes()).chart
    assert [row[1] for row in chart.rows] == ["22", "22", "22", "23", "30"]


def test_a_history_that_contradicts_its_title_is_not_drawn():
    one = plain_finding(count=99)
    assert shown(one, Notes()).chart is None


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, "calls", "not known"),
        (370.4, "seconds", "6 min 10 s"),
        (0.11, "share", "11 %"),
        (1204, "calls", "1,204"),
    ],
)
def test_values_are_said_in_their_unit(value, unit, words):
    assert value_words({"value": value, "unit": unit}) == words


def test_the_file_is_whole_in_itself_and_everything_in_it_is_escaped(beat):
    html = render_html(reports.weekly(), "staff")
    assert "14 vehicle thefts near the &lt;depot&gt;; 2 to 11 expected" in html
    assert "<depot>" not in html
    assert not re.search(r"<script|<link|\sstyle=|\son\w+=|src=", html)
    addresses = set(re.findall(r"https?://[^\s\"'<>)]+", html))
    assert addresses == {"http://www.w3.org/2000/svg"}
    assert html.count("data:font/woff2;base64,") == 2
    for number in re.findall(r'href="#note-(\d+)"', html):
        assert f'id="note-{number}"' in html


def test_the_public_edition_shows_no_case_address_owner_or_staffing(beat):
    html = render_html(reports.weekly("public"), "public")
    for word in (
        "26-014873",
        "SIXTH STREET",
        "Sergeant Day",
        "minimum staffing",
        "held from the public page",
    ):
        assert word not in html
    assert "Robbery with a weapon" in html
    assert (
        "3,391 calls from the community in 28 days; that is within the 2,987 to 3,431 expected from one earlier year."
    ) in html
    assert "2025: 3,300" in html
    assert "+3 %" in html


def test_one_edition_cannot_be_printed_as_the_other(beat):
    with pytest.raises(ValueError, match="staff edition"):
        render_html(reports.weekly(), "public")


def test_a_kept_report_is_drawn_as_the_fresh_one(beat):
    report = reports.weekly()
    assert render_html(json.loads(render_json(report))) == render_html(report)


def test_an_empty_week_says_so_and_draws_nothing(db):
    report = reports.weekly()
    chief = replace(report.chief, findings=(), sentences=("No calls.",))
    empty = replace(
        report,
        empty=True,
        chief=chief,
        beats=(),
        hour_of_week=(0.0,) * 168,
        response=(),
        workload=None,
        what_changed=(),
    )
    html = render_html(empty)
    assert "No calls and no reported crimes are on file for this week." in html
    assert "Nothing stands outside its expected range this week." in html
    assert "<figure" not in html


def test_the_pdf_is_tagged_for_screen_readers_and_the_same_each_time(beat):
    first, second = render_pdf(reports.weekly()), render_pdf(reports.weekly())
    assert first == second
    assert first.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in first
    assert b"pdfuaid:part>1<" in first
    assert b"PublicSans" in first


def test_a_page_takes_four_queries_and_one_when_drawn_before(beat, django_assert_num_queries):
    Beat.objects.create(code="9Z", geometry=SQUARE, area_km2=10)
    with django_assert_num_queries(4):
        first = page_of(reports.weekly())
    with django_assert_num_queries(1):
        again = page_of(reports.weekly())
    assert again.map is first.map


def test_a_map_is_drawn_again_when_beats_change(beat):
    first = page_of(reports.weekly()).map
    Beat.objects.create(code="7C", geometry=SQUARE, area_km2=10)
    assert page_of(reports.weekly()).map.svg != first.svg


def test_findings_carry_their_numbers_on_the_map(beat):
    report = reports.weekly()
    placed = reports.finding(lon=-120.95, lat=37.05, cells=("8928309a58bffff",))
    everywhere = reports.finding(id="city", where="citywide", beat="")
    page = page_of(replace(report, chief=replace(report.chief, findings=(placed, everywhere))))
    assert ">1</text>" in page.map.svg
    assert ">2</text>" not in page.map.svg
    assert page.map.note.startswith("Of the whole city, so not marked: 2.")
    assert page.map.rows[:2] == [
        ("1 · vehicle theft", "14; near the depot"),
        ("2 · vehicle theft", "14; citywide"),
    ]
    assert [line.words for line in page.map.legend][-1] == "place of a finding"


def test_the_types_that_carry_a_feed_break_stand_by_their_words(beat):
    carrier = {
        "type": "TSTOP",
        "label": "Traffic stop",
        "origin": "officer",
        "before": 44.0,
        "after": 150.2,
        "share": 0.312,
    }
    report = json.loads(render_json(reports.weekly()))
    report["breaks"] = [{"title": "The feed changed", "carriers": [carrier], "warnings": []}]
    (table,) = [t for t in page_of(report).tables if t.title == "The feed changed"]
    assert table.headings == ("What", "Begun by", "A week before", "A week after", "Part of the step")
    assert table.rows == [("Traffic stop (TSTOP)", "officer", "44", "150", "31 %")]
