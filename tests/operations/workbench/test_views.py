import pytest
from django.urls import reverse
from factories import town
from factories.people import person, signed_in

from commonbeat.operations.workbench.jobs import compute
from commonbeat.operations.workbench.models import BeatProposal, Run, SavedAnalysis

ASKED = {**town.QUERY, "source": "calls"}
PAGES = ["trends", "times", "places", "repeats", "staffing", "beats"]


@pytest.fixture
def analyst(small_town):
    return signed_in(person("analyst"))


def page(browser, name, **asked):
    """The page's answer, computed as the worker would."""
    address = reverse("workbench:page", args=[name])
    browser.get(address, {**ASKED, **asked})
    for run in Run.objects.filter(state="queued"):
        compute(run_id=str(run.pk))
    return browser.get(address, {**ASKED, **asked})


@pytest.mark.parametrize("name", PAGES)
def test_every_page_answers_and_says_how(analyst, name):
    answer = page(analyst, name)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "How this was computed" in text
    assert "Keep this view" in text
    assert " style=" not in text
    assert Run.objects.count() == 1  # the second look found the first answer


@pytest.mark.parametrize("name", PAGES)
def test_command_reads_without_keeping(small_town, name):
    text = page(signed_in(person("command")), name).content.decode()
    assert "How this was computed" in text
    assert "Keep this view" not in text


def test_a_long_computation_shows_progress_and_a_way_out(analyst):
    text = analyst.get(reverse("workbench:page", args=["beats"]), ASKED).content.decode()
    run = Run.objects.get()
    assert reverse("workbench:progress", args=[run.pk]) in text
    assert reverse("workbench:cancel", args=[run.pk]) in text
    assert "<progress" in text


def test_progress_asks_for_the_page_when_it_is_done(analyst):
    analyst.get(reverse("workbench:page", args=["beats"]), ASKED)
    run = Run.objects.get()
    address = reverse("workbench:progress", args=[run.pk])
    assert "HX-Refresh" not in analyst.get(address)
    compute(run_id=str(run.pk))
    assert analyst.get(address)["HX-Refresh"] == "true"


def test_cancelling_leads_back(analyst):
    analyst.get(reverse("workbench:page", args=["beats"]), ASKED)
    run = Run.objects.get()
    answer = analyst.post(reverse("workbench:cancel", args=[run.pk]), follow=True)
    assert "the computation is stopped" in answer.content.decode()


def test_days_the_wrong_way_round_are_told_beside_the_field(analyst):
    answer = analyst.get(
        reverse("workbench:page", args=["times"]), {"since": "2025-02-01", "until": "2025-01-01"}
    )
    assert answer.status_code == 400
    assert "The last day is before the first one." in answer.content.decode()
    assert Run.objects.count() == 0


def test_the_shared_filters_travel_to_the_other_pages(analyst):
    text = page(analyst, "times", group="theft").content.decode()
    expected = (
        f"{reverse('workbench:page', args=['places'])}?source=calls&amp;since=2025-01-06&amp;until=2025-03-30"
    )
    assert f"{expected}&amp;group=theft" in text


def test_a_view_is_kept_opened_again_and_withdrawn(analyst):
    page(analyst, "times", group="theft")
    run = Run.objects.get()
    analyst.post(
        reverse("workbench:save", args=[run.pk]),
        {"name": "Thefts by day", "finding": "12 each morning", "in_report": "on", "query": "group=theft"},
    )
    kept = SavedAnalysis.objects.get()
    text = analyst.get(reverse("workbench:saved")).content.decode()
    assert f"{reverse('workbench:page', args=['times'])}?group=theft" in text
    analyst.post(reverse("workbench:withdraw", args=[kept.pk]), {"reason": "wrong weeks"})
    assert "Thefts by day</a>" not in analyst.get(reverse("workbench:saved")).content.decode()


def test_a_view_without_a_sentence_keeps_what_was_typed(analyst):
    page(analyst, "times")
    run = Run.objects.get()
    answer = analyst.post(
        reverse("workbench:save", args=[run.pk]), {"name": "Thefts", "finding": "", "query": ""}
    )
    assert answer.status_code == 400
    assert 'value="Thefts"' in answer.content.decode()


def test_a_proposal_is_begun_changed_and_taken_home(analyst):
    page(analyst, "beats", start="today", tolerance="10")
    run = Run.objects.get()
    answer = analyst.post(reverse("workbench:propose"), {"run": run.pk, "name": "Spring", "begin": "today"})
    plan = BeatProposal.objects.get()
    assert answer.url == reverse("workbench:proposal", args=[plan.pk])
    cell = next(cell for cell, beat in plan.assignment.items() if beat == "W")
    analyst.post(
        reverse("workbench:move", args=[plan.pk]),
        {"cell": cell, "beat": "E", "version": 1, "reason": "school"},
    )
    text = analyst.get(answer.url).content.decode()
    assert "1 hexagon changes its beat" in text
    body = analyst.get(reverse("workbench:proposal_geojson", args=[plan.pk])).json()
    assert [feature["properties"]["code"] for feature in body["features"]] == ["E", "W"]


def test_a_stale_move_is_told(analyst):
    page(analyst, "beats", start="today", tolerance="10")
    analyst.post(
        reverse("workbench:propose"), {"run": Run.objects.get().pk, "name": "Spring", "begin": "today"}
    )
    plan = BeatProposal.objects.get()
    cell = next(iter(plan.assignment))
    other = "E" if plan.assignment[cell] == "W" else "W"
    answer = analyst.post(
        reverse("workbench:move", args=[plan.pk]), {"cell": cell, "beat": other, "version": 7}, follow=True
    )
    assert "Somebody changed this proposal" in answer.content.decode()


def test_an_empty_department_is_told_what_to_do(db):
    answer = signed_in(person("analyst")).get(reverse("workbench:page", args=["times"]))
    assert "Widen the dates" in answer.content.decode()
