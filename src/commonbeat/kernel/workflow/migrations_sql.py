"""The SQL that puts a table under guard.

A migration imports no code of the project (it must do the same in ten years), so this prints the text to paste:
``python -m commonbeat.kernel.workflow.migrations_sql requests_servicerequest requests.request``.
"""

from __future__ import annotations

import re
import sys

_NAME = re.compile(r"[a-z_][a-z0-9_]*")

_FORWARD = """\
CREATE CONSTRAINT TRIGGER {table}_state AFTER INSERT OR UPDATE OF state ON {table}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflow_state_has_move('{process}');
CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION workflow_record_is_kept('{process}');
"""
_BACKWARD = """\
DROP TRIGGER {table}_state ON {table};
DROP TRIGGER {table}_kept ON {table};
"""


def guard(table: str, process: str) -> tuple[str, str]:
    """SQL that puts a table under guard, and SQL that takes it off again.

    Args:
        table: name in the database; its key is ``id``, its state ``state``.
        process: the process its records follow.

    Returns:
        Forward and backward text for ``migrations.RunSQL``.

    Raises:
        ValueError: a name that cannot be one.
    """
    if not _NAME.fullmatch(table) or not all(map(_NAME.fullmatch, process.split("."))):
        raise ValueError(f"Not names of a table and a process: {table!r}, {process!r}.")
    return _FORWARD.format(table=table, process=process), _BACKWARD.format(table=table)


if __name__ == "__main__":
    print("\n".join(guard(*sys.argv[1:3])))
