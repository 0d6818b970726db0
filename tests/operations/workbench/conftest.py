from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from factories import town

from commonbeat.city.agency.queries import agency
from commonbeat.operations.workbench.forms_pages import FORMS
from commonbeat.operations.workbench.measures import PAGES
from commonbeat.operations.workbench.measures.work import Work


@pytest.fixture
def small_town(db: None) -> None:
    town.build()


@pytest.fixture
def answered(small_town: None) -> Callable[..., dict[str, Any]]:
    """Computes a page of the workbench for the small town's twelve weeks."""

    def answer(page: str, **asked: Any) -> dict[str, Any]:
        form = FORMS[page]({**town.QUERY, "source": "calls", **asked})
        assert form.is_valid(), form.errors
        return PAGES[page].compute(Work(connection, form.scope, agency(), lambda at, words: None))

    return answer
