"""Staff look at a form, change it, go back, and read what was refused."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from factories.people import person, signed_in
from factories.pictures import RESIDENT

from commonbeat.kernel import forms
from commonbeat.kernel.attachments import AttachmentRefused, take
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.forms import registry
from commonbeat.kernel.forms.models import FormVersion

pytestmark = pytest.mark.django_db
KEY = "tests.everything"
TEXT = (Path(__file__).parents[2] / "kernel" / "forms" / "everything.toml").read_text(encoding="utf-8")
NEW = TEXT.replace("What was taken?", "What is gone?")
URL = f"/console/forms/{KEY}/"


@pytest.fixture(autouse=True)
def _one_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_forms", {})
    path = tmp_path / "everything.toml"
    path.write_text(TEXT, encoding="utf-8")
    forms.register_form(KEY, path, keeps=("kind",))


@pytest.fixture
def keeper() -> Client:
    return signed_in(person("community"))


def change(keeper: Client, text: str = NEW, **more: object) -> object:
    return keeper.post(f"{URL}change/", {"text": text, "reason": "clearer", "based_on": "1", **more})


class TestLooking:
    def test_the_list(self, keeper: Client):
        page = keeper.get("/console/forms/").content.decode()
        assert f'href="{URL}">Stolen bicycle</a>' in page
        assert "<td>13</td><td>1, delivered with the platform</td>" in page

    def test_a_form_in_both_languages(self, keeper: Client):
        page = keeper.get(URL).content.decode()
        assert '<section class="cb-form" lang="es"' in page
        assert "What was taken?" in page
        assert "¿Qué se llevaron?" in page
        assert "Elija un mes" in page
        assert "have to stay: kind." in re.sub(r"\s+", " ", page)
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))

    def test_its_definition_as_a_file(self, keeper: Client):
        answer = keeper.get(f"{URL}1.toml")
        assert answer.content.decode() == TEXT
        assert answer["Content-Disposition"] == 'attachment; filename="tests.everything-1.toml"'

    @pytest.mark.parametrize(
        "path",
        ["tests.nothing/", f"{KEY}/7/", f"{KEY}/7.toml", f"{KEY}/7/back/", "tests.nothing/change/", "x%00/"],
    )
    def test_what_is_not_there(self, keeper: Client, path: str):
        assert keeper.get(f"/console/forms/{path}").status_code == 404


class TestChanging:
    def test_looked_at_first(self, keeper: Client):
        page = keeper.post(f"{URL}change/", {"text": NEW, "based_on": "1", "reason": ""})
        assert "These questions can be used" in page.content.decode()
        assert page.content.decode().count("What is gone?") >= 2
        assert forms.current(KEY).number == 1

    def test_then_taken_over(self, keeper: Client):
        assert change(keeper, take_over="1").status_code == 302
        now = forms.current(KEY)
        assert (now.number, now.text, now.reason, now.origin) == (2, NEW, "clearer", "agency")
        assert (
            AuditEntry.objects.filter(action="forms.taken_over", object_id=KEY, reason="clearer").count() == 1
        )
        page = keeper.get(URL).content.decode()
        assert "Test Community" in page
        assert "clearer" in page

    def test_from_a_file(self, keeper: Client):
        file = SimpleUploadedFile("x.toml", ("\ufeff" + NEW.replace("\n", "\r\n")).encode())
        shown = change(keeper, text="", file=file).content.decode()
        assert "What is gone?" in re.search(r"<textarea.*?</textarea>", shown, re.S)[0]
        file.seek(0)
        assert change(keeper, text="", file=file, take_over="1").status_code == 302
        assert forms.current(KEY).text == NEW

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "Give the questions, as text or as a file."),
            ("title =", "line 1: This is not TOML"),
            (
                NEW.replace('kind = "long"', 'kind = "essay"'),
                "groups[0].questions[4].kind: &#x27;essay&#x27; is no kind",
            ),
            (NEW.replace('label.es = "¿Cuántas ruedas?"', ""), "label.es: The text in Spanish is missing."),
            (NEW.replace('code = "kind"', 'code = "sort"'), "stands before this one"),
            (TEXT, "Nothing would change"),
        ],
    )
    def test_mistakes_are_said_with_line_and_key_and_nothing_is_lost(
        self, keeper: Client, text: str, said: str
    ):
        page = change(keeper, text=text, take_over="1").content.decode()
        assert said in page
        assert (forms.current(KEY).number, FormVersion.objects.filter(key=KEY, number=2).exists()) == (
            1,
            False,
        )
        if text:
            assert 'label.en = "Phone"'.replace('"', "&quot;") in page or "title =" in page

    def test_not_without_a_reason(self, keeper: Client):
        assert "Say why the questions change." in change(keeper, reason=" ", take_over="1").content.decode()
        assert forms.current(KEY).number == 1

    def test_not_over_somebody_elses(self, keeper: Client):
        change(keeper, take_over="1")
        other = NEW.replace("Stolen", "Lost")
        assert (
            "Version 2 was taken over meanwhile" in change(keeper, text=other, take_over="1").content.decode()
        )

    @pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 600_000, b"\0"])
    def test_files_of_another_kind(self, keeper: Client, content: bytes):
        answer = change(keeper, text="", file=SimpleUploadedFile("x.toml", content), take_over="1")
        assert answer.status_code == 200
        assert forms.current(KEY).number == 1

    @pytest.mark.parametrize("based_on", ["", "x", "0", "9" * 50])
    def test_a_based_on_nobody_offered(self, keeper: Client, based_on: str):
        assert change(keeper, based_on=based_on, take_over="1").status_code == 200
        assert forms.current(KEY).number == 1

    def test_markup_in_a_definition_is_text(self, keeper: Client):
        page = change(
            keeper, text=NEW.replace("Stolen bicycle", "<script>alert(1)</script>")
        ).content.decode()
        assert "<script>alert" not in page

    def test_what_an_update_brought_can_be_looked_at(self, keeper: Client, tmp_path: Path):
        change(keeper, take_over="1")
        later = tmp_path / "later.toml"
        later.write_text(TEXT.replace("Stolen", "Lost"), encoding="utf-8")
        registry._forms.clear()
        forms.register_form(KEY, later)
        assert "brought other questions" in keeper.get(URL).content.decode()
        assert "Lost bicycle" in keeper.get(f"{URL}change/?shipped").content.decode()


class TestGoingBack:
    def test_as_a_new_version(self, keeper: Client):
        change(keeper, take_over="1")
        assert "Go back to the questions of version 1" in keeper.get(f"{URL}1/back/").content.decode()
        assert keeper.post(f"{URL}1/back/", {"reason": ""}).status_code == 200
        assert keeper.post(f"{URL}1/back/", {"reason": "the old ones were better"}).status_code == 302
        now = forms.current(KEY)
        assert (now.number, now.text, now.reason) == (3, TEXT, "the old ones were better")
        assert "an earlier version" in keeper.get(f"{URL}2/").content.decode()

    def test_to_what_is_asked_now(self, keeper: Client):
        page = keeper.post(f"{URL}1/back/", {"reason": "why not"}).content.decode()
        assert "Nothing would change" in page


class TestUploads:
    def test_what_was_refused(self, keeper: Client):
        with pytest.raises(AttachmentRefused):
            take(b"MZ", policy="tests.photo", actor=RESIDENT)
        page = keeper.get("/console/forms/uploads/").content.decode()
        assert "a kind of file that is not taken" in page
        assert "<td>tests.photo</td><td>1</td>" in page
        assert "No malware scanner is set up." in page

    def test_who_looks(self, keeper: Client, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("COMMONBEAT_CLAMD", "/run/clamd")
        page = keeper.get("/console/forms/uploads/").content.decode()
        assert "Every upload is looked at by: clamd." in page
        assert "No upload was refused." in page
