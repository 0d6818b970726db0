"""Who started the work behind a call: the reviewed table.

Community: somebody asked for the police. Officer: an officer came upon it or chose to do it. Administrative: the system
was used to book time. The order of the rules is the order of certainty; each is reviewed with the department's dispatch
manager before the first report.
"""

import polars as pl

#: Words in a call type that decide alone. Read as regular expressions on the type in capitals.
ADMINISTRATIVE_TYPES = (
    r"\bOFF[ -]?DUTY", r"\bADMIN", r"\bTEST CALL\b", r"^TEST\b", r"\bPOLICE INFORMATION\b", r"^INFORMATION\b",
    r"\bOUT OF SERVICE\b", r"\bTRAINING\b", r"\bCOURT\b", r"\bMEAL\b", r"\bSPECIAL DETAIL\b", r"\bPOLICE DETAIL\b",
)  # fmt: skip
OFFICER_TYPES = (
    r"\bTRAFFIC STOP\b", r"\bTSTOP\b", r"\bON[ -]?VIEW\b", r"\bSUBJECT STOP\b", r"\bDIRECTED PATROL\b", r"\bFOOT PATROL\b",
    r"\bWARRANT SERVICE\b", r"\bOCCUPIED VEHICLE CHECK\b", r"\bTRN?SPORT PRISONER\b", r"\bBUS(INESS)? CHECK\b",
    r"\bEXTRA (PATROL|CHECK)\b", r"\bHOME VISIT CHECK\b", r"\bSELECTIVE ENFORCEMENT\b", r"\bPEDESTRIAN STOP\b",
)  # fmt: skip
COMMUNITY_TYPES = (r"\bFLAG(GED)? DOWN\b", r"\bWALK[ -]?IN\b")
OFFICER_RECEPTIONS = ("officer",)
COMMUNITY_RECEPTIONS = ("911", "phone", "text", "walk_in", "alarm", "online", "other_agency")


def origin_of() -> pl.Expr:
    """The origin of each call of a frame.

    Reads ``type_raw`` (the type's words), ``reception``, ``received_at`` and ``arrived_at`` (instants). A call whose
    first unit arrived in the second it was received was come upon, unless somebody telephoned it in.
    """
    words = pl.col("type_raw").fill_null("").str.to_uppercase()

    def says(patterns: tuple[str, ...]) -> pl.Expr:
        return words.str.contains("|".join(patterns))

    arrived_at_once = ((pl.col("arrived_at") - pl.col("received_at")).dt.total_seconds().abs() < 1).fill_null(
        False
    )
    from_officer = pl.col("reception").is_in(list(OFFICER_RECEPTIONS))
    from_community = pl.col("reception").is_in(list(COMMUNITY_RECEPTIONS))
    return (
        pl.when(says(ADMINISTRATIVE_TYPES))
        .then(pl.lit("administrative"))
        .when(says(COMMUNITY_TYPES))
        .then(pl.lit("community"))
        .when(says(OFFICER_TYPES) | from_officer)
        .then(pl.lit("officer"))
        .when(arrived_at_once & ~from_community)
        .then(pl.lit("officer"))
        .when(arrived_at_once & (pl.col("reception") == "phone"))
        .then(pl.lit("officer"))
        .when(from_community)
        .then(pl.lit("community"))
        .otherwise(pl.lit("unknown"))
        .alias("origin")
    )
