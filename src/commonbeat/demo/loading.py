"""Putting the frames and shapes of the demo city into the database, large tables by COPY."""

from __future__ import annotations

from datetime import date

import polars as pl
import shapely
from django.db import connection
from psycopg import sql
from shapely.geometry import LineString, box, mapping
from shapely.geometry.base import BaseGeometry

from commonbeat.city.codes.models import CallType, Disposition
from commonbeat.city.places.models import Beat, Boundary, Landmark, MapPoint, Street
from commonbeat.city.roster.models import BeatOwner, Member, Shift, Unit
from commonbeat.demo.call_types import DISPOSITIONS, demo_types
from commonbeat.demo.clock import ZONE
from commonbeat.demo.geography import City
from commonbeat.demo.plane import from_rail, geometry_to_lonlat, to_lonlat
from commonbeat.demo.roster import Roster

SOURCE = "demo"
AROUND_M = 1_400.0  # how far roads are drawn beyond the city limit
MAP_POINT_LEAST = 8  # addresses a published point needs, or none


def copy_frame(table: str, frame: pl.DataFrame) -> int:
    """COPY a frame into a table in the current transaction; columns are matched by name.

    Naive times are stored as if UTC, lists as PostgreSQL arrays. Returns the number of rows.
    """
    ready = frame.with_columns(
        *(
            pl.format("{{{}}}", pl.col(name).list.join(",")).alias(name)
            for name, kind in frame.schema.items()
            if kind == pl.List(pl.String)
        ),
        *(
            pl.col(name).dt.strftime("%Y-%m-%d %H:%M:%S+00")
            for name, kind in frame.schema.items()
            if isinstance(kind, pl.Datetime)
        ),
    )
    command = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, ready.columns))
    )
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        for part in ready.iter_slices(20_000):
            copy.write(part.write_csv(include_header=False))
    return len(ready)


def load_codes() -> None:
    """Call types and dispositions."""
    CallType.objects.bulk_create(
        [
            CallType(
                code=kind.code,
                label=kind.label,
                group=kind.group,
                default_priority=kind.priority,
                origin="" if kind.origin == "community" else kind.origin,
                publication=kind.publication,
            )
            for kind in demo_types()
        ],
        ignore_conflicts=True,
    )
    Disposition.objects.bulk_create(
        [
            Disposition(code=code, label=label, report_written=report, is_cancelled=cancelled)
            for code, label, report, cancelled in DISPOSITIONS
        ],
        ignore_conflicts=True,
    )


def _geojson(shape: BaseGeometry) -> dict[str, object]:
    return dict(mapping(geometry_to_lonlat(shape)))


def load_places(city: City, since: date) -> None:
    """Beats, boundary, streets, map points and landmarks."""
    Beat.objects.bulk_create(
        [
            Beat(
                code=beat.code,
                name=beat.name,
                sector=beat.sector,
                geometry=_geojson(beat.shape),
                area_km2=round(beat.shape.area / 1e6, 3),
                population=beat.residents,
                source=SOURCE,
                valid_from=since,
            )
            for beat in city.beats
        ]
    )
    Boundary.objects.update_or_create(id=1, defaults={"geometry": _geojson(city.limit)})
    Street.objects.bulk_create(_streets(city), batch_size=500)
    points = city.blocks.filter((pl.col("address_count") >= MAP_POINT_LEAST) | (pl.col("address_count") == 0))
    columns = ("block_text", "lon", "lat", "beat_code", "address_count")
    copy_frame(MapPoint._meta.db_table, points.select(columns).rename({"block_text": "label"}))
    Landmark.objects.bulk_create(_landmarks(city))


def _streets(city: City) -> list[Street]:
    """Every named street of a beat as one row, and the long lines through the city."""
    codes = city.blocks["beat_code"].to_list()
    runs: dict[tuple[str, str, str], list[LineString]] = {}
    for face, code in zip(city.faces, codes, strict=True):
        kind = "local" if face.kind == "downtown" else face.kind
        runs.setdefault((face.street, kind, code), []).append(face.line)
    rows = [
        Street(name=name, kind=kind, geometry=_geojson(shapely.line_merge(shapely.MultiLineString(lines))))
        for (name, kind, _), lines in runs.items()
    ]
    west, south, east, north = city.limit.bounds
    frame = box(west - AROUND_M, south - AROUND_M, east + AROUND_M, north + AROUND_M)
    rows += [
        Street(name=name, kind="arterial", geometry=_geojson(road.intersection(frame).difference(city.limit)))
        for name, road in city.roads.items()
    ]
    through = (
        ("Valley Freeway", "freeway", city.freeway),
        ("Valley Line", "rail", city.railway),
        ("Marisol Creek", "water", city.creek),
    )
    return rows + [
        Street(name=name, kind=kind, geometry=_geojson(line.intersection(frame)))
        for name, kind, line in through
    ]


def _landmarks(city: City) -> list[Landmark]:
    rows = []
    for site in city.sites:
        centre = site.ground.centroid
        lon, lat = to_lonlat([[centre.x, centre.y]])[0].round(6).tolist()
        default = site.kind in ("police", "hospital")
        rows.append(Landmark(name=site.name, kind=site.kind, lon=lon, lat=lat, is_default_place=default))
    lon, lat = to_lonlat([from_rail(20.0, 445.0)])[0].round(6).tolist()
    rows.append(Landmark(name="Merchant Street bars", kind="nightlife", lon=lon, lat=lat))
    return rows


def load_roster(roster: Roster) -> dict[str, Member]:
    """Members, units, turns of duty and beat owners; returns members by number."""
    Member.objects.bulk_create(
        Member(number=number, name=name, rank=rank, is_sworn=sworn)
        for number, name, rank, sworn in roster.members.select(
            "number", "name", "rank", "is_sworn"
        ).iter_rows()
    )
    Unit.objects.bulk_create(
        Unit(code=code, kind=kind, beat_code=beat) for code, kind, beat in roster.units.iter_rows()
    )
    members = {member.number: member for member in Member.objects.all()}
    units = dict(Unit.objects.values_list("code", "id"))
    instants = {
        name: pl.col(f"{name}_local").dt.replace_time_zone(ZONE).dt.convert_time_zone("UTC")
        for name in ("starts", "ends")
    }
    shifts = roster.shifts.select(
        member_id=pl.col("number").replace_strict({k: m.pk for k, m in members.items()}),
        unit_id=pl.col("unit_code").replace_strict(units),
        starts_at=instants["starts"],
        ends_at=instants["ends"],
    )
    copy_frame(Shift._meta.db_table, shifts)
    BeatOwner.objects.bulk_create(
        BeatOwner(beat_code=beat, member=members[number]) for beat, number in roster.beat_owners.items()
    )
    return members
