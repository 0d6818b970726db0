"""Versions: shipped, changed here, gone back to, and answers shown with the questions of their day."""

from pathlib import Path

import pytest
from django.core.management import call_command
from factories.people import person

from commonbeat.kernel import access, audit, forms
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.forms import (
    BadDefinition,
    Overtaken,
    UnknownForm,
    current,
    history,
    register_form,
    registry,
    shipped_news,
    shown,
    take_over,
    version,
    versions,
)
from commonbeat.kernel.forms.models import FormVersion

pytestmark = pytest.mark.django_db
KEY = "tests.bicycle"


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A form of these tests' own, registered for one test."""
    monkeypatch.setattr(registry, "_forms", {})
    path = tmp_path / "bicycle.toml"
    path.write_text((Path(__file__).parent / "everything.toml").read_text(encoding="utf-8"), encoding="utf-8")
    register_form(KEY, path, keeps=("kind", "taken"))
    return path


def changed(text: str, old: str = "What was taken?", new: str = "What is gone?") -> str:
    assert old in text
    return text.replace(old, new)


def ship(path: Path, text: str) -> None:
    """An update brings another file."""
    path.write_text(text, encoding="utf-8")
    registry._forms.clear()
    register_form(KEY, path, keeps=("kind", "taken"))


def takeover(text: str, **more: object) -> FormVersion:
    return take_over(KEY, text, actor=audit.SYSTEM, reason="clearer words", **more)


class TestRegistering:
    def test_everything_the_package_offers_is_there(self):
        assert [name for name in forms.__all__ if getattr(forms, name, None) is None] == []

    def test_again_with_the_same_file_is_fine_with_another_not(self, shipped: Path, tmp_path: Path):
        register_form(KEY, shipped, keeps=("kind", "taken"))
        other = tmp_path / "other.toml"
        other.write_text(shipped.read_text())
        with pytest.raises(ValueError, match="registered already"):
            register_form(KEY, other)

    @pytest.mark.parametrize("key", ["", "Bicycle", "bicycle", "a.B", "a." + "b" * 100])
    def test_keys(self, key: str, shipped: Path):
        with pytest.raises(ValueError, match="key looks like"):
            register_form(key, shipped)

    def test_a_file_that_cannot_be_used_stops_the_start(self, tmp_path: Path):
        bad = tmp_path / "bad.toml"
        bad.write_text("title = 3")
        with pytest.raises(BadDefinition):
            register_form("tests.bad", bad)

    def test_a_file_without_what_the_topic_reads(self, shipped: Path):
        with pytest.raises(BadDefinition, match="nothing_like_it are missing"):
            register_form("tests.other", shipped, keeps=("nothing_like_it",))

    def test_nobody_knows_it(self):
        for ask in (current, history):
            with pytest.raises(UnknownForm):
                ask("tests.nothing")
        with pytest.raises(UnknownForm, match="no version 7"):
            version(KEY, 7)


class TestShipped:
    def test_before_anything_is_stored_the_file_is_version_one(self, shipped: Path):
        now = current(KEY)
        assert (now.key, now.number, now.text, now.origin) == (KEY, 1, shipped.read_text(), "shipped")
        assert version(KEY, 1).definition == now.definition
        assert [one.number for one in history(KEY)] == [1]

    def test_a_migration_stores_it_once(self):
        call_command("migrate", "forms", verbosity=0)
        call_command("migrate", "forms", verbosity=0)
        assert list(FormVersion.objects.filter(key=KEY).values_list("number", "origin")) == [(1, "shipped")]
        assert not shipped_news(KEY)

    def test_an_update_is_the_next_version_and_the_old_words_stay(self, shipped: Path):
        versions.keep_shipped()
        ship(shipped, changed(shipped.read_text()))
        assert shipped_news(KEY)
        assert current(KEY).number == 1
        assert versions.keep_shipped() == 1
        assert (current(KEY).number, current(KEY).origin) == (2, "shipped")
        assert version(KEY, 1).definition.question("kind").label.said("en") == "What was taken?"
        assert version(KEY, 2).definition.question("kind").label.said("en") == "What is gone?"

    def test_an_update_does_not_replace_what_the_agency_wants(self, shipped: Path):
        versions.keep_shipped()
        takeover(changed(shipped.read_text()))
        ship(shipped, changed(shipped.read_text(), "When was it taken?", "When did it go?"))
        assert versions.keep_shipped() == 0
        assert current(KEY).origin == "agency"
        assert shipped_news(KEY)
        takeover(shipped.read_text())
        assert not shipped_news(KEY)


class TestTakingOver:
    def test_it_is_asked_from_now_on_and_in_the_log(self, shipped: Path):
        made = takeover(changed(shipped.read_text()), based_on=1)
        assert (made.number, made.origin, made.reason) == (2, "agency", "clearer words")
        assert current(KEY) == made
        assert [one.number for one in history(KEY)] == [2, 1]
        entry = AuditEntry.objects.get(action="forms.taken_over")
        assert (entry.object_id, entry.reason, entry.details) == (
            KEY, "clearer words", {"number": 2, "sha256": made.sha256},
        )  # fmt: skip

    def test_version_one_is_stored_with_it(self, shipped: Path):
        old = shipped.read_text()
        takeover(changed(old))
        ship(shipped, changed(old, "Stolen bicycle", "Lost bicycle"))
        assert version(KEY, 1).text == old

    def test_going_back_is_a_new_version(self, shipped: Path):
        old = shipped.read_text()
        takeover(changed(old))
        back = takeover(old)
        assert (back.number, back.text, back.sha256) == (3, old, version(KEY, 1).sha256)

    def test_not_without_a_reason_a_change_or_a_right_definition(self, shipped: Path):
        text = shipped.read_text()
        with pytest.raises(ValueError, match="Say why"):
            take_over(KEY, changed(text), actor=audit.SYSTEM, reason="  ")
        with pytest.raises(ValueError, match="Nothing would change"):
            takeover(text.replace("\n", "\r\n"))
        with pytest.raises(BadDefinition, match="line 1, title"):
            takeover(text.replace("title.en", "title.xx", 1))
        assert not FormVersion.objects.filter(key=KEY).exists()

    def test_not_over_somebody_elses(self, shipped: Path):
        text = shipped.read_text()
        takeover(changed(text), based_on=1)
        with pytest.raises(Overtaken, match="Version 2 was taken over meanwhile"):
            takeover(changed(text, "Stolen bicycle", "Lost bicycle"), based_on=1)

    def test_not_without_what_the_platform_reads(self, shipped: Path):
        text = shipped.read_text()
        with pytest.raises(
            BadDefinition, match="kind: The platform reads 'kind' as one; it cannot become many"
        ):
            takeover(text.replace('code = "kind"\nkind = "one"', 'code = "kind"\nkind = "many"'))
        gone = text.replace('code = "taken"', 'code = "gone_since"')
        with pytest.raises(BadDefinition, match="'taken'; it has to stay"):
            takeover(gone)

    def test_not_by_anybody(self, shipped: Path):
        with pytest.raises(access.Refused):
            take_over(KEY, changed(shipped.read_text()), actor=person(), reason="mine")
        assert not FormVersion.objects.filter(key=KEY).exists()

    def test_a_version_cannot_be_made_twice(self, shipped: Path):
        takeover(changed(shipped.read_text()))
        from django.db import IntegrityError, transaction

        with pytest.raises(IntegrityError), transaction.atomic():
            FormVersion.objects.create(key=KEY, number=2, text="", sha256="", origin="agency")


class TestShowing:
    kept = {
        "kind": "other", "what_else": "=cmd|' /C calc'!A0 <b>", "marks": ["serial", "sticker"], "wheels": 1250, "worth": "1250.50",
        "bought": "2024-02-29", "taken": "2026-05-26T15:30", "seen": "yes",
        "witnesses": [{"name": "Ana"}, {"name": "Bo", "may_call": "no"}],
    }  # fmt: skip

    def test_in_english(self):
        rows = shown(version(KEY, 1), self.kept, "en")
        assert [(row.group, row.question, row.answer) for row in rows] == [
            ("What happened", "What was taken?", "Something else"),
            ("What happened", "What was it?", "=cmd|' /C calc'!A0 <b>"),
            ("What happened", "How can we know it?", "Serial number, Sticker"),
            ("What happened", "How many wheels?", "1,250"),
            ("What happened", "What was it worth?", "$1,250.50"),
            ("What happened", "When did you buy it?", "29 Feb 2024"),
            ("What happened", "When was it taken?", "26 May 2026, 3:30 p.m."),
            ("What happened", "Did anyone see it?", "Yes"),
            ("Person who saw it 1", "Name", "Ana"),
            ("Person who saw it 2", "Name", "Bo"),
            ("Person who saw it 2", "May we call?", "No"),
        ]

    def test_in_spanish(self):
        rows = {row.code: (row.question, row.answer) for row in shown(version(KEY, 1), self.kept, "es")}
        assert rows["kind"] == ("¿Qué se llevaron?", "Otra cosa")
        assert rows["bought"] == ("¿Cuándo la compró?", "29 de febrero de 2024")
        assert rows["seen"] == ("¿Alguien lo vio?", "Sí")

    def test_with_the_words_of_their_day(self, shipped: Path):
        takeover(changed(shipped.read_text(), 'en = "Something else"', 'en = "Other"'))
        assert [shown(version(KEY, at), {"kind": "other"}, "en")[0].answer for at in (1, 2)] == [
            "Something else",
            "Other",
        ]

    @pytest.mark.parametrize(
        ("answers", "said"),
        [
            ({"kind": "gone"}, ["gone"]),
            ({"kind": ["a", 3]}, ["a, 3"]),
            ({"taken": "yesterday"}, ["yesterday"]),
            ({"worth": {}}, ["{}"]),
            ({"worth": "inf"}, ["inf"]),
            ({"wheels": "four"}, ["four"]),
            ({"witnesses": "x"}, []),
            ({"witnesses": [1, {"name": "Ana"}]}, ["Ana"]),
            ({"unknown": "x", "story": ""}, []),
        ],
    )
    def test_what_does_not_fit_is_shown_as_it_is(self, answers: dict, said: list[str]):
        got = [row.answer for row in shown(version(KEY, 1), answers, "en")]
        assert len(got) == len(said)
        assert got == said or said == ["inf"]
