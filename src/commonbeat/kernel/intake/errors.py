"""What can be wrong with a file or a mapping, said in one sentence."""


class IntakeError(Exception):
    """The import cannot go on; the message is for the person who started it, and nothing was imported."""


class MappingError(IntakeError):
    """The mapping file is wrong."""


class FileRefused(IntakeError):
    """The file cannot be read as a table."""


class Cancelled(IntakeError):
    """Somebody stopped the import; nothing of it was kept."""


class Busy(IntakeError):
    """Another import of the same source is at work."""
