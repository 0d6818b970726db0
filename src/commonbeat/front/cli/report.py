"""``commonbeat report weekly``: one week's report as a file."""

from pathlib import Path

import typer

from commonbeat.kernel.database.errors import DatabaseTrouble

EDITIONS = ("staff", "public")
FORMATS = ("html", "pdf", "json")


def register(app: typer.Typer) -> None:
    """Add the group ``report``."""
    group = typer.Typer(help="Reports.", no_args_is_help=True)
    app.add_typer(group, name="report")

    @group.callback()
    def explain() -> None:
        """Reports."""

    @group.command()
    def weekly(
        week: str = typer.Option(..., help="ISO week, for instance 2025-W44."),
        edition: str = typer.Option("staff", help="staff or public."),
        beat: str = typer.Option("", help="A beat's code, for that beat's page (staff edition)."),
        format_: str = typer.Option("html", "--format", help="html, pdf or json."),
        out: Path = typer.Option(  # noqa: B008 (typer reads it from the signature)
            ..., help="The file to write; - for the standard output."
        ),
    ) -> None:
        """Compute one week's report as known at 05:00 on the day after it, and write it to a file."""
        if edition not in EDITIONS:
            raise typer.BadParameter(f"choose one of {', '.join(EDITIONS)}", param_hint="--edition")
        if format_ not in FORMATS:
            raise typer.BadParameter(f"choose one of {', '.join(FORMATS)}", param_hint="--format")
        if beat and edition == "public":
            raise typer.BadParameter("the public edition has no page for one beat", param_hint="--beat")
        data = written(week, edition, beat, format_)
        if str(out) == "-":
            typer.get_binary_stream("stdout").write(data)
            return
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(data)
        typer.echo(f"Wrote {out} ({len(data):,} bytes).", err=True)


def written(week: str, edition: str, beat: str, format_: str) -> bytes:
    """Compute a report and return it in one format.

    Args:
        week: ISO week name.
        edition: ``staff`` or ``public``.
        beat: a beat's code, or ``""``.
        format_: ``html``, ``pdf`` or ``json``.

    Raises:
        DatabaseTrouble: the text is not a week, the week is not over, or there is no such beat.
    """
    from django.db import connection  # slow
    from django.utils import timezone  # slow

    from commonbeat.city.agency.queries import agency  # slow
    from commonbeat.city.places.models import Beat  # slow
    from commonbeat.operations.insight import render_html, render_pdf  # slow
    from commonbeat.operations.insight.measures import ReportWeek, build_weekly_report  # slow
    from commonbeat.operations.insight.measures.commitments import commitment_results  # slow
    from commonbeat.operations.insight.queries import open_commitments  # slow

    here = agency()
    try:
        asked = ReportWeek.parse(week, here.week_start)
    except ValueError as wrong:
        raise DatabaseTrouble(str(wrong)) from wrong
    if timezone.now() < asked.as_of(here.tz):
        raise DatabaseTrouble(
            f"{asked.words} is not over yet; the report is as known at 05:00 on the day after."
        )
    if beat and not Beat.objects.filter(code=beat, valid_to=None).exists():
        raise DatabaseTrouble(f"There is no beat {beat}.")
    promised = commitment_results(connection, open_commitments(), asked.as_of(here.tz))
    report = build_weekly_report(
        connection, here, week=asked, edition=edition, beat=beat or None, commitments=promised
    )
    if format_ == "json":
        return render_html.render_json(report).encode()
    return (
        render_pdf.render_pdf(report)
        if format_ == "pdf"
        else render_html.render_html(report, edition).encode()
    )
