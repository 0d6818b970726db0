"""Reported crimes: linked to calls, times in order, serious events named."""

from datetime import timedelta

import polars as pl

from commonbeat.demo.calls import DemoCalls
from commonbeat.demo.incidents import COLUMNS, build_incidents, counts_by_week
from commonbeat.operations.records.models import Incident, Serious


def test_the_same_calls_give_the_same_incidents(small: DemoCalls) -> None:
    assert build_incidents(small).equals(build_incidents(small))


def test_columns_are_those_of_the_table(small: DemoCalls) -> None:
    fields = {field.column for field in Incident._meta.concrete_fields}
    assert fields - set(COLUMNS) == {"import_run", "row_digest", "words"}
    assert set(COLUMNS) <= fields


def test_each_incident_has_its_call(full: DemoCalls) -> None:
    incidents = build_incidents(full)
    assert incidents["case_number"].n_unique() == len(incidents)
    joined = incidents.join(full.calls, left_on="call_number", right_on="number", how="left")
    assert joined["received_at"].null_count() == 0
    assert joined.filter(~pl.col("report_written")).height == 0
    assert joined.filter(pl.col("reported_at") < pl.col("received_at")).height == 0


def test_times_follow_one_another(full: DemoCalls) -> None:
    incidents = build_incidents(full)
    for earlier, later in (
        ("occurred_from", "occurred_to"),
        ("occurred_to", "reported_at"),
        ("reported_at", "entered_at"),
        ("entered_at", "approved_at"),
    ):
        pair = incidents.select(earlier, later).drop_nulls()
        assert pair.filter(pl.col(earlier) > pl.col(later)).height == 0, (earlier, later)


def test_serious_events_of_the_last_week(full: DemoCalls) -> None:
    incidents = build_incidents(full)
    assert set(incidents["serious"].unique()) <= {"", *Serious.values}
    monday = full.plan.end_day - timedelta(days=7)
    last = incidents.filter((pl.col("reported_local").dt.date() >= monday) & (pl.col("serious") != ""))
    assert set(last["serious"]) <= {"armed_robbery", "hate_crime"}
    assert last.height >= 1


def test_weekly_counts_conserve(full: DemoCalls) -> None:
    incidents = build_incidents(full)
    thefts = incidents.filter(pl.col("offence_group") == "vehicle_theft")
    assert counts_by_week(incidents, full, "vehicle_theft").sum() == thefts.height
