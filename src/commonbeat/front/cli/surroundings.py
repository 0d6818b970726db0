"""What every command needs around it: Django's settings found, and set up once."""

import os
import sys
from pathlib import Path

SETTINGS = "config.settings"
SUPERVISED = "COMMONBEAT_SUPERVISED"  # set for children of ``commonbeat up``: the database is seen to


def project_root() -> Path:
    """The folder that holds ``config`` and ``src``, or the working folder when we are installed elsewhere."""
    checkout = Path(__file__).resolve().parents[4]
    return checkout if (checkout / "config").is_dir() else Path.cwd()


def point_to_settings() -> None:
    """Make ``config.settings`` importable and Django's choice; a setting already made is kept."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    root = str(project_root())
    if root not in sys.path:
        sys.path.insert(0, root)


def set_up_django() -> None:
    """Load the applications, once."""
    point_to_settings()
    import django  # slow

    django.setup()


def child_environment(**more: str) -> dict[str, str]:
    """Environment of a Python child that finds the same packages and settings as we do."""
    root = project_root()
    paths = [str(root), str(root / "src"), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", SETTINGS),
        **more,
    }


def own_command(*words: str) -> list[str]:
    """Command line that runs ``commonbeat`` with the same Python as ours."""
    return [sys.executable, "-m", "commonbeat.front.cli.main", *words]
