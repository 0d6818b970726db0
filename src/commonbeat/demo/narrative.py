"""Short dispatch narratives for the last fourteen days: plain remarks, no person and no plate in them."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from commonbeat.demo.plants import Plan
from commonbeat.demo.roster import Roster

DAYS = 14
OPENING: dict[str, list[str]] = {
    "disturbance": ["Caller hears shouting outside.", "Group arguing on the pavement, about six people.",
                    "Loud music and shouting, started half an hour ago.", "Customer will not leave after being asked."],
    "vehicle_theft": ["Parked on the street, gone when the owner came back.", "Car taken from the lot; keys were kept.",
                      "Owner finished a late shift and found the space empty."],
    "theft_from_vehicle": ["Window broken, bag taken from the seat.", "Catalytic converter cut off overnight.",
                           "Tools taken from the bed of a truck."],
    "burglary": ["Back door forced, alarm did not sound.", "Side window open, drawers emptied."],
    "alarm": ["Alarm company reports a front door sensor.", "Motion sensor, no answer from the key holder."],
    "collision": ["Two cars, one lane blocked.", "Driver out of the car and talking.", "Caller thinks nobody is hurt."],
    "traffic": ["Car moving between lanes without signals.", "Mattress in the second lane."],
    "suspicious": ["Someone is looking into parked cars.", "Vehicle has circled the block several times."],
    "welfare": ["Neighbour has not been seen for three days.", "Relative asks for a check, no answer by phone."],
    "domestic": ["Open line, two voices arguing.", "Caller asks for an officer, would not stay on the line."],
    "mental_health": ["Family asks for a crisis-trained officer.", "Person is in distress, no weapon seen."],
}  # fmt: skip
ANY = ["Caller will wait for an officer.", "Caller does not wish to be contacted.", "Caller gives a short description.",
       "No weapon seen by the caller.", "Caller speaks Spanish; interpreter line used."]  # fmt: skip
SCENE = ["On scene, making contact.", "Area checked, nobody found.", "Spoke with the caller.", "Statement taken.",
         "Scene is calm.", "Second unit not needed.", "Photographs taken."]  # fmt: skip


def notes_for(
    calls: pl.DataFrame, units: pl.DataFrame, roster: Roster, plan: Plan, rng: np.random.Generator
) -> pl.DataFrame:
    """CallNote rows (call_id, at, author, kind, text) for calls received in the last fourteen days of the plan."""
    since = plan.end_day - timedelta(days=DAYS)
    recent = calls.filter(pl.col("received_local").dt.date() >= since)
    lead = dict(units.filter("is_primary").select("call_id", "unit_code").iter_rows())
    desks = roster.members.filter(pl.col("rank") == "Dispatcher")["name"].to_list()
    rows = []
    wanted = recent.select(
        "id", "type_group", "origin", "received_at", "queued_at", "arrived_at", "closed_at"
    )
    for call, group, origin, received, queued, arrived, closed in wanted.iter_rows():
        desk = desks[int(rng.integers(len(desks)))]
        if origin == "community":
            opening = OPENING.get(group, ANY)
            rows.append((call, min(received + timedelta(seconds=25), closed), desk, "caller",
                         opening[int(rng.integers(len(opening)))]))  # fmt: skip
            if rng.random() < 0.55:
                rows.append(
                    (
                        call,
                        min(max(queued, received), closed),
                        desk,
                        "dispatch",
                        ANY[int(rng.integers(len(ANY)))],
                    )
                )
        if arrived is not None and call in lead and rng.random() < 0.7:
            at = min(arrived + timedelta(seconds=int(rng.integers(60, 600))), closed)
            rows.append((call, at, lead[call], "unit", SCENE[int(rng.integers(len(SCENE)))]))
    return pl.DataFrame(
        rows,
        schema={"call_id": pl.String, "at": pl.Datetime("us", "UTC"), "author": pl.String, "kind": pl.String,
                "text": pl.String},
        orient="row",
    ).sort("call_id", "at", maintain_order=True)  # fmt: skip
