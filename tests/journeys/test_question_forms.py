"""The small script of public forms: what does not apply is put away, a draft stays on the device, pictures are shown."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from factories.pictures import RESIDENT, picture
from journeys import steps

from commonbeat.kernel.attachments import Uploads
from commonbeat.kernel.forms import build
from commonbeat.kernel.forms.models import FormVersion

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
TEXT = (Path(__file__).parents[1] / "kernel" / "forms" / "everything.toml").read_text(encoding="utf-8")
KEY = "cb-draft:tests.everything"


@pytest.fixture
def page(live: str, browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def show(page: Any, live: str, data: dict | None = None, *, drafts: bool = True, sent: str = "") -> None:
    """The form inside a page of the site, so that it has the site's own storage."""
    form = build(
        FormVersion(key="tests.everything", number=1, text=TEXT, sha256=""), data=data, drafts=drafts
    )
    questions = render_to_string("ui/partials/questions.html", {"form": form})
    uploads = render_to_string(
        "ui/partials/uploads.html", {"uploads": Uploads("tests.photo", actor=RESIDENT)}
    )
    styles = "".join(
        f'<link rel="stylesheet" href="{live}/static/{name}">'
        for name in (
            "vendor/uswds/css/uswds.min.css",
            "ui/commonbeat.css",
            "ui/components.css",
            "ui/questions.css",
        )
    )
    page.goto(f"{live}/no-such-page")  # the site's own storage and its content security policy
    page.set_content(
        f'<html lang="en"><head><title>A form</title>{styles}</head><body class="cb-portal"><main>'
        f'<form class="cb-form" method="post">{questions}{uploads}<button type="submit">Send it</button></form>'
        f'{sent}</main><script src="{live}/static/ui/questions.js"></script></body></html>',
        wait_until="load",
    )


def pick(where: Any, words: str) -> None:
    """Click a choice by its words, as a finger does."""
    where.locator("label").get_by_text(words, exact=True).first.click()


def wait(page: Any, true: str) -> None:
    """Until an expression is true (the site's policy forbids what Playwright would wait with)."""
    for _ in range(100):
        if page.evaluate(true):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"It never became true: {true}")


def seen(page: Any, label: str) -> bool:
    return page.get_by_label(label, exact=False).first.is_visible()


def draft(page: Any) -> Any:
    return page.evaluate(f"JSON.parse(localStorage.getItem('{KEY}'))")


def test_what_does_not_apply_is_put_away(page: Any, live: str):
    show(page, live)
    assert not seen(page, "What was it?")
    pick(page, "Something else")
    assert seen(page, "What was it?")
    pick(page, "A scooter")
    assert not seen(page, "What was it?")
    group = page.get_by_role("group", name="Did anyone see it?")
    assert not seen(page, "Name")
    pick(group, "Yes")
    assert seen(page, "Name")
    pick(page.get_by_role("group", name="May we call?"), "Yes")
    assert seen(page, "Phone")
    pick(group, "No")
    assert not seen(page, "Phone")


def test_a_draft_comes_back_and_is_cleared(page: Any, live: str):
    show(page, live)
    page.get_by_label("Tell us more").fill("Half a story")
    pick(page, "Something else")
    page.get_by_label("What was it?").fill("a unicycle")
    page.get_by_role("group", name="When was it taken?").get_by_label("Month").select_option("5")
    page.set_input_files("input[type=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    wait(page, f"(localStorage.getItem('{KEY}') || '').includes('unicycle')")
    wait(page, f"(localStorage.getItem('{KEY}') || '').includes('taken_month')")
    assert sorted(draft(page)["values"]) == ["q-kind", "q-story", "q-taken_month", "q-what_else"]
    show(page, live)
    assert page.get_by_label("Tell us more").input_value() == "Half a story"
    assert page.get_by_label("What was it?").input_value() == "a unicycle"
    page.get_by_role("button", name="Clear it").click()
    assert page.get_by_label("Tell us more").input_value() == ""
    assert draft(page) is None


def test_what_the_server_sent_back_is_newer_than_a_draft(page: Any, live: str):
    show(page, live)
    page.get_by_label("Tell us more").fill("Half a story")
    wait(page, f"localStorage.getItem('{KEY}') !== null")
    show(page, live, {"q-wheels": "two"})
    assert page.get_by_label("Tell us more").input_value() == ""


def test_after_sending_nothing_is_left(page: Any, live: str):
    show(page, live)
    page.get_by_label("Tell us more").fill("Half a story")
    wait(page, f"localStorage.getItem('{KEY}') !== null")
    show(page, live, drafts=False, sent='<p data-cb-draft-sent="tests.everything">Sent.</p>')
    assert draft(page) is None


def test_no_draft_where_the_page_does_not_ask(page: Any, live: str):
    show(page, live, drafts=False)
    page.get_by_label("Tell us more").fill("Never kept")
    page.wait_for_timeout(700)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('cb-draft')).length") == 0


def test_a_chosen_picture_is_shown(page: Any, live: str):
    show(page, live)
    page.set_input_files(
        "input[type=file]", {"name": "fence.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    page.get_by_role("img", name="Chosen picture, not sent yet: fence.jpg").wait_for()


@pytest.mark.parametrize("data", [None, {}, {"q-seen": "yes", "q-witnesses-add": "1", "q-wheels": "x"}])
def test_every_state_on_a_phone(page: Any, live: str, data: dict | None):
    show(page, live, data)
    steps.assert_fits(page)
    steps.assert_accessible(page)
