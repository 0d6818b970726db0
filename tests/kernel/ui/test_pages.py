"""What holds for every template and every file the kit ships."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse

from commonbeat.kernel import ui
from commonbeat.kernel.ui import errors

HERE = Path(ui.__file__).parent
TEMPLATES = sorted((HERE / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_style_script_or_another_sites_address(path):
    text = path.read_text(encoding="utf-8")
    get_template(str(path.relative_to(HERE / "templates")))
    assert not re.search(r"\sstyle\s*=|\son[a-z]+\s*=|<style|<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"(href|src|action)=[\"']https?://", text)


def test_the_stylesheets_name_only_files_we_ship():
    for sheet in (HERE / "static").rglob("*.css"):
        for name in re.findall(r"url\([\"']?([^)\"']+)", sheet.read_text(encoding="utf-8")):
            if not name.startswith(("data:", "#")):
                assert (sheet.parent / name.split("#")[0].split("?")[0]).resolve().is_file(), (
                    sheet.name,
                    name,
                )


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (errors.bad_request, 400, "We could not read that request"),
        (errors.forbidden, 403, "This page is not open to you"),
        (errors.not_found, 404, "There is no such page"),
        (errors.server_error, 500, "Something broke on our side"),
    ],
)
def test_error_pages_say_what_happened(db, view, status, words):
    response = view(RequestFactory().get("/nowhere/"))
    assert response.status_code == status
    assert words in response.content.decode()


def test_a_refusal_gives_its_reason_escaped(db):
    response = errors.forbidden(RequestFactory().get("/x/"), PermissionError("needs <calls.read>"))
    assert "needs &lt;calls.read&gt;" in response.content.decode()


def test_a_form_from_elsewhere_is_told_what_to_do_and_nothing_technical():
    client = Client(enforce_csrf_checks=True)

    answer = client.post(reverse("account_login"), {"login": "someone@example.test"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "We could not take this form" in page
    assert "what you typed is still there" in page
    assert "CSRF" not in page
