"""The import pages."""

from commonbeat.kernel.intake.models import IntakeRun

READERS = ["chief", "command", "analyst", "records"]
RUNNERS = ["analyst", "records"]


def a_run() -> dict[str, int]:
    """An import that came from the command line: nothing to download or start."""
    return {"pk": IntakeRun.objects.create(target="calls", source="x", file_name="x.csv", state="done").pk}


ROWS = {
    # whoever brings protected records in sees the imports of these (tests/front/staff_imports/test_protected.py)
    "imports:list": {"roles": [*READERS, "ia_commander", "support_coordinator"]},
    "imports:new": {"roles": [*RUNNERS, "ia_commander", "support_coordinator"]},
    "imports:detail": {"roles": READERS, "args": a_run},
    "imports:trial": {"roles": RUNNERS, "args": a_run, "ok": 405},
    "imports:start": {"roles": RUNNERS, "args": a_run, "ok": 405},
    "imports:cancel": {"roles": RUNNERS, "args": a_run, "ok": 405},
    "imports:rejects": {"roles": READERS, "args": a_run, "ok": 404},
}
