"""Words of the weekly report: how a type group is named in a sentence, and what each figure means."""

from __future__ import annotations

# group -> (one, many), as a noun that fits "14 … near the depot".
CRIME_WORDS: dict[str, tuple[str, str]] = {
    "assault": ("assault", "assaults"),
    "arson": ("arson", "arsons"),
    "burglary": ("burglary", "burglaries"),
    "drugs": ("drug offence", "drug offences"),
    "fraud": ("fraud", "frauds"),
    "homicide": ("homicide", "homicides"),
    "robbery": ("robbery", "robberies"),
    "theft": ("theft", "thefts"),
    "theft_from_vehicle": ("theft from a vehicle", "thefts from vehicles"),
    "vandalism": ("vandalism", "vandalisms"),
    "vehicle_theft": ("vehicle theft", "vehicle thefts"),
    "weapons": ("weapon offence", "weapon offences"),
}
SENSITIVE_PARTS = ("domestic", "sex", "rape", "child", "juvenile", "suicide", "mental", "stalk", "welfare")

BANDS: dict[str, str] = {
    "weekend_night": "Friday and Saturday from 22:00 to 03:00",
    "week_night": "other nights from 22:00 to 03:00",
    "evening": "evenings from 17:00 to 22:00",
    "day": "days from 07:00 to 17:00",
    "early": "early mornings from 03:00 to 07:00",
}
MEASURES = {
    "call_to_dispatch": "from the call's start to the first dispatch",
    "travel": "from the first unit's dispatch to the first arrival",
    "total": "from the call's start to the first arrival",
}
ALL = "all"

DEFINITIONS: dict[str, str] = {
    "calls": "Calls for police service that people, phones or alarms began; officers' own work and test calls are "
    "left out.",
    "incidents": "Offences on reports taken by the police, by the day they were reported. Not the same as calls.",
    "expected": "The range that would hold such a week's count 19 times in 20, from this series' own history.",
    "response": "Community calls only, first arriving unit, priority as dispatched. Left out, with counts: "
    "on-view, handled by phone, scheduled or held on purpose, cancelled, reopened, impossible times, no arrival "
    "pressed.",
    "workload": "Hours units were committed, from dispatch to clearing. Report writing after clearing is not "
    "measured.",
    "vintage": "Counts as known at the time printed. The last two weeks are provisional.",
    "sensitive": "Classes that could point to a victim are told citywide and by month only; the figures of a beat leave them out.",
}


def is_sensitive(group: str) -> bool:
    """Whether a type group may only be published citywide and monthly."""
    return any(part in group for part in SENSITIVE_PARTS)


def group_label(group: str) -> str:
    """A type group in words."""
    return "all kinds" if group == ALL else group.replace("_", " ")


def counted(count: int, group: str, source: str) -> str:
    """A count with its noun: "14 vehicle theft calls", "14 vehicle thefts reported", "61 calls of all kinds"."""
    if source == "calls":
        noun = "call" if count == 1 else "calls"
        return f"{count} {noun} of all kinds" if group == ALL else f"{count} {group_label(group)} {noun}"
    if group == ALL:
        return f"{count} reported {'crime' if count == 1 else 'crimes'}"
    one, many = CRIME_WORDS.get(group, (f"{group_label(group)} offence", f"{group_label(group)} offences"))
    return f"{count} {one if count == 1 else many} reported"


def minutes(seconds: float | None) -> str:
    """Seconds as "6 min 10 s"."""
    if seconds is None or seconds != seconds:
        return "not known"
    whole = round(seconds)
    return f"{whole // 60} min {whole % 60:02d} s" if whole >= 60 else f"{whole} s"
