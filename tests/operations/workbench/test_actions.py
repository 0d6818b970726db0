import pytest
from factories import town
from factories.people import person

from commonbeat.kernel.access import Refused
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.operations.workbench import actions, actions_beats
from commonbeat.operations.workbench.enums import RunState
from commonbeat.operations.workbench.forms_pages import FORMS
from commonbeat.operations.workbench.jobs import compute
from commonbeat.operations.workbench.models import Run


@pytest.fixture
def analyst(small_town):
    return person("analyst")


def asked(analyst, page="times", **options):
    form = FORMS[page]({**town.QUERY, "source": "calls", **options})
    assert form.is_valid(), form.errors
    return actions.ask(actor=analyst, page=page, scope=form.scope)


def test_a_quick_question_is_answered_at_once(analyst):
    run = asked(analyst)
    assert (run.state, run.content["n"], run.progress) == (RunState.DONE, 168, 1.0)
    entry = AuditEntry.objects.get(action="workbench.asked")
    assert (entry.object_id, entry.details["page"]) == (str(run.pk), "times")


def test_a_long_one_waits_for_the_worker_and_runs_once(analyst):
    run = asked(analyst, "beats")
    assert run.state == RunState.QUEUED
    compute(run_id=str(run.pk))
    run.refresh_from_db()
    finished = run.finished_at
    compute(run_id=str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.finished_at) == (RunState.DONE, finished)


def test_what_cannot_be_answered_says_why(analyst):
    run = asked(analyst, since="2020-01-01", until="2020-01-31")
    assert run.state == RunState.FAILED
    assert run.message.startswith("No row in these filters has a time.")


def test_a_waiting_computation_is_cancelled_at_once(analyst):
    run = actions.cancel(actor=analyst, run=asked(analyst, "beats"))
    assert run.state == RunState.CANCELLED
    compute(run_id=str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.content) == (RunState.CANCELLED, None)


def test_a_running_one_stops_at_its_next_step(analyst):
    run = asked(analyst, "beats")
    Run.objects.filter(pk=run.pk).update(cancel_asked=True)
    compute(run_id=str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.content) == (RunState.CANCELLED, None)


def test_command_cancels_only_its_own(analyst):
    run = asked(analyst, "beats")
    with pytest.raises(Refused):
        actions.cancel(actor=person("command"), run=run)


def test_an_analysis_is_kept_with_its_sentence(analyst):
    kept = actions.save_analysis(
        actor=analyst,
        run=asked(analyst),
        query="group=theft",
        name="Thefts",
        finding="12 a week",
        in_report=True,
    )
    assert (kept.name, kept.page, kept.in_report) == ("Thefts", "times", True)
    assert AuditEntry.objects.get(action="workbench.saved").reason == "12 a week"


@pytest.mark.parametrize(("name", "finding"), [("", "12 a week"), ("Thefts", " ")])
def test_without_name_or_sentence_nothing_is_kept(analyst, name, finding):
    with pytest.raises(actions.NotKept, match="Give it a name"):
        actions.save_analysis(
            actor=analyst, run=asked(analyst), query="", name=name, finding=finding, in_report=False
        )


def test_what_is_not_computed_yet_is_not_kept(analyst):
    with pytest.raises(actions.NotKept, match="Wait"):
        actions.save_analysis(
            actor=analyst, run=asked(analyst, "beats"), query="", name="a", finding="b", in_report=False
        )


def test_withdrawing_needs_a_reason_and_keeps_the_row(analyst):
    kept = actions.save_analysis(
        actor=analyst, run=asked(analyst), query="", name="a", finding="b", in_report=False
    )
    with pytest.raises(actions.NotKept, match="Say why"):
        actions.withdraw(actor=analyst, saved=kept, reason=" ")
    assert actions.withdraw(actor=analyst, saved=kept, reason="wrong dates").withdrawn_at is not None


@pytest.fixture
def plan(analyst):
    run = asked(analyst, "beats", start="today", tolerance="10")
    compute(run_id=str(run.pk))
    run.refresh_from_db()
    return actions_beats.propose_beats(actor=analyst, run=run, name="Spring", begin="today")


def test_a_hexagon_moves_and_the_version_counts(analyst, plan):
    cell = next(cell for cell, beat in plan.assignment.items() if beat == "W")
    row = actions_beats.move_cell(
        actor=analyst, proposal=plan, cell=cell, beat="E", version=1, reason="school"
    )
    assert (row.assignment[cell], row.version) == ("E", 2)
    entry = AuditEntry.objects.get(action="workbench.beats_changed")
    assert (entry.reason, entry.details["was"], entry.details["becomes"]) == ("school", "W", "E")


def test_two_people_at_once_the_second_is_told(analyst, plan):
    cells = [cell for cell, beat in plan.assignment.items() if beat == "W"]
    actions_beats.move_cell(actor=analyst, proposal=plan, cell=cells[0], beat="E", version=1, reason="")
    with pytest.raises(actions_beats.Changed, match="Somebody changed"):
        actions_beats.move_cell(actor=analyst, proposal=plan, cell=cells[1], beat="E", version=1, reason="")


def test_a_locked_hexagon_stays(analyst, plan):
    cell = next(cell for cell, beat in plan.assignment.items() if beat == "W")
    actions_beats.set_lock(actor=analyst, proposal=plan, cell=cell, locked=True, version=1)
    with pytest.raises(actions.NotKept, match="locked"):
        actions_beats.move_cell(actor=analyst, proposal=plan, cell=cell, beat="E", version=2, reason="")


def test_a_hexagon_that_is_none_is_refused(analyst, plan):
    with pytest.raises(actions.NotKept, match="of this plan"):
        actions_beats.move_cell(actor=analyst, proposal=plan, cell="x", beat="E", version=1, reason="")


def test_what_is_in_the_report_stands_in_the_next_edition(analyst):
    from commonbeat.kernel.audit import SYSTEM
    from commonbeat.operations.insight.actions import prepare_edition
    from commonbeat.operations.insight.render_html import render_html

    kept = actions.save_analysis(
        actor=analyst,
        run=asked(analyst),
        query="",
        name="Hours",
        finding="All calls at 9 and 21",
        in_report=True,
    )
    edition = prepare_edition(actor=SYSTEM, week="2025-W12")
    assert [chapter["title"] for chapter in edition.content["chapters"]] == ["All calls at 9 and 21"]
    page = render_html(edition.content)
    assert "All calls at 9 and 21" in page
    assert "kept by Test Analyst" in page
    actions.withdraw(actor=analyst, saved=kept, reason="wrong weeks")
    assert prepare_edition(actor=SYSTEM, week="2025-W12").content["chapters"] == []
    assert edition.content["chapters"]  # what was kept stays as it was
