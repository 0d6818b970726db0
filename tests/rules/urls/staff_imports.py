"""The import pages."""

from commonbeat.kernel.intake.models import IntakeRun

READERS = ["chief", "sergeant", "analyst", "records"]


def a_run() -> dict[str, int]:
    """An import that came from the command line: nothing to download or start."""
    return {"pk": IntakeRun.objects.create(target="calls", source="x", file_name="x.csv", state="done").pk}


ROWS = {}
