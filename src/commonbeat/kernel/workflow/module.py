"""What this topic registers: its start-up checks, and the audit action of disposals."""

from commonbeat.kernel import audit

from . import checks  # noqa: F401  registers by being imported

audit.register_action(
    "workflow.disposed", sentence="{actor} disposed of records of the process {object_id}: {reason}"
)
