"""Where the embedded server's data and socket are: inside the home when its user can get there.

PostgreSQL refuses to run as root. Started by root it runs as another system user, who must be able to walk to
its data. We never widen a folder that is not ours: the data then goes under ``/var/lib/commonbeat`` and the
home keeps a pointer.
"""

import contextlib
import hashlib
import json
import os
import shutil
import stat
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from commonbeat.kernel.database.errors import DatabaseTrouble
from commonbeat.kernel.database.home import home, is_ours
from commonbeat.kernel.database.server_user import ServerUser, server_user

PORT = 5432
POINTER = "database.json"
SYSTEM_PLACES = Path("/var/lib/commonbeat")
LONGEST_SOCKET_PATH = 107  # bytes in sockaddr_un.sun_path less the closing zero, Linux
SOCKET_NAME = f".s.PGSQL.{PORT}"


@dataclass(frozen=True)
class Place:
    """The folders of one embedded server."""

    root: Path
    socket: Path
    user: str = ""  # system user the server runs as; empty: whoever starts it

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.root / "data"

    @property
    def log(self) -> Path:
        """What the server printed."""
        return self.root / "server.log"


def known_place() -> Place:
    """The place chosen at the first start, or the one a first start would try first. Changes nothing."""
    pointer = home() / POINTER
    if pointer.is_file():
        found = json.loads(pointer.read_text())
        return Place(Path(found["root"]), Path(found["socket"]), found["user"])
    root = home() / "database"
    return Place(root, _short_enough(root / "s") or _temporary_socket(root))


def settle() -> Place:
    """Choose the place on the first start, make its folders for the server's user, and remember it.

    Raises:
        DatabaseTrouble: no folder can be reached by the server's user; the text says how to choose a home.
    """
    place = known_place()
    pointer = home() / POINTER
    user = server_user(place.user)
    if not pointer.is_file():
        root = _root_for(user)
        place = Place(root, _socket_for(root), user.name if user.other else "")
        _remember(pointer, place)
    _make_folder(place.root, user)
    _make_folder(place.socket, user)
    if user.other and not user.reaches(place.root):
        raise DatabaseTrouble(_unreachable(user, place.root))
    return place


def _root_for(user: ServerUser) -> Path:
    inside = home() / "database"
    if not user.other:
        return inside
    return inside if let_pass(user) else _system_place(user)


def let_pass(user: ServerUser) -> bool:
    """Let ``user`` walk through the home when it is one we made; whether that user can.

    Args:
        user: who runs the server, the site and the worker when root starts them.
    """
    if is_ours(home()) and stat.S_IMODE(home().stat().st_mode) == 0o700:
        _let_group_pass(home(), user)
    return user.reaches(home())


def _let_group_pass(folder: Path, user: ServerUser) -> None:
    """Let only the server user's own group walk through a home we made ourselves (700 becomes 710).

    Undone when it does not help, because a folder above is closed.
    """
    before = folder.stat().st_gid
    os.chown(folder, -1, user.gid)
    folder.chmod(0o710)
    if not user.reaches(folder):
        folder.chmod(0o700)
        os.chown(folder, -1, before)


def _system_place(user: ServerUser) -> Path:
    """A folder of this home under /var/lib/commonbeat; one left by an earlier, deleted home is put aside."""
    root = SYSTEM_PLACES / hashlib.sha256(str(home()).encode()).hexdigest()[:12]
    try:
        if not SYSTEM_PLACES.is_dir():
            SYSTEM_PLACES.mkdir(mode=0o755)
        if root.exists():
            root.rename(tempfile.mkdtemp(prefix=f"{root.name}.left-", dir=SYSTEM_PLACES))
        root.mkdir(mode=0o700)
    except OSError as error:
        raise DatabaseTrouble(f"{_unreachable(user, home())} ({SYSTEM_PLACES}: {error.strerror})") from error
    if not user.reaches(SYSTEM_PLACES):
        raise DatabaseTrouble(_unreachable(user, SYSTEM_PLACES))
    return root


def _unreachable(user: ServerUser, folder: Path) -> str:
    return (
        f"PostgreSQL may not run as root, and the system user {user.name} cannot reach {folder}. "
        "Set COMMONBEAT_HOME to a folder every user can walk to, for instance /srv/commonbeat, "
        "or start Commonbeat as an ordinary user."
    )


def _socket_for(root: Path) -> Path:
    return _short_enough(root / "s") or _temporary_socket(root)


def _short_enough(folder: Path) -> Path | None:
    return folder if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH else None


def _temporary_socket(root: Path) -> Path:
    """A short folder for a home whose path is too long for a socket address."""
    name = hashlib.sha256(str(root).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"commonbeat-{name}"


def _make_folder(folder: Path, user: ServerUser) -> None:
    """Make one folder of mode 700 for the server's user; refuse one that somebody else put there.

    Raises:
        DatabaseTrouble: the folder exists and is a link or belongs to another user.
    """
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if user.other:
            os.chown(folder, user.uid, user.gid)
    found = folder.lstat()
    if found.st_uid == 0 and user.other and not any(folder.iterdir()):
        os.chown(folder, user.uid, user.gid)  # a first start was killed between the two steps
        found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != user.uid or stat.S_IMODE(found.st_mode) & 0o077:
        raise DatabaseTrouble(
            f"{folder} must be a folder of user {user.name} with mode 700, and is not. "
            "Start Commonbeat as the user who started it first, or choose another COMMONBEAT_HOME."
        )


def _remember(pointer: Path, place: Place) -> None:
    fresh = pointer.with_suffix(".new")
    fresh.write_text(json.dumps({key: str(value) for key, value in asdict(place).items()}, indent=1))
    fresh.chmod(0o600)
    shutil.move(fresh, pointer)
