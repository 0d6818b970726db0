"""The call types of the invented city: how often, when, where and how long. Volumes are per week, citywide."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoType:
    """One call type.

    weekly: mean calls a week (weekly_after: from the feed break on); priority 1 (emergency) to 4; hours, days, land:
    names of the rhythms in `rhythm`; scene: median minutes at the scene; units: mean units sent; report: share with a
    report; summer: relative swing over the year (positive = more in July).
    """

    code: str
    label: str
    group: str
    origin: str
    priority: int
    weekly: float
    weekly_after: float
    hours: str
    days: str
    land: str
    scene: float
    units: float
    report: float
    summer: float
    publication: str


# code | label | group | origin | priority | weekly | after | hours | days | land | scene | units | report | summer | rule
TABLE = """
DISTURB|Disturbance|disturbance|community|2|52|52|evening|weekend|mixed|22|1.8|0.08|0.18|block
FIGHT|Fight|disturbance|community|1|14|14|night|friday|bars|24|2.6|0.22|0.15|block
NOISE|Loud noise or party|disturbance|community|4|38|38|night|friday|homes|12|1.2|0.01|0.30|block
DRUNK|Intoxicated person|disturbance|community|3|17|17|night|friday|bars|20|1.5|0.12|0.12|block
UNWANTED|Person refusing to leave|disturbance|community|3|36|36|day|flat|shops|18|1.5|0.05|0.05|block
DOMESTIC|Family disturbance|domestic|community|2|36|36|evening|weekend|homes|42|2.2|0.38|0.10|city_month
VEHTHEFT|Stolen vehicle|vehicle_theft|community|3|13|13|discover|weekday|cars|34|1.1|0.96|0.04|block
RECOVER|Stolen vehicle found|vehicle_recovered|community|3|7|7|day|flat|cars|38|1.2|0.80|0.04|block
VEHBURG|Theft from a vehicle|theft_from_vehicle|community|4|25|25|discover|weekday|cars|24|1.0|0.85|0.10|block
BURGRES|Burglary, home|burglary|community|2|9|9|day|weekday|homes|52|1.7|0.90|0.06|block
BURGCOM|Burglary, business|burglary|community|2|6|6|early|flat|shops|46|1.7|0.92|0.00|block
ALARM|Burglar alarm|alarm|community|2|56|56|early|flat|shops|11|1.6|0.01|0.03|block
THEFT|Theft|theft|community|4|31|31|day|weekday|mixed|30|1.0|0.72|0.04|block
SHOPLIFT|Shoplifting|theft|community|3|21|21|shop|flat|shops|36|1.2|0.74|-0.05|block
PACKAGE|Package taken from a porch|theft|community|4|9|9|day|weekday|homes|18|1.0|0.75|-0.35|block
ROBBERY|Robbery|robbery|community|1|2.1|2.1|night|flat|shops|64|3.2|0.90|0.02|block
ASSAULT|Assault|assault|community|1|11|11|evening|weekend|mixed|46|2.4|0.62|0.14|block
WEAPON|Person with a weapon|weapons|community|1|6|6|evening|flat|mixed|34|3.0|0.34|0.06|block
SHOTS|Shots heard|weapons|community|1|8|8|night|friday|homes|18|2.5|0.10|0.18|block
THREATS|Threats|threats|community|3|15|15|day|flat|homes|32|1.2|0.46|0.02|block
VANDAL|Vandalism|vandalism|community|4|18|18|discover|weekday|mixed|24|1.0|0.64|0.05|block
FRAUD|Fraud or identity theft|fraud|community|4|16|16|office|weekday|homes|36|1.0|0.80|-0.02|block
TRESPASS|Trespassing|trespass|community|3|26|26|early|flat|shops|17|1.4|0.10|0.02|block
SUSPPERS|Suspicious person|suspicious|community|3|42|42|evening|flat|mixed|15|1.4|0.03|0.08|block
SUSPVEH|Suspicious vehicle|suspicious|community|3|24|24|night|flat|homes|13|1.3|0.03|0.05|block
WELFARE|Welfare check|welfare|community|3|39|39|day|flat|homes|22|1.4|0.06|0.00|block
MENTAL|Mental health crisis|mental_health|community|2|12|12|evening|flat|homes|58|2.2|0.42|0.03|city_month
SUICIDE|Suicidal person|mental_health|community|1|5|5|evening|flat|homes|66|2.6|0.45|0.02|city_month
SEXCRIME|Sex offence report|sexual|community|2|2.6|2.6|office|weekday|homes|78|1.3|0.95|0.03|city_month
CHILD|Child abuse or neglect report|child|community|2|5|5|office|weekday|homes|60|1.2|0.78|-0.08|city_month
MISSING|Missing person|missing|community|2|6|6|evening|flat|homes|50|1.5|0.72|0.05|beat
COLLINJ|Collision with injury|collision|community|1|9|9|commute|weekday|roads|58|2.4|0.86|0.02|block
COLLISION|Collision, no injury|collision|community|3|27|27|commute|weekday|roads|36|1.3|0.44|-0.04|block
HITRUN|Hit and run|collision|community|3|13|13|commute|flat|roads|32|1.1|0.70|0.00|block
HAZARD|Traffic hazard|traffic|community|3|24|24|commute|weekday|roads|14|1.1|0.01|-0.06|block
RECKLESS|Reckless driver|traffic|community|3|27|27|commute|weekend|roads|9|1.1|0.01|0.06|block
PARKING|Parking complaint|parking|community|4|19|19|day|weekday|homes|13|1.0|0.02|0.00|block
ANIMAL|Animal complaint|animal|community|4|14|14|day|flat|homes|18|1.0|0.03|0.15|block
JUVENILE|Juvenile problem|juvenile|community|3|15|15|school|weekday|schools|18|1.3|0.06|-0.05|beat
CIVIL|Civil matter, keep the peace|civil|community|4|21|21|office|weekday|homes|24|1.2|0.03|0.00|block
FOUND|Found or lost property|property|community|4|12|12|office|weekday|mixed|18|1.0|0.42|0.02|block
HANGUP|911 hang-up or open line|hang_up|community|3|32|32|day|flat|mixed|9|1.2|0.00|0.03|block
TSTOP|Traffic stop|traffic_stop|officer|4|44|150|traffic|weekday|roads|12|1.2|0.05|0.02|beat
PARKCHK|Parking enforcement|parking_enforcement|officer|4|9|72|office|weekday|shops|8|1.0|0.00|0.00|beat
PEDSTOP|Pedestrian stop|on_view|officer|3|12|16|evening|flat|bars|14|1.4|0.10|0.03|beat
ONVIEW|On-view activity|on_view|officer|3|22|26|evening|flat|mixed|24|1.5|0.25|0.03|beat
DIRPAT|Directed patrol|directed_patrol|officer|4|30|44|evening|weekday|mixed|26|1.0|0.00|0.00|beat
BUSCHK|Business check|directed_patrol|officer|4|6|46|early|flat|shops|8|1.0|0.00|0.00|beat
FOLLOWUP|Follow-up|follow_up|officer|4|34|44|office|weekday|homes|30|1.1|0.16|0.00|beat
WARRANT|Warrant service|warrant|officer|3|7|8|day|weekday|homes|44|2.4|0.70|0.00|none
OFFDUTY|Off-duty detail|off_duty_detail|administrative|4|0|37|shop|weekend|shops|210|1.0|0.00|0.00|none
INFO|Information only|information|administrative|4|18|38|office|weekday|mixed|3|0.0|0.00|0.00|none
TRAINING|Training or meeting|information|administrative|4|7|11|office|weekday|station|75|1.0|0.00|0.00|none
TEST|Test call|test|administrative|4|3|4|office|weekday|station|1|0.0|0.00|0.00|none
"""


def demo_types() -> tuple[DemoType, ...]:
    """All types, in the order of the table."""
    rows = [line.split("|") for line in TABLE.strip().splitlines()]
    return tuple(
        DemoType(
            r[0], r[1], r[2], r[3], int(r[4]), float(r[5]), float(r[6]), r[7], r[8], r[9],
            float(r[10]), float(r[11]), float(r[12]), float(r[13]), r[14],
        )
        for r in rows
    )  # fmt: skip


# code | label | a report was written | cancelled
DISPOSITIONS: tuple[tuple[str, str, bool, bool], ...] = (
    ("RPT", "Report taken", True, False),
    ("ARR", "Arrest made, report taken", True, False),
    ("CIT", "Citation issued", False, False),
    ("ADV", "Advised", False, False),
    ("GOA", "Gone on arrival", False, False),
    ("UTL", "Unable to locate", False, False),
    ("FAL", "False alarm", False, False),
    ("CIV", "Civil matter, no police action", False, False),
    ("CHK", "Checked, all in order", False, False),
    ("CAN", "Cancelled before arrival", False, True),
    ("DUP", "Duplicate call", False, True),
    ("ADM", "Administrative, closed", False, False),
)
