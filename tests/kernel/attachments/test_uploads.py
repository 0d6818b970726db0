"""A form page with pictures: several posts, things going wrong, and what is shown and served."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict
from factories.pictures import PDF_FILE, RESIDENT, picture
from factories.subjects import record

from commonbeat.kernel.attachments import (
    Original,
    Uploads,
    attach,
    document_response,
    file_response,
    of,
    original_response,
    picture_response,
    refusals,
    take,
    token_of,
)
from commonbeat.kernel.attachments.models import Attachment

pytestmark = pytest.mark.django_db


def post(*contents: bytes, policy: str = "tests.photo", **values: list[str]) -> Uploads:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name.replace("_", "-"), value)
    files = MultiValueDict({"photos": [SimpleUploadedFile("a.jpg", content) for content in contents]})
    return Uploads(policy, actor=RESIDENT, data=data, files=files)


def tokens(uploads: Uploads) -> list[str]:
    return [one.token for one in uploads.kept]


class TestAFormPage:
    def test_a_page_that_is_only_shown(self):
        empty = Uploads("tests.photo", actor=RESIDENT)
        assert (empty.kept, empty.errors, empty.room, empty.is_valid()) == ([], [], 3, True)

    def test_pictures_survive_other_mistakes_on_the_page(self):
        first = post(picture())
        second = post(picture(colour="red"), photos_token=tokens(first))
        assert next(one.attachment.pk for one in second.kept) == first.kept[0].attachment.pk
        assert (len(second.kept), second.room) == (2, 1)
        subject = record()
        assert len(second.attach_to(subject)) == len(of(subject)) == 2

    def test_one_is_left_out(self):
        first = post(picture(), picture(colour="red"))
        second = post(photos_token=tokens(first), photos_drop=[tokens(first)[0]])
        assert tokens(second) == tokens(first)[1:]

    def test_a_bad_one_does_not_cost_the_good_ones(self):
        uploads = post(picture(), b"nonsense", b"more nonsense")
        assert len(uploads.kept) == 1
        assert uploads.errors == [
            "We cannot take this kind of file. You can send: pictures (JPEG, PNG, WebP, GIF)."
        ]

    def test_more_than_allowed(self):
        uploads = post(*[picture()] * 5)
        assert (len(uploads.kept), uploads.errors) == (3, ["You can send at most 3 files."])
        assert Attachment.objects.count() == 3

    @pytest.mark.parametrize("token", ["", "x" * 9000, "a:b", "\x00", "🙂"])
    def test_tokens_nobody_signed(self, token: str):
        uploads = post(photos_token=[token] * 50)
        assert uploads.kept == []
        assert len(uploads.errors) <= 1

    def test_a_token_from_another_place(self):
        other = take(picture(), policy="tests.evidence", actor=RESIDENT)
        assert post(photos_token=[token_of(other)]).kept == []

    def test_the_same_token_twice_is_one_picture(self):
        first = post(picture())
        assert len(post(photos_token=tokens(first) * 2).kept) == 1

    @pytest.mark.parametrize(
        "data", [{"photos-token": None}, {"photos-token": 7}, {"photos-token": [None, {}]}, {}]
    )
    def test_data_of_another_shape(self, data: dict):
        assert Uploads("tests.photo", actor=RESIDENT, data=data, files={"photos": None}).kept == []

    def test_refusals_are_counted_with_their_place(self):
        from datetime import date

        post(b"nonsense", *[picture()] * 4)
        assert sorted((row.policy, row.cause, row.count) for row in refusals(date(2020, 1, 1))) == [
            ("tests.photo", "kind", 1), ("tests.photo", "too_many", 1),
        ]  # fmt: skip


class TestThePartial:
    def page(self, uploads: Uploads) -> str:
        return render_to_string("ui/partials/uploads.html", {"uploads": uploads})

    def test_label_hint_and_error_belong_to_the_control(self):
        page = self.page(post(b"nonsense"))
        ids = set(re.findall(r'\bid="([^"]+)"', page))
        assert {"id_photos", "id_photos_hint", "id_photos_error", "id_photos_group"} <= ids
        assert 'for="id_photos"' in page
        assert 'aria-describedby="id_photos_hint id_photos_error"' in page
        assert 'aria-invalid="true"' in page
        assert "At most 3 files, each no more than 15 MB." in page

    def test_kept_ones_are_shown_inside_the_page(self):
        uploads = post(picture(), picture(colour="red"))
        page = self.page(uploads)
        assert page.count('src="data:image/jpeg;base64,') == 2
        assert 'alt="Picture 2, ready to send"' in page
        assert all(page.count(token) == 2 for token in tokens(uploads))

    def test_no_control_when_there_is_no_room(self):
        assert 'type="file"' not in self.page(post(*[picture()] * 3))

    def test_no_script_or_style_in_the_markup(self):
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", self.page(post(picture())))


class TestServing:
    def test_a_picture(self):
        kept = take(picture(size=(600, 500)), policy="tests.photo", actor=RESIDENT)
        full, small = picture_response(kept), picture_response(kept, "small")
        assert (full.content, small.content) == (kept.full.path.read_bytes(), kept.small.path.read_bytes())
        assert dict(full.headers) == {
            "Content-Type": "image/jpeg",
            "Content-Disposition": 'inline; filename="picture.jpg"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        }

    def test_only_a_public_one_may_be_kept_by_caches(self):
        kept = take(picture(), policy="tests.photo", actor=RESIDENT)
        assert picture_response(kept, public=True)["Cache-Control"] == "public, max-age=3600"

    def test_a_document_is_a_download_as_sent(self):
        kept = take(PDF_FILE, policy="tests.evidence", actor=RESIDENT, name='q"\r\nX: y.pdf')
        got = document_response(kept)
        assert got.content == PDF_FILE
        assert got["Content-Disposition"].startswith("attachment; filename=")
        assert (got["Content-Type"], got["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
        assert got["Content-Security-Policy"] == "default-src 'none'; sandbox"
        with pytest.raises(Http404):
            picture_response(kept)

    def test_a_file_of_a_record_and_of_no_other(self):
        subject, other = record(), record()
        photo = take(picture(), policy="tests.evidence", actor=RESIDENT)
        paper = take(PDF_FILE, policy="tests.evidence", actor=RESIDENT, name="a.pdf")
        attach([photo, paper], subject)
        assert file_response(subject, photo.pk).content == photo.full.path.read_bytes()
        assert file_response(subject, paper.pk)["Content-Disposition"].startswith("attachment;")
        for nothing in (lambda: file_response(other, photo.pk), lambda: file_response(subject, uuid4())):
            with pytest.raises(Http404):
                nothing()

    def test_an_original_has_no_type_a_browser_would_open(self):
        got = original_response(Original(b"<script>", "original-1.jpeg", "image/jpeg", "0"))
        assert (got["Content-Type"], got["Content-Disposition"]) == (
            "application/octet-stream", 'attachment; filename="original-1.jpeg"',
        )  # fmt: skip

    def test_missing_or_changed_bytes(self, home: Path):
        kept = take(picture(), policy="tests.photo", actor=RESIDENT)
        document = take(PDF_FILE, policy="tests.evidence", actor=RESIDENT)
        document.full.path.write_bytes(b"changed")
        kept.full.path.unlink()
        for answer in (
            lambda: picture_response(kept),
            lambda: document_response(document),
            lambda: document_response(kept),
        ):
            with pytest.raises(Http404):
                answer()

    def test_the_platforms_own_rules_do_not_replace_these(self):
        from csp.middleware import CSPMiddleware

        kept = take(picture(), policy="tests.photo", actor=RESIDENT)
        through = CSPMiddleware(lambda request: picture_response(kept))(RequestFactory().get("/"))
        assert through["Content-Security-Policy"] == "default-src 'none'; sandbox"
