"""Any saved record that can stand in as the subject of an attachment."""

from commonbeat.kernel.files.models import StoredFile


def record(name: str = "subject") -> StoredFile:
    """A saved row with a UUID key."""
    return StoredFile.objects.create(
        sha256="0" * 64, name=name, size=1, media_type="text/plain", purpose="tests", stored_by=""
    )
