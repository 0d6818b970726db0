"""Sacramento, Takoma Park, Denver, Chicago and Oakland, each with its own oddities."""

from pathlib import Path

import polars as pl
from django.db import connection

from commonbeat.city.places.models import Beat
from commonbeat.city.places.shapes import import_beats
from commonbeat.kernel.audit import SYSTEM
from commonbeat.operations.calls.models import Call, CallUnit
from commonbeat.operations.records.models import Incident


def rows(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def test_sacramento_coordinates_and_sentinels(data: Path, bring) -> None:
    (outcome,) = bring(
        "calls", "sacramento-dispatch-2019", data / "sacramento-dispatch-2019/dispatch_2019_01.csv.gz"
    )
    assert (outcome.read, outcome.accepted, outcome.flags["placeholder_place"]) == (25_000, 25_000, 168)
    assert Call.objects.filter(received_at__year__lt=2018).count() == 0
    assert round(Call.objects.filter(dispatched_at=None).count() / 250, 1) == 26.7
    assert round(Call.objects.filter(arrived_at=None).count() / 250, 1) == 30.2
    assert Call.objects.filter(lon=None).count() == 169
    # No beat shapes are published with it: the nearest of the other points has the same recorded beat.
    import numpy as np
    from scipy.spatial import cKDTree

    places = rows(
        "SELECT lon, lat, beat_raw FROM calls_call WHERE lon IS NOT NULL AND beat_raw <> '' ORDER BY external_id"
    )
    points = np.array([place[:2] for place in places]) * [0.78, 1.0]
    beats = np.array([place[2] for place in places])
    half = np.arange(len(points)) % 2 == 0
    _, near = cKDTree(points[half]).query(points[~half])
    agreement = float((beats[half][near] == beats[~half]).mean())
    print(f"Sacramento: the nearest other call has the same recorded beat for {agreement:.1%}")
    assert agreement > 0.97


def test_takoma_park_merges_repeated_events(data: Path, bring) -> None:
    (outcome,) = bring("calls", "takoma-park-cad", data / "takoma-park-police/cad_2018_2020.csv.gz")
    assert (outcome.read, outcome.accepted) == (11_735, 11_735)
    assert Call.objects.count() == rows("SELECT count(DISTINCT external_id) FROM calls_call")[0][0] < 11_735
    assert CallUnit.objects.count() > Call.objects.count() * 0.9
    assert Call.objects.filter(beat_raw="NA").count() == 0


def test_denver_projection_equals_the_published_degrees(data: Path, bring) -> None:
    path = data / "denver-crime/offenses.csv.gz"
    (outcome,) = bring("incidents", "denver-crime", path)
    assert (outcome.read, outcome.accepted) == (49_089, 49_089)
    theirs = pl.read_csv(path, infer_schema=False).select(
        "OFFENSE_ID", pl.col("GEO_LON").cast(pl.Float64), pl.col("GEO_LAT").cast(pl.Float64)
    )
    ours = pl.DataFrame(
        list(Incident.objects.values_list("external_id", "lon", "lat")),
        schema=["OFFENSE_ID", "lon", "lat"],
        orient="row",
    )
    both = theirs.join(ours, on="OFFENSE_ID").drop_nulls()
    assert both.height == 49_089 - 469 - 41
    # Ours is kept with seven decimals and theirs is printed with eight.
    assert both.select((pl.col("lon") - pl.col("GEO_LON")).abs().max()).item() < 2e-7
    assert both.select((pl.col("lat") - pl.col("GEO_LAT")).abs().max()).item() < 2e-7


def test_chicago_points_fall_into_the_recorded_beat(data: Path, bring) -> None:
    folder = data / "chicago-crime-beats"
    beats = import_beats(folder / "police_beats_full.geojson.gz", actor=SYSTEM)
    assert (beats["read"], beats["accepted"]) == (277, 277)
    assert Beat.objects.get(code="3100").geometry["type"] == "MultiPolygon"
    assert import_beats(folder / "police_beats_full.geojson.gz", actor=SYSTEM)["unchanged"] == 277
    bring("incidents", "chicago-crime", folder / "crimes_2017_2019_sample.csv.gz")
    assert Incident.objects.filter(beat_raw__regex=r"^\d{4}$").count() == 25_000
    ((agree, placed),) = rows(
        "SELECT count(*) FILTER (WHERE beat_code = beat_raw AND place_quality = 'exact'), count(*) FROM records_incident"
        " WHERE lon IS NOT NULL"
    )
    print(f"Chicago: {agree / placed:.1%} of points lie in the recorded beat")
    assert round(agree / placed, 3) == 0.913


def test_oakland_beats_have_html_around_them(data: Path, db: None) -> None:
    outcome = import_beats(data / "oakland-beats-2019/beats09.geojson.gz", actor=SYSTEM)
    assert (outcome["read"], outcome["accepted"]) == (59, 59)
    assert Beat.objects.filter(code="12X").count() == 1
    assert not Beat.objects.filter(name__contains="<").exists()
