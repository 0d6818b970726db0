from datetime import date, timedelta

import pytest
from django.utils import translation

from commonbeat.kernel.ui import charts
from commonbeat.kernel.ui.charts import ResponseRow, band_series, hour_week_heat, response_bars

WEEKS = [date(2026, 1, 5) + timedelta(weeks=i) for i in range(6)]


def test_a_series_names_its_last_count_and_the_range():
    chart = band_series(WEEKS, [3, 4, 5, 4, 3, 14], 2, 9, title="14 thefts; 2 to 9 expected", subtitle="n 33")
    assert ">14</text>" in chart.svg
    assert ">2–9 expected</text>" in chart.svg
    assert ">6 weeks</text>" in chart.svg
    assert chart.rows[0] == ("5 Jan 2026", "3", "2", "9")
    assert chart.rows[-1] == ("9 Feb 2026", "14", "2", "9")
    assert "style=" not in chart.svg


def test_a_series_takes_a_range_for_each_week():
    lows, highs = [1, 1, 1, 2, 2, 2], [5, 5, 5, 7, 7, 8]
    chart = band_series(WEEKS, [3] * 6, lows, highs, title="t", subtitle="s")
    assert chart.rows[-1][2:] == ("2", "8")
    assert ">2–8 expected</text>" in chart.svg


def test_a_series_of_unequal_lengths_is_refused():
    with pytest.raises(ValueError, match="same length"):
        band_series(WEEKS, [1], 2, 9, title="t", subtitle="s")
    with pytest.raises(ValueError, match="same length"):
        band_series([], [], 2, 9, title="t", subtitle="s")


def test_hours_of_the_week_are_168_cells_with_outlines_and_a_legend_in_words():
    matrix = [[float(day + hour / 24) for hour in range(24)] for day in range(7)]
    chart = hour_week_heat(
        matrix, title="t", subtitle="n 10", marked={(4, 22), (5, 0)}, marked_words="short hours", unit="calls"
    )
    assert chart.svg.count('fill="rgb(238, 241, 246)"') == 1  # the smallest value alone is the lightest
    assert chart.svg.count('stroke="#7a4a00"') == 8  # two hours apart have four edges each
    assert "short hours" in chart.svg
    assert chart.subtitle == "n 10 · light 0, dark 7 calls an hour"
    assert chart.headings == ("Day", *(f"{h:02d}" for h in range(24)))
    assert chart.rows[6][0] == "Sun"
    assert len(chart.rows[6]) == 25


def test_hours_side_by_side_share_one_outline():
    matrix = [[1.0] * 24] * 7
    chart = hour_week_heat(matrix, title="t", subtitle="s", marked={(4, 22), (4, 23)})
    assert chart.svg.count('stroke="#7a4a00"') == 6


def test_a_matrix_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="7 rows of 24"):
        hour_week_heat([[0.0] * 24] * 6, title="t", subtitle="s")


def test_response_rows_say_median_tail_and_n():
    rows = [
        ResponseRow("1", 6.2, 12.0, 96),
        ResponseRow("4A", 8.9, 15.2, 11, few=True),
        ResponseRow("9", None, None, 0),
    ]
    chart = response_bars(rows, title="t", subtitle="s")
    assert chart.rows == [
        ("1", "6.2 min", "12 min", "96"),
        ("4A", "8.9 min", "15 min", "11 · few"),
        ("9", "–", "–", "0"),
    ]
    assert ">6.2 min</text>" in chart.svg
    assert "n 11 · few" in chart.svg


def test_response_without_rows_is_refused():
    with pytest.raises(ValueError, match="at least one row"):
        response_bars([], title="t", subtitle="s")


def test_text_from_data_is_escaped():
    chart = response_bars([ResponseRow("<b>", 1.0, 2.0, 3)], title="<script>", subtitle="s")
    assert "<b>" not in chart.svg
    assert "<script>" not in chart.svg


def test_a_drawing_is_kept_by_what_goes_into_it(monkeypatch):
    weeks = WEEKS[:3]
    first = band_series(weeks, [4, 5, 91], 2, 9, title="Kept", subtitle="s")
    drawn = []
    monkeypatch.setattr(charts.vl_convert, "vegalite_to_svg", lambda *a, **k: drawn.append(1) or "<svg/>")
    assert band_series(weeks, [4, 5, 91], 2, 9, title="Kept", subtitle="s").svg == first.svg
    assert drawn == []
    assert band_series(weeks, [4, 5, 92], 2, 9, title="Kept", subtitle="s").svg != first.svg
    assert drawn == [1]


def test_minutes_follow_the_language() -> None:
    rows = [ResponseRow("1", 6.2, 12.4, 96)]
    with translation.override("es"):
        chart = response_bars(rows, title="T", subtitle="S")
    assert chart.rows == [("1", "6,2 min", "12 min", "96")]
    assert ">6,2 min</text>" in chart.svg
