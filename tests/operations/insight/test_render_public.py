"""The public page in the reader's language."""

import json
from dataclasses import replace

import pytest
from django.utils import translation
from factories import reports

from commonbeat.operations.insight.render_html import render_html, render_json
from commonbeat.operations.insight.render_page import page_of
from commonbeat.operations.insight.render_public import day_words, row_sentence


def row(**changes):
    """The factory's one row, as a kept edition holds it."""
    given = json.loads(render_json(reports.weekly("public")))["public_page"]["rows"][0]
    return {**given, **changes}


def test_the_page_in_english(db):
    page = page_of(reports.weekly("public"))
    assert page.title == "Report to the public, 27 April to 24 May 2026"
    assert page.masthead == "Marisol Police Department · as known on 25 May 2026 at 12:00 · public edition"
    assert page.lead == [
        "3,391 calls from the community in 28 days; that is within the 2,987 to 3,431 expected from one earlier year.",
        "Half of the most urgent calls were reached within 6 min 10 s (96 calls measured).",
    ]
    assert page.tables[0].rows == [
        (
            "calls from the community",
            "city",
            "3,391",
            "2,987 to 3,431",
            "2025: 3,300",
            "+3 %",
            *["–"] * 4,
        )
    ]
    assert (page.findings, page.commitments, page.workload, page.ended) == ((), (), None, ())


def test_the_page_in_spanish(db):
    with translation.override("es"):
        page = page_of(reports.weekly("public"))
        assert page.title == "Informe al público, del 27 de abril al 24 de mayo de 2026"
        assert page.lead[0] == (
            "3\xa0391 llamadas de la comunidad en 28 días; está dentro de lo esperado, de 2\xa0987 a 3\xa0431 según un año "
            "anterior."
        )
        assert page.serious[0]["label"] == "Robo con arma"
        assert page.tables[0].headings[2] == "28 días: cifra"
        html = render_html(reports.weekly("public"))
    for word in ("expected", "earlier", "calls", "citywide", "Offences", "most urgent", "reported"):
        assert word not in html.split("<main")[1], word


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"count": 3500}, "that is more than the 2,987 to 3,431 expected from one earlier year."),
        ({"count": 2000}, "that is fewer than the 2,987 to 3,431 expected from one earlier year."),
        ({"expected_low": None}, "no earlier year can be compared."),
        ({"whole": False}, "comparable counts begin later, so this is not complete."),
    ],
)
def test_a_row_says_where_it_stands(changes, words):
    assert row_sentence(row(**changes)).endswith(words)


def test_a_row_names_kind_beat_and_period():
    one = row(source="incidents", group="vehicle_theft", beat="3A", window="year to date", count=1)
    assert row_sentence(one).startswith("1 reported crime (vehicle theft) in beat 3A since 1 January;")
    with translation.override("es"):
        assert row_sentence(one).startswith(
            "1 delito denunciado (robo de vehículo) en la zona 3A desde el 1 de enero;"
        )


def test_days_are_said_as_the_language_says_them():
    assert day_words("2026-05-24") == "24 May 2026"
    with translation.override("es"):
        assert day_words("2026-05-24") == "24 de mayo de 2026"


def test_serious_events_held_back_are_counted_and_a_quiet_month_says_so(db):
    report = reports.weekly("public")
    held = replace(report, public_page=replace(report.public_page, held=2))
    assert page_of(held).serious_sentence == (
        "2 serious events are held back where they could identify a victim."
    )
    quiet = replace(report, public_page=replace(report.public_page, serious=()))
    assert page_of(quiet).serious_sentence.startswith(
        "No serious event was recorded in these 28 days: none of"
    )


def test_an_edition_of_an_earlier_version_is_still_drawn(db):
    content = json.loads(render_json(reports.weekly("public")))
    new = ("source", "group", "beat", "window", "first_day", "last_day", "whole", "dispersion")
    content["public_page"]["rows"] = [
        {k: v for k, v in r.items() if k not in new} | {"sentence": "3391 calls citywide."}
        for r in content["public_page"]["rows"]
    ]
    for key in ("first_day", "last_day", "held", "feed_changed"):
        del content["public_page"][key]
    assert page_of(content).lead[0] == "3391 calls citywide."
