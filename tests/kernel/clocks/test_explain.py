"""Why a clock is due when it is: in both languages, as text, and as a picture that says nothing the text does not."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation
from factories.clock_city import local

from commonbeat.kernel import audit, clocks
from commonbeat.kernel.clocks import calendar_days
from commonbeat.kernel.clocks.drawing import draw

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "legal")]
Freeze = Callable[[str], datetime]
CHIEF = audit.Actor("user", "0196")


@pytest.fixture
def clock(freeze: Freeze, fence: Any) -> Any:
    """A one-year clock with a criminal case in spring, a waiver that overlaps it, an extension and a mistake."""
    freeze("2026-02-12 12:00")
    clocks.start("tests.limit", fence)
    freeze("2026-09-01 09:00")
    for ground, since, until in [
        ("criminal", date(2026, 3, 1), date(2026, 5, 10)),
        ("waiver", date(2026, 5, 1), date(2026, 5, 20)),
        ("incapacity", date(2026, 6, 1), date(2026, 6, 5)),
    ]:
        clocks.toll(
            "tests.limit", fence, actor=CHIEF, reason="<b>so</b>", ground=ground, since=since, until=until
        )
    found = clocks.extend(
        "tests.limit", fence, actor=CHIEF, reason="so", ground="agencies", length=calendar_days(30)
    )
    return clocks.strike(clocks.entries_of(found)[2], actor=CHIEF, reason="Another officer.")


def test_every_entry_has_its_sentence(clock: Any) -> None:
    explained = clocks.explain(clock)
    assert explained.sentences == (
        "Due 3 Jun 2027: 1 year from 12 Feb 2026, plus 30 days of extension, plus 81 days in which the clock stood still.",
        "Criminal case, 1 Mar 2026 to 10 May 2026: 71 days.",
        "Waiver, 1 May 2026 to 20 May 2026: 20 days; 10 days of it counted already, so 10 days more.",
        "Struck out on 1 Sep 2026, counts for nothing: Officer unable, 1 Jun 2026 to 5 Jun 2026 (Another officer).",
        "Several agencies: extended by 30 days on 1 Sep 2026.",
    )
    assert (explained.due, explained.first_due) == (clock.due_at, local("2027-02-12 23:59:59.999999"))
    assert [(one.kind, one.amount.days, one.more.days) for one in explained.parts] == [
        ("still", 71, 71), ("still", 20, 10), ("struck", 5, 5), ("extended", 30, 30),
    ]  # fmt: skip
    assert explained.parts[0].authority == "Gov. Code §3304(d)(2)(A)"
    assert (explained.closing, explained.standing_still) == ((), False)


def test_in_spanish(clock: Any) -> None:
    with translation.override("es"):
        said = clocks.explain(clock).sentences
    assert said[0] == (
        "Termina el 3 de junio de 2027: 1 año desde el 12 de febrero de 2026, más 30 días de prórroga, "
        "más 81 días en que el plazo estuvo en pausa."
    )
    assert said[2] == (
        "Waiver, del 1 de mayo de 2026 al 20 de mayo de 2026: 20 días; de ellos, 10 días ya contados, así que se suman "
        "10 días."
    )


def test_a_late_clock_says_so_before_and_after_it_is_noted(freeze: Freeze, clock: Any) -> None:
    freeze("2027-06-04 00:00")
    assert clocks.explain(clock).closing == ("It is late.",)
    from commonbeat.kernel.clocks import minute

    minute.look()
    clock.refresh_from_db()
    assert clocks.explain(clock).closing == ("By the file as it stood on 4 Jun 2027, it was late.",)


def test_a_waiver_of_a_set_term_holds_it_until_then(freeze: Freeze, fence: Any) -> None:
    freeze("2026-02-12 12:00")
    clocks.start("tests.limit", fence)
    term = {"since": date(2026, 2, 20), "until": date(2026, 3, 20)}
    clock = clocks.toll("tests.limit", fence, actor=CHIEF, reason="signed", ground="waiver", **term)
    for present, still, closing in [
        ("2026-02-19 23:59", False, ()),
        ("2026-02-20 00:00", True, ("It stands still now, until 20 Mar 2026.",)),
        ("2026-03-20 23:59", True, ("It stands still now, until 20 Mar 2026.",)),
        ("2026-03-21 00:00", False, ()),
    ]:
        freeze(present)
        explained = clocks.explain(clock)
        assert (explained.standing_still, explained.closing) == (still, closing)


def test_a_clock_nothing_was_entered_about(freeze: Freeze, fence: Any) -> None:
    freeze("2026-05-21 09:30")
    hours = clocks.explain(clocks.start("tests.danger", fence))
    assert str(hours) == "Due 21 May 2026, 1:30 p.m.: 4 hours from 21 May 2026, 9:30 a.m."
    days = clocks.explain(clocks.start("tests.answer", fence))
    assert (str(days), days.parts) == ("Due 26 May 2026: 2 business days from 21 May 2026.", ())


def test_a_standstill_without_a_ground(freeze: Freeze, fence: Any) -> None:
    freeze("2026-05-21 16:30")
    clocks.start("tests.answer", fence)
    freeze("2026-05-22 09:00")
    clocks.toll("tests.answer", fence, actor=CHIEF, reason="we asked back")
    freeze("2026-05-28 09:00")
    clock = clocks.resume("tests.answer", fence, actor=CHIEF)
    assert clocks.explain(clock).sentences[1:] == ("On hold, 22 May 2026 to 28 May 2026: 3 business days.",)


def test_what_it_costs_is_a_handful_of_queries(clock: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        clocks.explain(clock)


# -- the picture --------------------------------------------------------------------------------------------------------


def test_the_picture_has_a_bar_for_each_time(clock: Any) -> None:
    drawing = draw(clocks.explain(clock))
    assert [(one.kind, one.title) for one in drawing.bars] == [
        ("time", ""), ("still", "Criminal case"), ("still", "Waiver"), ("struck", "Officer unable"),
    ]  # fmt: skip
    assert [one.y for one in drawing.bars] == [8, 34, 60, 86]
    assert drawing.due_x == drawing.width == 1000
    assert drawing.first_due_x < drawing.due_x
    case, waiver = drawing.bars[1:3]
    assert case.x < waiver.x < case.x + case.width < waiver.x + waiver.width
    assert drawing.now_x is not None
    assert waiver.x + waiver.width < drawing.now_x < 1000


def test_the_page_says_it_and_draws_it(clock: Any, freeze: Freeze) -> None:
    freeze("2026-09-01 09:00")
    page = Template("{% load clocks %}{% clock_explained clock %}").render(Context({"clock": clock}))
    for words in (
        "<b>One year</b>: ● On time: due 3 Jun 2027", "Gov. Code §3304(d)(1)", "71 days", "Struck out on 1 Sep 2026",
        'role="img"', "<title>Waiver</title>", "<title>Today</title>",
    ):  # fmt: skip
        assert words in page
    assert page.count("<rect") == 4
    assert "style=" not in page
    assert "so</b>" not in page
    with_reasons = Template("{% load clocks %}{% clock_explained clock True %}").render(
        Context({"clock": clock})
    )
    assert "“&lt;b&gt;so&lt;/b&gt;”" in with_reasons


def test_no_clock_no_words(fence: Any) -> None:
    page = Template("{% load clocks %}{% clock_explained clock %}").render(
        Context({"clock": clocks.clock_of("tests.limit", fence)})
    )
    assert page.strip() == ""
