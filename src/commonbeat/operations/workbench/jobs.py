"""Computing a question, here or in the worker."""

from __future__ import annotations

import logging

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.city.agency.queries import agency
from commonbeat.kernel.jobs import job

from .enums import RunState
from .measures import PAGES
from .measures.work import Cancelled, NotAnswerable, Work
from .models import Run
from .scope import Scope

_log = logging.getLogger(__name__)


@job("workbench.compute", retry=1)
def compute(run_id: str) -> None:
    """Compute one run and keep its answer; a second call of the same run changes nothing.

    Args:
        run_id: the run's id.
    """
    waiting = Run.objects.filter(pk=run_id, state__in=[RunState.QUEUED, RunState.RUNNING])
    if not waiting.update(state=RunState.RUNNING, started_at=timezone.now()):
        return
    run = Run.objects.get(pk=run_id)
    work = Work(connection, Scope.from_json(run.scope), agency(), lambda at, words: _tell(run_id, at, words))
    try:
        content = PAGES[run.page].compute(work)
    except Cancelled:
        _finish(run_id, RunState.CANCELLED)
    except NotAnswerable as why:
        _finish(run_id, RunState.FAILED, message=str(why))
    except Exception:
        _log.exception("Workbench run %s (%s) failed", run_id, run.page)
        _finish(run_id, RunState.FAILED, message=_("It could not be computed; the server's log says why."))
    else:
        _finish(run_id, RunState.DONE, content=content, progress=1.0)


def _tell(run_id: str, at: float, words: str) -> None:
    """Write down how far it is; stop where somebody asked for it."""
    Run.objects.filter(pk=run_id).update(progress=at, doing=words[:120])
    if Run.objects.filter(pk=run_id, cancel_asked=True).exists():
        raise Cancelled


def _finish(run_id: str, state: str, **what: object) -> None:
    """Write down how it ended."""
    Run.objects.filter(pk=run_id).update(state=state, finished_at=timezone.now(), **what)
