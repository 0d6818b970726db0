"""Who asks only for the head of a public page (monitors, link checkers, mail programs) gets the answer of the page itself."""

import pytest
from django.test import Client

PAGES = (
    "", "issues/", "issues/list/", "issues/report/", "police-report/", "ask/", "ask/answers/", "ask/rules/", "town-hall/",
    "track/", "promises/", "data/", "reports/", "revisions/", "how-we-publish/", "accessibility/", "audit-roots/",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["/", "/es/"])
def test_head_is_get_without_its_body(client: Client, prefix: str) -> None:
    for page in PAGES:
        asked, head = client.get(prefix + page), client.head(prefix + page)
        assert (page, head.status_code, head.content) == (page, asked.status_code, b"")
        assert (page, head["Content-Type"], asked.status_code) == (page, asked["Content-Type"], 200)
