"""What the export writes, the import of incidents reads, with the mapping that is shipped."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from factories.people import person
from factories.police_reports import agency, report

from commonbeat.community.reports import actions, actions_settings
from commonbeat.kernel.audit import SYSTEM
from commonbeat.kernel.intake.engine import run
from commonbeat.kernel.intake.mapping import load
from commonbeat.kernel.intake.targets import target
from commonbeat.operations.records.models import Incident

pytestmark = pytest.mark.django_db
MAPPING = Path(__file__).resolve().parents[3] / "mappings" / "online-police-reports.toml"


def test_accepted_reports_become_incidents(tmp_path: Path) -> None:
    agency()
    clerk = person("records")
    first, lost = (
        report(),
        report("lost_property", people={"name": "Ana", "email": "a@b.test", "victim": "me"}),
    )
    for row in (first, lost):
        actions.accept(row, actor=clerk)
    path = tmp_path / "reports.csv"
    path.write_bytes(b"".join(actions_settings.export(actor=clerk, reason="Load", again=False)))
    goal = target("incidents")

    outcome = run(path, goal, load(MAPPING, goal), actor=SYSTEM, rejects=tmp_path / "rejects.csv")

    assert (outcome.accepted, outcome.rejected) == (2, 0)
    kept = {row.case_number: row for row in Incident.objects.all()}
    theft = kept[first.case_number]
    assert (theft.offence_code, theft.offence_group, theft.block_text) == (
        "23H",
        "theft",
        "400 BLOCK OF ELM STREET",
    )
    assert theft.occurred_from == datetime(2026, 5, 1, 20, tzinfo=UTC)  # 13:00 in California
    assert theft.external_id == first.number
    assert kept[lost.case_number].offence_code == "INFO"
