"""Reading a table of incidents."""

import numpy as np
import polars as pl
import pytest

from commonbeat.analysis.patterns import PatternError, incidents_from_frame

TABLE = pl.DataFrame(
    {
        "case_number": ["b", "a"],
        "kind": ["Burglary ", "theft"],
        "start": ["2024-01-01T10:00:00", "2024-01-02T10:00:00"],
        "end": ["2023-12-31T10:00:00", None],
        "method": [["Pry", "pry", " ", None], []],
        "victim_name": ["never", "read"],
    }
)


def test_columns_are_cleaned_and_impossible_ends_become_the_start():
    found = incidents_from_frame(TABLE)
    assert found.kind_names == ("burglary", "theft")
    assert (found.end == found.start).all()
    assert found.tags["method"].names == ("pry",)
    assert found.tags["method"].codes.tolist() == [[0], [-1]]
    assert found.tags["vehicle"].recorded.tolist() == [False, False]
    assert np.isnan(found.x).all()
    assert found.settings.tolist() == [-1, -1]


def test_the_rarest_tags_are_kept_when_there_are_too_many():
    rows = [[f"t{i}" for i in range(10)]] + [["t0", "t1"]] * 3
    table = pl.DataFrame(
        {"case_number": list("abcd"), "kind": ["x"] * 4, "start": ["2024-01-01T00:00:00"] * 4, "method": rows}
    )
    tags = incidents_from_frame(table).tags["method"]
    kept = {tags.names[code] for code in tags.codes[0]}
    assert kept == {f"t{i}" for i in range(2, 10)}


def test_datetimes_and_texts_are_read_alike():
    typed = TABLE.with_columns(pl.col("start").str.to_datetime(), pl.col("end").str.to_datetime())
    assert (incidents_from_frame(typed).start == incidents_from_frame(TABLE).start).all()


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (TABLE.drop("start"), "lacks: start"),
        (TABLE.with_columns(pl.lit("a").alias("case_number")), "of its own"),
        (TABLE.with_columns(pl.lit(None, dtype=pl.String).alias("start")), "needs a time"),
    ],
)
def test_impossible_tables_are_refused(table, words):
    with pytest.raises(PatternError, match=words):
        incidents_from_frame(table)
