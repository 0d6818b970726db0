"""Following one request, watching an area: nothing before confirmation, nothing after the end."""

from datetime import timedelta

import pytest
from django.utils import timezone
from factories import requests as make

from commonbeat.community.requests import actions, following, links, public, watching
from commonbeat.community.requests.models import AreaWatch, Follower, PublicRequest
from commonbeat.kernel import workflow
from commonbeat.kernel.notify import actions as notify_actions
from commonbeat.kernel.notify.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
MAIL = "nora@example.test"


def _public_id(record):
    return PublicRequest.objects.get(request=record).public_id


def _to(address: str = MAIL) -> list[Message]:
    return list(Message.objects.filter(recipient=address).order_by("created_at", "id"))


def test_a_follower_is_told_only_after_confirming(worker) -> None:
    record = make.request()
    public.follow(_public_id(record), MAIL, "es")
    (asked,) = _to()
    assert asked.subject == "Confirme, por favor: noticias de una solicitud"
    workflow.move(record, "confirm", actor=worker)
    assert len(_to()) == 1
    follower = Follower.objects.get()
    assert public.confirm_follow(links.token_for(links.CONFIRM_FOLLOW, follower.pk)) == _public_id(record)
    assert PublicRequest.objects.get().followers == 1
    workflow.move(record, "investigate", actor=worker)
    told = _to()[1]
    assert told.subject == "Noticias de una solicitud que usted sigue"
    assert record.description not in told.body
    assert public.unfollow(links.token_for(links.STOP_FOLLOW, follower.pk)) is True
    assert (Follower.objects.count(), PublicRequest.objects.get().followers) == (0, 0)
    workflow.move(record, "start", actor=worker)
    assert len(_to()) == 2


def test_asking_twice_sends_one_mail_an_hour(monkeypatch) -> None:
    record = make.request()
    for _time in range(3):
        public.follow(_public_id(record), MAIL.upper().replace("EXAMPLE.TEST", "example.test"), "en")
    assert (Follower.objects.count(), Message.objects.count()) == (1, 1)
    Follower.objects.update(asked_at=timezone.now() - timedelta(hours=2))
    public.follow(_public_id(record), "NORA@example.test", "en")
    assert Message.objects.count() == 2


def test_an_address_nobody_confirmed_is_written_to_ten_times_at_most() -> None:
    for _time in range(12):
        public.follow(_public_id(make.request()), MAIL, "en")
    assert (len(_to()), Follower.objects.count()) == (10, 10)
    public.follow(_public_id(make.request()), "omar@example.test", "en")
    assert len(_to("omar@example.test")) == 1


def test_whoever_ends_following_is_nowhere_any_more(worker, monkeypatch) -> None:
    monkeypatch.setenv("COMMONBEAT_MAIL", "none")
    record = make.request()
    public.follow(_public_id(record), MAIL, "en")
    public.watch_area(-121.45, 37.75, 500, [], MAIL, "en")
    for follower in Follower.objects.all():
        assert public.confirm_follow(links.token_for(links.CONFIRM_FOLLOW, follower.pk))
    actions.update(record, actor=worker, text_en="We come on Monday.")
    for message in Message.objects.all():
        notify_actions.deliver(message.pk)
    assert public.unfollow(links.token_for(links.STOP_FOLLOW, Follower.objects.get().pk))
    assert public.unwatch(links.token_for(links.STOP_WATCH, AreaWatch.objects.get().pk))
    assert Message.objects.count() == 3
    assert "nora" not in str(list(Message.objects.values()))


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "é"])
def test_made_up_links_do_nothing(token) -> None:
    answers = (
        public.confirm_follow(token), public.unfollow(token), public.confirm_watch(token), public.unwatch(token)
    )  # fmt: skip
    assert answers == (None, False, False, False)


def test_a_link_is_for_one_purpose() -> None:
    record = make.request()
    public.follow(_public_id(record), MAIL, "en")
    follower = Follower.objects.get()
    assert public.confirm_follow(links.token_for(links.STOP_FOLLOW, follower.pk)) is None
    assert public.confirm_watch(links.token_for(links.CONFIRM_WATCH, follower.pk)) is False
    assert Follower.objects.get().confirmed_at is None


def test_an_old_confirmation_link_does_not_work(monkeypatch) -> None:
    record = make.request()
    public.follow(_public_id(record), MAIL, "en")
    token = links.token_for(links.CONFIRM_FOLLOW, Follower.objects.get().pk)
    monkeypatch.setattr(following.links, "CONFIRM_WITHIN_S", -1)
    assert public.confirm_follow(token) is None


def test_what_cannot_be_followed_is_said(worker) -> None:
    record = make.request()
    with pytest.raises(public.SubmitRefused) as refused:
        public.follow(_public_id(record), "nobody", "en")
    assert refused.value.errors == {"email": "This is not an e-mail address."}
    key = _public_id(record)
    actions.set_private(record, True, actor=worker, reason="asked")
    with pytest.raises(public.SubmitRefused) as refused:
        public.follow(key, MAIL, "en")
    assert refused.value.errors == {"": "This request is not public any more."}


def test_a_watch_lists_what_is_new_and_near_once_a_day() -> None:
    make.request()  # before the watch
    public.watch_area(-121.4512, 37.7501, 200, ["shopping-cart"], MAIL, "en")
    watch = AreaWatch.objects.get()
    assert watching.tell_all() == 0
    assert public.confirm_watch(links.token_for(links.CONFIRM_WATCH, watch.pk)) is True
    near, _far = make.request(), make.request(lon=-121.448)
    make.request(category="signs")
    make.request(private=True)
    assert [row.number for row in watching.new_for(AreaWatch.objects.get())] == [near.number]
    assert watching.tell_all() == 1
    mail = _to()[-1]
    assert mail.subject == "News about your area"
    assert "1 new issue in the area you watch:" in mail.body
    assert str(_public_id(near)) in mail.body
    assert watching.tell_all() == 0
    assert public.unwatch(links.token_for(links.STOP_WATCH, watch.pk)) is True
    assert AreaWatch.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"lon": 500.0}, "place"),
        ({"radius_m": 50}, "radius_m"),
        ({"radius_m": 6000}, "radius_m"),
        ({"categories": ["no-such"]}, "categories"),
        ({"categories": ["noise"]}, "categories"),  # private: nothing of it is ever shown
        ({"email": "x"}, "email"),
    ],
)
def test_a_watch_that_cannot_be_is_refused(facts, field) -> None:
    given = {
        "lon": -121.45,
        "lat": 37.75,
        "radius_m": 500,
        "categories": [],
        "email": MAIL,
        "language": "en",
        **facts,
    }
    with pytest.raises(public.SubmitRefused) as refused:
        public.watch_area(**given)
    assert list(refused.value.errors) == [field]
    assert (AreaWatch.objects.count(), Message.objects.count()) == (0, 0)


def test_one_address_watches_ten_areas_at_most() -> None:
    for _time in range(10):
        public.watch_area(-121.45, 37.75, 500, [], MAIL, "en")
    with pytest.raises(public.SubmitRefused):
        public.watch_area(-121.45, 37.75, 500, [], MAIL, "en")


def test_addresses_nobody_confirmed_are_forgotten_after_a_week() -> None:
    record = make.request()
    public.follow(_public_id(record), MAIL, "en")
    public.watch_area(-121.45, 37.75, 500, [], MAIL, "en")
    assert following.forget_unconfirmed() == 0
    old = timezone.now() - timedelta(days=8)
    Follower.objects.update(asked_at=old)
    AreaWatch.objects.update(asked_at=old)
    assert following.forget_unconfirmed() == 2
