"""What the public may read of the promises."""

from datetime import date, timedelta

from factories.promises import ANSWER, SECRET, at

from commonbeat.community.promises import publication
from commonbeat.community.promises.models import PublicPromise

NOW = at("2026-11-20T12:00")


def rows(**wanted: str) -> dict[str, PublicPromise]:
    return {row.period: row for row in PublicPromise.objects.filter(kind=ANSWER, **wanted)}


def many(promised, month: str, n: int, days: float | None = 1) -> None:
    for index in range(n):
        promised((at(f"{month}-02T08:00") + timedelta(hours=index)).replace(tzinfo=None).isoformat(), days)


def test_the_twelve_months_end_with_this_one():
    assert publication.first_month(date(2026, 11, 20)) == date(2025, 12, 1)
    assert publication.first_month(date(2026, 12, 1)) == date(2026, 1, 1)
    assert publication.first_month(date(2024, 2, 29)) == date(2023, 3, 1)


def test_a_full_year_is_told_month_by_month_with_small_lateness_in_it(promised):
    for month in range(1, 12):
        many(promised, f"2026-{month:02d}", 12)
    many(promised, "2025-12", 12)
    many(promised, "2026-06", 3, days=9)

    publication.refresh(NOW)

    june = rows(span="month")["2026-06"]
    assert (june.made, june.kept, june.late, june.kept_of_100) == ("15", "12", "3", "80.0")
    (year,) = rows(span="year").values()
    assert year.period == "2025-12-01/2026-11-20"
    assert (year.made, year.kept, year.late, year.median_days) == ("147", "144", "3", "1.0")


def test_a_small_month_is_hidden_and_another_with_it(promised):
    for month in range(1, 12):
        many(promised, f"2026-{month:02d}", 3 if month == 5 else 20 + month)
    publication.refresh(NOW)

    shown = rows(span="month")
    assert shown["2026-05"].made == shown["2026-05"].late == shown["2026-05"].median_days == "<11"
    hidden = [name for name, row in shown.items() if row.made == "hidden"]
    assert hidden == ["2026-01"]  # else the year's total less the others would tell


def test_many_small_months_are_told_by_quarters(promised):
    for month in range(1, 12):
        many(promised, f"2026-{month:02d}", 6)
    publication.refresh(NOW)
    assert list(rows(span="month")) == []
    assert rows(span="quarter")["2026-Q2"].made == "18"


def test_fewer_than_eleven_in_the_year_are_not_told(promised):
    many(promised, "2026-05", 10)
    publication.refresh(NOW)

    (year,) = rows(span="year").values()
    assert year.is_hidden
    assert {year.made, year.kept, year.late, year.running, year.kept_of_100, year.median_days} == {"<11"}


def test_a_promise_never_made_is_told_as_none(promised):
    publication.refresh(NOW)
    (year,) = rows(span="year").values()
    assert (year.made, year.kept, year.kept_of_100, year.oldest_open_days) == ("0", "0", "", "")


def test_what_is_not_public_is_never_there(promised):
    many(promised, "2026-05", 30)
    promised("2026-05-03T09:00", 1, kind=SECRET)
    publication.refresh(NOW)
    assert not PublicPromise.objects.filter(kind=SECRET).exists()


def test_the_oldest_open_is_told_in_days(promised):
    many(promised, "2026-05", 30)
    promised("2026-11-10T11:00")
    publication.refresh(NOW)
    (year,) = rows(span="year").values()
    assert (year.running, year.late, year.oldest_open_days) == ("0", "1", "10")
