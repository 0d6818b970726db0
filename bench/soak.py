"""Kill -9 at random moments, round after round: nothing acknowledged may be lost, nothing may be doubled.

In every round a file is brought in by command, a clerk opens accounts and uploads a file over HTTP, and messages go
into the outbox and out through a mail server; then the import, the worker, the web server, the database or all of it
is killed, and after it has come back every acknowledged thing is looked for: rows, audit entries, mails, files. At
the end all work that is left is finished, every file is brought in once more, and the log is verified.
Prints one line a round and a verdict; exit code 1 when anything is lost or doubled.

    python bench/soak.py --rounds 50
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPO), str(REPO / "src"), str(REPO / "tests"), str(REPO / "bench")]

from factories.mail_server import MailServer  # noqa: E402
from soaking import checks  # noqa: E402
from soaking.house import House  # noqa: E402
from soaking.people import BY_COMMAND, MAPPING, Clerk, Importer, Memory, Sender, calls_csv  # noqa: E402

VICTIMS = ("import", "worker", "web", "database", "everything")
PASSWORD = "quiet harbour lantern seventy"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def main() -> int:
    """Run the rounds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="keep the home for a look afterwards")
    given = parser.parse_args()
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_READ_URL"):
        os.environ.pop(name, None)
    folder = tempfile.mkdtemp(prefix="cbsoak-")
    os.chmod(folder, 0o755)  # the database's own user may pass when we are root
    with MailServer() as mails:
        os.environ.update(
            COMMONBEAT_HOME=f"{folder}/home",
            COMMONBEAT_MAIL="smtp",
            COMMONBEAT_SMTP_HOST="127.0.0.1",
            COMMONBEAT_SMTP_PORT=str(mails.port),
            COMMONBEAT_SMTP_TLS="none",
            DJANGO_SETTINGS_MODULE="config.settings",
            PYTHONPATH=os.pathsep.join([str(REPO), str(REPO / "src"), os.environ.get("PYTHONPATH", "")]),
        )
        try:
            return Soak(Path(folder), mails, random.Random(given.seed)).run(given.rounds)
        finally:
            if given.keep:
                print(f"kept in {folder}")
            else:
                shutil.rmtree(folder, ignore_errors=True)


class Soak:
    """The rounds and what they remember."""

    def __init__(self, folder: Path, mails: MailServer, rng: random.Random) -> None:
        self.folder, self.mails, self.rng = folder, mails, rng
        self.memory = Memory()
        self.house = House(folder / "up.log")
        self.mapping = folder / "map.toml"
        self.mapping.write_text(MAPPING)
        self.killed: Counter[str] = Counter()

    def run(self, rounds: int) -> int:
        """All rounds; 0 when nothing was lost or doubled."""
        self.house.start()
        try:
            self.cookie = _signed_in()
            print(f"{'round':>5} {'killed':<34} {'after s':>7} {'back s':>6} {'files':>5} {'accounts':>8} "
                  f"{'uploads':>7} {'mails':>5}  wrong")  # fmt: skip
            order = [*VICTIMS] * (rounds // len(VICTIMS) + 1)
            self.rng.shuffle(order)
            wrong: list[str] = []
            for number in range(rounds):
                wrong = self.round(number, order[number])
                if wrong:
                    break
            wrong = wrong or self.finish()
        finally:
            self.house.stop()
        for line in wrong[:20]:
            print(f"WRONG: {line}")
        print(f"{sum(self.killed.values())} kills ({', '.join(f'{n} {what}' for what, n in sorted(self.killed.items()))}): "
              f"{'LOST OR DOUBLED' if wrong else 'nothing acknowledged lost, nothing doubled'}")  # fmt: skip
        return 1 if wrong else 0

    def round(self, number: int, victim: str) -> list[str]:
        """One kill, and what is wrong afterwards."""
        memory, prefix = self.memory, f"C{number:03}"
        path = self.folder / f"{prefix}.csv"
        path.write_bytes(calls_csv(prefix, BY_COMMAND, self.rng))
        memory.commands[prefix] = BY_COMMAND
        importer = Importer(path, self.mapping)
        sender = Sender(memory)
        clerk = Clerk(memory, self.house, self.cookie, number, self.rng)
        after = self.rng.uniform(0.3, 5.0)
        time.sleep(after)
        if victim == "import":
            importer.process.kill()
            hit = "import"
        else:
            hit = self.house.kill(victim, self.rng)
        time.sleep(0.3)
        if victim == "everything":
            importer.process.kill()
            self.house.start()
        back = self.house.wait_until_well()
        if importer.acknowledged(patience=60):
            memory.commands_done.add(prefix)
        time.sleep(0.5)
        clerk.stop()
        sender.stop()
        self.killed[victim] += 1
        wrong = checks.standing(memory, self.mails)
        print(f"{number + 1:>5} {hit:<34} {after:>7.2f} {back:>6.1f} {len(memory.commands_done):>5} "
              f"{len(memory.accounts):>8} {len(memory.started):>7} {len(self.mails.mails):>5}  {len(wrong) or '-'}",
              flush=True)  # fmt: skip
        return wrong

    def finish(self) -> list[str]:
        """Let all work end, bring every file in once more, and look again."""
        wrong = checks.settle(self.memory)
        for prefix in self.memory.commands:
            again = Importer(self.folder / f"{prefix}.csv", self.mapping)
            if again.acknowledged(patience=120):
                self.memory.commands_done.add(prefix)
            else:
                wrong.append(f"{prefix} cannot be brought in at the end: {again.error[-300:]}")
        return wrong + checks.standing(self.memory, self.mails)


def _signed_in() -> str:
    """Open an administrator's account who may also import; returns the cookie of a browser signed in to it."""
    os.environ["COMMONBEAT_SUPERVISED"] = "1"
    import django

    django.setup()
    from django.test import Client

    from commonbeat.kernel import audit
    from commonbeat.kernel.access import actions

    user, _ = actions.create_account(
        actor=audit.SYSTEM, email="clerk@example.test", name="Soak Clerk", reason="for the soak",
        password=PASSWORD, totp_secret=SECRET,
    )  # fmt: skip
    for role in ("administrator", "analyst"):
        actions.grant_role(actor=audit.SYSTEM, user=user, role=role, reason="for the soak")
    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    os.environ.pop("COMMONBEAT_SUPERVISED")
    return str(browser.cookies["sessionid"].value)


if __name__ == "__main__":
    sys.exit(main())
