"""Staff pages of interviews."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.accountability.complaints import queries
from commonbeat.accountability.complaints.looks import WORK
from commonbeat.accountability.complaints.views import purpose_of
from commonbeat.kernel import attachments, walls
from commonbeat.kernel.access import needs
from commonbeat.kernel.ui.forms import refuse
from commonbeat.kernel.ui.timeline import of_moves
from commonbeat.kernel.workflow import available, state_of

from . import actions, checklist, doing, enums, forms, notice, panels
from .models import Interview


@never_cache
@needs("complaints.work")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Plan an interview."""
    with walls.looking(request.user, WORK, case=pk, writing=True):
        doing.must_write(pk)
        complaint = queries.case(pk)
        form = forms.NewForm(complaint, request.POST or None, initial={"language": "en"})
        if request.method == "POST" and form.is_valid():
            given = dict(form.cleaned_data)
            given["officer"] = UUID(given["officer"]) if given["officer"] else None
            try:
                made = actions.plan(pk, actor=request.user, **given)
            except ValidationError as wrong:
                refuse(form, wrong)
            else:
                messages.success(request, _("Planned. Next: who is there, and the notice."))
                return redirect("interviews:interview", pk=pk, interview=made.pk)
        context = {
            "title": _("Plan an interview"),
            "form": form,
            "submit": _("Plan it"),
            "complaint": complaint,
        }
        return render(request, "interviews/new.html", context, status=400 if form.errors else 200)


@never_cache
@needs("complaints.open")
@require_GET
def detail(request: HttpRequest, pk: UUID, interview: UUID) -> HttpResponse:
    """One interview: its duties, who is there, what was said, what comes next."""
    with walls.looking(request.user, purpose_of(request.user, one_case=True), case=pk):
        return _page(request, _there(pk, interview), {})


@never_cache
@needs("complaints.work")
@require_POST
def do(request: HttpRequest, pk: UUID, interview: UUID, what: str) -> HttpResponse:
    """One thing done on the page of an interview."""
    with walls.looking(request.user, WORK, case=pk, writing=True):
        doing.must_write(pk)
        found = _there(pk, interview)
        chosen = next((one for one in _doings(request, found) if one.name == what), None)
        if chosen is None:
            raise Http404("There is nothing like that to do.")
        wrong = doing.tried(chosen, request.POST)
        if wrong is not None:
            return _page(request, _there(pk, interview), {what: wrong}, status=400)
    messages.success(request, _("Done: %(what)s.") % {"what": chosen.title})
    return redirect("interviews:interview", pk=pk, interview=interview)


@never_cache
@needs("complaints.open")
@require_GET
def served(request: HttpRequest, pk: UUID, interview: UUID, notice: UUID) -> HttpResponse:
    """A notice as it was served."""
    with walls.looking(request.user, purpose_of(request.user, one_case=True), case=pk):
        found = _there(pk, interview)
        row = found.notices.within_look().select_related("served_by").filter(pk=notice).first()
        if row is None:
            raise Http404("There is no such notice.")
        return render(request, "interviews/served.html", {"interview": found, "notice": row})


@never_cache
@needs("complaints.open")
@require_GET
def file(request: HttpRequest, pk: UUID, interview: UUID, key: UUID) -> HttpResponse:
    """A file of an interview."""
    with walls.looking(request.user, purpose_of(request.user, one_case=True), case=pk):
        return handed_out(request, pk, _there(pk, interview), key, "interview")


def handed_out(request: HttpRequest, case: UUID, record: Any, key: UUID, what: str) -> HttpResponse:
    """Hand out a file of a record, inside its look, and write that down.

    Raises:
        Http404: the record has no such file.
    """
    found = next((one for one in attachments.of(record) if one.pk == key), None)
    if found is None:
        raise Http404("There is no such file.")
    actions.note_opened(case, key, actor=request.user, what=what)
    return attachments.picture_response(found) if found.is_picture else attachments.document_response(found)


def _there(pk: UUID, interview: UUID) -> Interview:
    try:
        return actions.interview_of(pk, interview)
    except ObjectDoesNotExist:
        raise walls.NotThere from None


def _page(
    request: HttpRequest, interview: Interview, bound: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    may_write = panels.may_write(request.user)

    def address(name: str) -> str:
        return reverse("interviews:do", args=[interview.complaint_id, interview.pk, name])

    offered = doing.offers(_doings(request, interview), address, bound) if may_write else []
    context = {
        "interview": interview,
        "complaint": interview.complaint,
        "state": state_of(interview),
        "checks": checklist.checklist(interview),
        "people": list(interview.people.within_look()),
        "notices": interview.notices.within_look().select_related("served_by"),
        "breaks": interview.breaks.within_look(),
        "files": attachments.of(interview),
        "transcript": notice.TRANSCRIPT,
        "draft": notice.notice_text(interview) if interview.part == enums.Part.ACCUSED else "",
        "timeline": of_moves(interview),
        "offers": offered,
        "wrong": [one.form for one in offered if one.wrong],
        "next": [one for one in offered if one.doing.first],
        "more": [one for one in offered if not one.doing.first],
        "may_write": may_write,
        "drop": address("drop"),
    }
    return render(request, "interviews/interview.html", context, status=status)


def _doings(request: HttpRequest, interview: Interview) -> list[doing.Doing]:
    """Everything that can be done with an interview; what is shown follows from its state."""
    case, pk, actor = interview.complaint_id, interview.pk, request.user
    steps = {one.name for one in available(interview, actor)}
    before, held = interview.state in ("planned", "noticed"), interview.state == "held"
    checks, accused = checklist.checklist(interview), interview.part == enums.Part.ACCUSED
    one = _Makes(request, case, pk, actor)
    return [
        doing.Doing("person", _("Name who is present"), forms.PersonForm,
                    lambda given: actions.add_person(case, pk, actor=actor, **given), before, first=True),
        doing.Doing("serve", _("Serve the notice"), forms.ServeForm,
                    lambda given: actions.serve(case, pk, actor=actor, **given), before and accused, first=True,
                    hint=_("Its words are below; they are kept as they are now.")),
        doing.Doing("happened", _("Note what happened"), one.filled(forms.HappenedForm, interview, actions.HAPPENED),
                    lambda given: actions.change(case, pk, actor=actor, **given), before, first=True),
        doing.Doing("break", _("Note a break"), forms.BreakForm,
                    lambda given: actions.add_break(case, pk, actor=actor, **given), before),
        doing.Doing("depart", _("Write down why a duty is not met"), lambda data: forms.DepartForm(checks, data),
                    lambda given: actions.depart(case, pk, actor=actor, **given),
                    before and any(not check.settled for check in checks)),
        one.step("hold", _("It was held"), forms.EmptyForm, steps, first=True,
                 hint=_("Every duty is met, or a written reason stands for it. What is noted can no longer be changed.")),
        doing.Doing("write", _("Write down what was said"), one.filled(forms.SaidForm, interview, actions.SAID),
                    lambda given: actions.write_down(case, pk, actor=actor, **given), held, first=True),
        one.files("transcript", _("Add a transcript or a recording's text"), notice.TRANSCRIPT, before or held,
                  _("Who was interviewed gets these.")),
        one.files("notes", _("Add notes and papers"), notice.NOTES, before or held,
                  _("For the case; who was interviewed does not get these.")),
        one.step("give", _("Recording or transcript was given"), forms.GiveForm, steps, first=True),
        doing.Doing("plan", _("Change the plan"), one.filled(forms.PlanForm, interview, actions.PLANNED),
                    lambda given: actions.change(case, pk, actor=actor, **given), before),
        one.step("postpone", _("Move it to another time"), forms.PostponeForm, steps,
                 hint=_("A new notice is needed then.")),
        one.step("refuse", _("They refused to answer"), forms.ReasonForm, steps),
        one.step("miss", _("They did not appear"), forms.ReasonForm, steps),
        one.step("call_off", _("Call it off"), forms.ReasonForm, steps),
        doing.Doing("drop", _("Take somebody off the list"), lambda data: forms.EmptyForm(data or {}),
                    lambda given: actions.drop_person(case, pk, UUID(str(request.POST.get("person", ""))), actor=actor),
                    shown=False),
    ]  # fmt: skip


class _Makes:
    """Makes the doings of one interview."""

    def __init__(self, request: HttpRequest, case: UUID, pk: UUID, actor: Any) -> None:
        self.request, self.case, self.pk, self.actor = request, case, pk, actor

    def filled(self, form: Any, interview: Interview, names: tuple[str, ...]) -> Any:
        """A form that begins with what stands."""
        return lambda data: form(data, initial=forms.initial(interview, names))

    def step(
        self, name: str, title: str, form: Any, steps: set[str], *, first: bool = False, hint: str = ""
    ) -> doing.Doing:
        """A move of the process."""

        def run(given: dict[str, Any]) -> None:
            actions.step(self.case, self.pk, name, actor=self.actor, **given)

        return doing.Doing(name, title, form, run, name in steps, first, hint)

    def files(self, name: str, title: str, policy: str, shown: bool, hint: str) -> doing.Doing:
        """Files of one kind."""
        posted = self.request.method == "POST" and self.request.path.endswith(f"/{name}/")
        uploads = attachments.Uploads(
            policy, actor=self.actor, data=self.request.POST if posted else None,
            files=self.request.FILES if posted else None, name=name, label=title,
        )  # fmt: skip

        def run(given: dict[str, Any]) -> None:
            actions.add_files(self.case, self.pk, actor=self.actor, uploads=uploads)

        return doing.Doing(
            name,
            title,
            lambda data: forms.EmptyForm(data, auto_id=f"{name}_%s"),
            run,
            shown,
            False,
            hint,
            uploads,
        )
