"""Background work on PostgreSQL through Procrastinate."""

PROCRASTINATE_IMPORT_PATHS = ["commonbeat.kernel.jobs.tasks"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
