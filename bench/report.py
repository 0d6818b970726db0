"""The weekly report against one GROUP BY over the same calls.

Goal: at most ten times ``GROUP BY week, beat, type`` plus a tenth of a second a chart. Prints both times and their ratio.
Runs on the database of this home (or ``DATABASE_URL``) inside a transaction that is rolled back.

    python bench/report.py --calls 1000000
"""

import argparse
import os
import time
from collections.abc import Callable

FILL = """
INSERT INTO calls_call (id, source, external_id, number, service, origin, reception, reception_raw, type_code, type_raw,
    type_group, priority, received_at, received_local, utc_offset_min, dispatched_at, arrived_at, cleared_at, known_at,
    location_text, block_text, lon, lat, beat_code, beat_raw, place_quality, disposition_code, disposition_raw, reopened,
    cancelled, held, scheduled, phone_handled, is_test, unit_count, quality_flags)
SELECT gen_random_uuid(), 'bench', n::text, n::text, 'police', (ARRAY['community','community','officer'])[1 + n %% 3],
    'phone', '', 'T' || n %% 40, '', 'group' || n %% 12, 1 + n %% 4, at, at AT TIME ZONE 'UTC', 0, at + interval '3 min',
    at + interval '9 min', at + interval '40 min', at, '', '', -121.4 + (n %% 997) * 0.0001, 37.7 + (n %% 991) * 0.0001,
    'B' || n %% 10, '', 'exact', '', '', false, false, false, false, false, false, 1, '{}'
FROM (SELECT n, timestamptz '2026-11-16 08:00Z' - random() * interval '156 weeks' AS at
      FROM generate_series(1, %s) AS n) AS made
"""
GROUPED = """
SELECT date_trunc('week', received_local), beat_code, type_group, count(*) FROM calls_call
WHERE origin = 'community' GROUP BY 1, 2, 3
"""


def best(run: Callable[[], object], rounds: int = 3) -> float:
    """Shortest time of some rounds, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Fill, time both, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=200_000)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from commonbeat.kernel.database.embedded import available

    with available():
        measure(given.calls)


def measure(calls: int) -> None:
    """Print the two times for this many calls."""
    from django.db import connection, transaction

    from commonbeat.city.agency.queries import agency
    from commonbeat.kernel.ui.charts import band_series
    from commonbeat.operations.insight.measures import ReportWeek, build_weekly_report
    from commonbeat.operations.insight.render_html import render_html
    from commonbeat.operations.insight.render_page import page_of

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FILL, [calls])

        def grouped() -> None:
            cursor.execute(GROUPED)
            cursor.fetchall()

        week = ReportWeek.parse("2026-W46")
        reference = best(grouped)
        report = build_weekly_report(connection, agency(), week=week)
        computed = best(lambda: build_weekly_report(connection, agency(), week=week))
        public = best(lambda: build_weekly_report(connection, agency(), week=week, edition="public"), 2)
        # The worker that draws has drawn before: its drawing library is awake, but no drawing of this report is kept.
        band_series([week.first_day, week.last_day], [1, 2], 0, 1, title="warm", subtitle="up")
        drawn = best(lambda: render_html(report.to_dict()), 1)
        again = best(lambda: render_html(report.to_dict()))
        page = page_of(report.to_dict())
        transaction.set_rollback(True)
    charts = sum(
        c is not None for c in (page.hours, page.workload, page.response, *(f.chart for f in page.findings))
    )
    allowed = 10 * reference + 0.1 * charts
    print(f"calls {calls:,}")
    print(f"GROUP BY week, beat, type   {reference:7.3f} s")
    print(f"weekly report, computed     {computed:7.3f} s   ratio {computed / reference:.1f}")
    print(f"public edition, computed    {public:7.3f} s   ratio {public / reference:.1f}")
    print(f"page with {charts} charts, first   {drawn:7.3f} s   {drawn / max(charts, 1):.3f} s a chart")
    print(f"the same page again         {again:7.3f} s")
    print(
        f"computed and drawn          {computed + drawn:7.3f} s   of {allowed:.3f} s allowed (10 x GROUP BY + 0.1 s a chart)"
    )


if __name__ == "__main__":
    main()
