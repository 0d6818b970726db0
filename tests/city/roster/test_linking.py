"""Which account is which member's: asked by one, settled by another, taken away again."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from factories.people import person, signed_in

from commonbeat.city.roster import linking
from commonbeat.city.roster.events import AccountLinked, AccountUnlinked
from commonbeat.city.roster.models import LinkRequest, Member
from commonbeat.kernel.access import Refused
from commonbeat.kernel.access.actions import NotAllowed
from commonbeat.kernel.audit import events
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.notify.models import Message

pytestmark = pytest.mark.django_db
SEEN = "Both came to the desk with their badge."


@pytest.fixture
def member():
    return Member.objects.create(number="412", name="Lee, Sam")


@pytest.fixture
def account():
    return person("officer", name="Sam Lee")


@pytest.fixture
def admin():
    return person("administrator")


@pytest.fixture
def chief():
    return person("chief")


def test_one_asks_another_settles_and_it_is_announced(
    member, account, admin, chief, django_capture_on_commit_callbacks
):
    heard = []
    for kind in (AccountLinked, AccountUnlinked):
        events.subscribe(kind, heard.append)
    asked = linking.ask(member, account, actor=admin, reason=SEEN)
    member.refresh_from_db()
    assert (member.account, linking.waiting(account)) == (None, asked)
    with django_capture_on_commit_callbacks(execute=True):
        linking.settle(asked, actor=chief, agreed=True, reason="I know them.")
    member.refresh_from_db()
    assert (member.account, linking.waiting(account)) == (account, None)
    with django_capture_on_commit_callbacks(execute=True):
        linking.unlink(member, actor=admin, reason="Left.")
    member.refresh_from_db()
    assert member.account is None
    assert heard == [AccountLinked(member.pk, account.pk), AccountUnlinked(member.pk, account.pk)]
    rows = AuditEntry.objects.filter(action__startswith="roster.").order_by("seq")
    assert [(one.action, one.reason, one.details) for one in rows] == [
        ("roster.link_asked", SEEN, {"member": "412"}),
        ("roster.linked", "I know them.", {"member": "412"}),
        ("roster.unlinked", "Left.", {"member": "412"}),
    ]
    for kind in (AccountLinked, AccountUnlinked):
        events.unsubscribe(kind, heard.append)


def test_nobody_links_alone_or_themselves(member, account, admin, chief):
    both = person("administrator", "chief", email="both@example.test")
    with pytest.raises(NotAllowed, match="own account"):
        linking.ask(member, admin, actor=admin, reason=SEEN)
    asked = linking.ask(member, account, actor=both, reason=SEEN)
    with pytest.raises(NotAllowed, match="Somebody else"):
        linking.settle(asked, actor=both, agreed=True, reason="Me again.")
    for actor in (admin, account):
        with pytest.raises(Refused):
            linking.settle(asked, actor=actor, agreed=True, reason="Please.")
    with pytest.raises(IntegrityError, match="roster_link_two_people"), transaction.atomic():
        LinkRequest.objects.filter(pk=asked.pk).update(decided_by=both)
    member.refresh_from_db()
    assert member.account is None


def test_what_is_linked_asked_for_or_settled_is_not_so_again(member, account, admin, chief):
    other = Member.objects.create(number="9", name="Ray, Kim")
    asked = linking.ask(member, account, actor=admin, reason=SEEN)
    for who, whose in ((member, chief), (other, account)):
        with pytest.raises(NotAllowed, match="asked already"):
            linking.ask(who, whose, actor=admin, reason=SEEN)
    linking.settle(asked, actor=chief, agreed=False, reason="I do not know.")
    with pytest.raises(NotAllowed, match="settled already"):
        linking.settle(asked, actor=chief, agreed=True, reason="Now I do.")
    linking.settle(
        linking.ask(member, account, actor=admin, reason=SEEN), actor=chief, agreed=True, reason="Yes."
    )
    for who, whose in ((member, chief), (other, account)):
        with pytest.raises(NotAllowed, match="linked already"):
            linking.ask(who, whose, actor=admin, reason=SEEN)
    with pytest.raises(NotAllowed, match="No account is linked"):
        linking.unlink(other, actor=admin, reason="None.")
    with pytest.raises(NotAllowed, match="give a reason"):
        linking.unlink(member, actor=admin, reason=" ")


def test_on_the_screen(member, account, admin, chief):
    page = signed_in(admin)
    sent = {"member": member.pk, "reason": SEEN}
    assert page.post(reverse("console:person_link", args=[account.pk]), sent).status_code == 302
    assert (
        "somebody else settles it" in page.get(reverse("console:person", args=[account.pk])).content.decode()
    )
    mail = Message.objects.get(recipient=chief.email)
    address = reverse("console:person_settle", args=[account.pk])
    assert address in mail.body
    settled = signed_in(chief)
    text = settled.get(address).content.decode()
    assert "Is Sam Lee the member Lee, Sam (412)?" in text
    assert settled.post(address, {"answer": "yes", "reason": "I know them."}).status_code == 302
    assert settled.get(address).status_code == 404
    assert "Lee, Sam · 412" in page.get(reverse("console:person", args=[account.pk])).content.decode()
    assert (
        page.post(reverse("console:person_unlink", args=[account.pk]), {"reason": "Left."}).status_code == 302
    )
    member.refresh_from_db()
    assert member.account is None
