"""The page: every control has a name, every hint and error belongs to its control, nothing runs in the markup."""

import re
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from commonbeat.kernel.forms import build
from commonbeat.kernel.forms.models import FormVersion

CONTROLS = ("input", "select", "textarea")


class Page(HTMLParser):
    """Collects elements with their attributes and the words of labels and legends."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, *names: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag in names]


def html_of(version: FormVersion, data: dict | None = None, **more: object) -> str:
    return render_to_string("ui/partials/questions.html", {"form": build(version, data=data, **more)})


STATES = [
    None,
    {},
    {"q-seen": "yes", "q-witnesses-add": "1"},
    {"q-story": "\0" + "x" * 200, "q-wheels": "two", "q-bought_day": "1", "q-marks": ["x"], "q-seen": "yes"},
]


@pytest.mark.parametrize("data", STATES)
@pytest.mark.parametrize("language", ["en", "es"])
class TestEveryState:
    def test_ids_are_there_once_and_everything_points_to_one(
        self, everything: FormVersion, data, language: str
    ):
        with translation.override(language):
            page = Page(html_of(everything, data))
        ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        pointed = [attrs["for"] for attrs in page.of("label")]
        pointed += [one for _, attrs in page.tags for one in (attrs.get("aria-describedby") or "").split()]
        assert set(pointed) <= set(ids)

    def test_every_control_has_a_label(self, everything: FormVersion, data, language: str):
        page = Page(html_of(everything, data))
        labelled = {attrs["for"] for attrs in page.of("label")}
        seen = [attrs for attrs in page.of(*CONTROLS) if attrs.get("type") != "hidden"]
        assert len(seen) > 20
        assert [attrs for attrs in seen if attrs.get("id") not in labelled] == []

    def test_groups_have_a_legend(self, everything: FormVersion, data, language: str):
        html = html_of(everything, data)
        assert len(re.findall(r"<fieldset\b", html)) == len(re.findall(r"<legend\b", html))

    def test_nothing_runs_in_the_markup(self, everything: FormVersion, data, language: str):
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", html_of(everything, data))


class TestErrors:
    def test_they_belong_to_their_controls(self, everything: FormVersion):
        page = Page(html_of(everything, {"q-wheels": "two"}))
        (wheels,) = [attrs for attrs in page.of("input") if attrs.get("name") == "q-wheels"]
        assert wheels["aria-invalid"] == "true"
        assert wheels["aria-describedby"] == "id_q-wheels_error"
        taken = next(attrs for attrs in page.of("fieldset") if attrs.get("id") == "id_q-taken")
        assert taken["aria-describedby"] == "id_q-taken_hint id_q-taken_error"
        pieces = [
            attrs for attrs in page.of("input", "select") if (attrs.get("name") or "").startswith("q-taken_")
        ]
        assert [piece["aria-invalid"] for piece in pieces] == ["true"] * 4

    def test_the_summary_links_to_each_of_them(self, everything: FormVersion):
        form = build(everything, data={"q-wheels": "two"})
        summary = render_to_string("ui/partials/errors.html", {"form": form})
        ids = {attrs.get("id") for _, attrs in Page(html_of(everything, {"q-wheels": "two"})).tags}
        links = re.findall(r'href="#([^"]+)"', summary)
        assert len(links) == 3
        assert set(links) <= ids

    def test_what_was_typed_is_still_there(self, everything: FormVersion):
        html = html_of(
            everything,
            {
                "q-story": "<b>half</b> a story",
                "q-taken_month": "5",
                "q-marks": ["serial"],
                "q-kind": "scooter",
            },
        )
        assert "&lt;b&gt;half&lt;/b&gt; a story" in html
        assert '<option value="5" selected>May</option>' in html
        page = Page(html)
        assert [attrs["value"] for attrs in page.of("input") if "checked" in attrs] == ["scooter", "serial"]


class TestHelps:
    def test_enter_presses_send_and_not_add_another(self, everything: FormVersion):
        buttons = [attrs for attrs in Page(html_of(everything)).of("button") if attrs["type"] == "submit"]
        assert "name" not in buttons[0]
        assert (buttons[0]["tabindex"], buttons[0]["aria-hidden"]) == ("-1", "true")
        assert [attrs["name"] for attrs in buttons[1:]] == ["q-witnesses-add"]

    def test_conditions_are_said_and_marked(self, everything: FormVersion):
        html = html_of(everything)
        assert "Only if you answered “Something else” to “What was taken?”" in html
        marked = {
            (attrs["data-cb-when"], attrs["data-cb-is"])
            for _, attrs in Page(html).tags
            if "data-cb-when" in attrs
        }
        assert marked == {("q-kind", "other"), ("q-seen", "yes"), ("q-witnesses-0-may_call", "yes")}

    def test_the_new_block_gets_the_focus(self, everything: FormVersion):
        legends = Page(html_of(everything, {"q-witnesses-add": "1"})).of("legend")
        assert [attrs.get("tabindex") for attrs in legends if "autofocus" in attrs] == ["-1"]

    def test_drafts_only_where_the_page_asks(self, everything: FormVersion):
        assert "data-cb-draft" not in html_of(everything)
        page = Page(html_of(everything, drafts=True))
        assert page.tags[0][1]["data-cb-draft"] == "tests.everything"
        assert page.tags[0][1]["data-cb-draft-version"] == "1"

    def test_many_choices_are_a_list(self, everything: FormVersion):
        picks = ", ".join(f'{{key="k{at}", en="C{at}", es="C{at}"}}' for at in range(7))
        text = re.sub(
            r"choices = \[\n  \{key = \"bicycle.*?\n\]",
            f'choices = [{picks}, {{key="other", en="O", es="O"}}]',
            everything.text,
            flags=re.S,
        )
        form = build(FormVersion(key="tests.x", number=1, text=text, sha256=""))
        assert form.groups[0].blocks[0].asked[1].kind == "line"
        assert (form["kind"].html_name, len(form.fields["kind"].choices)) == ("q-kind", 9)
