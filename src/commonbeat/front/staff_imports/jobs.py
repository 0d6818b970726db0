"""The import of an uploaded file, done by the worker."""

from commonbeat.kernel.jobs import job

from . import actions


@job("imports.run", lock="imports")
def run_import(run: int) -> None:
    """Import the file of one run."""
    actions.perform(run)
