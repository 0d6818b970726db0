"""What must hold after every kill, and what must hold at the end when all work is done."""

import hashlib
import time
from collections import Counter
from datetime import timedelta

from factories.mail_server import MailServer

from soaking.people import Memory

SILENT_S = 15.0  # a living worker gives a sign every 10 s
SETTLING = 300.0  # seconds the worker has to finish what is left
SOON = timedelta(seconds=90)  # jobs that were sent back, and second looks at an import, lie less far ahead


def standing(memory: Memory, mails: MailServer) -> list[str]:
    """Everything that is wrong now; unfinished work is not."""
    from django.db import connection

    connection.close()  # the server it led to may have been killed
    return [
        *_accounts(memory),
        *_runs(memory),
        *_calls(memory),
        *_messages(memory, mails),
        *_files(),
        *_log(),
    ]


def settle(memory: Memory) -> list[str]:
    """Wait until nothing is left to do; what has not been finished then is wrong."""
    from django.db.models import Q
    from django.utils import timezone
    from procrastinate.contrib.django.models import ProcrastinateJob

    from commonbeat.kernel.intake.models import IntakeRun
    from commonbeat.kernel.jobs.housekeeping import return_stalled
    from commonbeat.kernel.notify import actions
    from commonbeat.kernel.notify.models import Message

    until = time.monotonic() + SETTLING
    while time.monotonic() < until:
        return_stalled(SILENT_S)
        # The outbox calls a message unclear ten minutes after its worker took it; nobody waits here.
        stuck = Message.objects.filter(state="sending").first()
        due = Q(scheduled_at=None) | Q(scheduled_at__lte=timezone.now() + SOON)
        waiting = ProcrastinateJob.objects.filter(due, status__in=["todo", "doing"]).count()
        unsent = Message.objects.filter(state="queued").count()
        if not waiting and not unsent:
            if stuck:
                for one in Message.objects.filter(state="sending"):
                    Message.objects.filter(pk=one.pk).update(
                        claimed_at=one.claimed_at - timedelta(minutes=11)
                    )
                actions.sweep()
            break
        time.sleep(1)
    wrong = [f"{waiting} jobs and {unsent} messages are left over"] if waiting or unsent else []
    states = dict(IntakeRun.objects.filter(pk__in=memory.started).values_list("pk", "state"))
    wrong += [
        f"run {pk} was acknowledged and is {states.get(pk)}; its jobs: {_jobs_of(pk)}"
        for pk in sorted(memory.started)
        if states.get(pk) != "done"
    ]
    left = IntakeRun.objects.filter(state__in=["queued", "running"])
    wrong += [f"run {one.pk} stays {one.state} and nobody works on it" for one in left]
    known = dict(Message.objects.values_list("dedupe_key", "state"))
    open_ = [key for key in memory.messages if known.get(key) not in ("sent", "failed")]
    return wrong + ([f"{len(open_)} messages neither sent nor failed"] if open_ else [])


def _jobs_of(run: int) -> list[tuple[object, ...]]:
    """State, tries and time of the jobs that should bring an import to its end."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    jobs = ProcrastinateJob.objects.filter(task_name="imports.run", args__run=run).order_by("id")
    return list(jobs.values_list("id", "status", "attempts", "scheduled_at", "worker_id"))


def _accounts(memory: Memory) -> list[str]:
    from commonbeat.kernel.access.models import RoleGrant
    from commonbeat.kernel.accounts.models import User
    from commonbeat.kernel.audit.models import AuditEntry

    found = {
        str(pk): email for pk, email in User.objects.filter(email__startswith="r").values_list("pk", "email")
    }
    wrong = [
        f"account {one} was acknowledged and is lost" for one in sorted(memory.accounts - set(found.values()))
    ]
    for action in ("access.account_created", "access.role_granted"):
        rows = Counter(
            AuditEntry.objects.filter(action=action, object_id__in=found).values_list("object_id", flat=True)
        )
        wrong += [f"{email}: {rows[pk]} rows of {action}" for pk, email in found.items() if rows[pk] != 1]
    grants = Counter(
        str(pk) for pk in RoleGrant.objects.filter(user__in=found).values_list("user_id", flat=True)
    )
    return wrong + [f"{email}: {grants[pk]} roles" for pk, email in found.items() if grants[pk] != 1]


def _runs(memory: Memory) -> list[str]:
    from commonbeat.kernel.audit.models import AuditEntry
    from commonbeat.kernel.intake.models import IntakeRun

    finished = Counter(
        AuditEntry.objects.filter(action="intake.finished").values_list("object_id", flat=True)
    )
    runs = {one.pk: one for one in IntakeRun.objects.all()}
    wrong = [f"upload {pk} was acknowledged and is lost" for pk in sorted(set(memory.uploaded) - set(runs))]
    for pk, one in runs.items():
        wanted = 1 if one.state == "done" else 0
        if finished[str(pk)] != wanted:
            wrong.append(f"run {pk} is {one.state} with {finished[str(pk)]} rows of intake.finished")
    return wrong


def _calls(memory: Memory) -> list[str]:
    """Every file whole or not at all, each key once, each acknowledged one there."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT split_part(external_id, '-', 1), count(*), count(DISTINCT external_id) FROM calls_call GROUP BY 1"
        )
        found = {prefix: (rows, keys) for prefix, rows, keys in cursor.fetchall()}
    wrong = []
    for prefix, wanted in {**memory.uploads, **memory.commands}.items():
        if found.get(prefix, (0, 0)) not in ((0, 0), (wanted, wanted)):
            wrong.append(f"{prefix}: {found[prefix]} rows and keys, written {wanted}")
    lost = [prefix for prefix in sorted(memory.commands_done) if prefix not in found]
    return wrong + [f"{prefix} was acknowledged and is lost" for prefix in lost]


def _messages(memory: Memory, mails: MailServer) -> list[str]:
    from commonbeat.kernel.notify.models import Message

    before = _arrived(mails)
    known = {one.dedupe_key: one for one in Message.objects.filter(dedupe_key__startswith="soak:")}
    after = _arrived(mails)  # the worker goes on meanwhile
    wrong = [f"message {key} was taken and is lost" for key in sorted(memory.messages - set(known))]
    for key, one in known.items():
        pk, times = str(one.pk), after[str(one.pk)]
        if times > 1 or (one.state == "sent" and times != 1) or (one.state == "queued" and before[pk]):
            wrong.append(f"message {key} is {one.state} and arrived {times} times")
    return wrong


def _arrived(mails: MailServer) -> Counter[str]:
    """How often each message has arrived."""
    return Counter(mail.message_id.strip("<>").split("@")[0] for mail in list(mails.mails))


def _files() -> list[str]:
    from commonbeat.kernel.files.models import StoredFile

    wrong = []
    for one in StoredFile.objects.all():
        try:
            with one.path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            wrong.append(f"file {one.name}: {error}")
        else:
            wrong += [] if digest == one.sha256 else [f"file {one.name} is not what was stored"]
    return wrong


def _log() -> list[str]:
    from commonbeat.kernel.audit.verifying import verify_log

    return [f"audit log: {fault}" for fault in verify_log().faults]
