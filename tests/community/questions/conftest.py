from datetime import UTC, datetime
from typing import Any

import pytest
from factories.people import person

from commonbeat.community.questions import actions_hall
from commonbeat.community.questions.models import TownHall

STARTS = datetime(2026, 12, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def pio(db: None) -> Any:
    return person("pio")


@pytest.fixture
def planned(pio: Any) -> TownHall:
    """A town hall on the calendar."""
    hall = TownHall(
        slug="youth-forum",
        title_en="Youth forum",
        title_es="Foro de jóvenes",
        place="Central High, Marisol",
        starts_at=STARTS,
        keyword="forum",
        phone="+12095550199",
        owner=pio,
    )
    return actions_hall.plan(hall, actor=pio)


@pytest.fixture
def hall(planned: TownHall, pio: Any) -> TownHall:
    """A town hall that is going on; its key is destroyed after the test."""
    from commonbeat.community.questions import keys

    actions_hall.open_hall(planned, actor=pio)
    yield planned
    keys.destroy(planned.pk)
