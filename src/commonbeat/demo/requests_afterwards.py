"""What grows around the invented requests: inspections, code cases, questionnaires, followers, a few pictures."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from commonbeat.city.agency.numbers import numbers_at
from commonbeat.community.requests.enums import PictureKind
from commonbeat.community.requests.models import CodeCase, Follower, Inspection, Picture, Questionnaire
from commonbeat.community.requests.promises import CURE, REINSPECTION, cure_length
from commonbeat.community.requests.public import PICTURES
from commonbeat.demo.requests_pictures import photo
from commonbeat.demo.residents import RESIDENT
from commonbeat.kernel import attachments, audit, clocks, workflow
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.contact.codes import keyed

if TYPE_CHECKING:
    from commonbeat.demo.requests import Story, Year

BATCH = 2_000
PHOTOGRAPHED = ("graffiti", "abandoned-vehicle", "illegal-dumping", "weeds", "shopping-cart", "parking")
MOST_PICTURES = 36
SECTIONS = {
    "weeds": ("8.12.030", "Weeds and dry brush over twelve inches on the lot."),
    "junk-yard": ("8.16.010", "Inoperative vehicles and household junk kept in the front yard."),
    "broken-fence": ("15.20.040", "Fence in disrepair; boards with nails reach over the sidewalk."),
    "vacant-building": ("15.28.020", "Vacant building open to entry."),
    "unpermitted-building": ("15.04.110", "Dwelling made in a garage without a permit."),
    "housing-condition": ("15.32.050", "Rental home without heat or with visible mold."),
}
CURE_DAYS, ASKED_AFTER, ANSWERING = (10, 14, 30), timedelta(days=21), 0.27


def cases(stories: list[Story], year: Year) -> None:
    """Inspections of what is looked into, and a code case for a part of what the code forbids."""
    rng = year.rng
    visits, made, moves, running = [], [], [], []
    for story in stories:
        record, at = story.record, story.answered_at
        if at is None or record.team != "code_enforcement" or rng.random() > 0.5:
            continue
        visit = at + timedelta(hours=float(rng.uniform(2, 30)))
        if visit < year.now:
            finding = "nothing" if record.state == "no_further_action" else "found"
            by = story.worker if isinstance(story.worker, User) else None
            visits.append(Inspection(request=record, at=visit, by=by, finding=finding))
            opened = year.office(visit)
            if (
                record.category_id in SECTIONS
                and finding == "found"
                and rng.random() < 0.5
                and opened < year.now
            ):
                made.append(_case(year, story, opened, moves, running))
    for case, number in zip(made, numbers_at("C", [one.opened_at for one in made]), strict=True):
        case.number = number
    workflow.bulk_begin(made, moves)
    clocks.bulk_clocks(running)
    Inspection.objects.bulk_create(visits, batch_size=BATCH)


def _case(year: Year, story: Story, opened: Any, moves: list[Any], running: list[Any]) -> CodeCase:
    """A case from its opening to where it stands now."""
    rng, record = year.rng, story.record
    section, finding = SECTIONS[record.category_id]
    case = CodeCase(request=record, section=section, finding=finding, opened_at=opened,
                    opened_by=story.worker if isinstance(story.worker, User) else None)  # fmt: skip
    moves.append(workflow.begun(case, at=opened, actor=story.worker))
    notice = year.after(opened, float(rng.uniform(0.2, 2.0)))
    if notice >= year.now:
        return case
    case.notice_on = notice.astimezone(year.zone).date()
    case.notice_how = str(rng.choice(["person", "posted", "mail", "certified"]))
    case.cure_by = case.notice_on + timedelta(days=int(rng.choice(CURE_DAYS)))
    moves.append(workflow.made(case, "serve_notice", at=notice, actor=story.worker))
    cure = clocks.past(CURE, case, started=notice, length=cure_length(case), days=year.days)
    over = cure.due_at + timedelta(minutes=11)
    early = notice + (over - notice) * float(rng.uniform(0.3, 0.95))
    if rng.random() < 0.55 and early < year.now:
        moves.append(workflow.made(case, "cure", at=early, actor=story.worker))
        cure = clocks.past(
            CURE, case, started=notice, stopped=early, length=cure_length(case), days=year.days
        )
    elif over < year.now:
        moves.append(workflow.made(case, "cure_day_reached", at=over, actor=audit.SYSTEM))
        cure = clocks.past(CURE, case, started=notice, stopped=over, length=cure_length(case), days=year.days)
        looked = year.after(over, float(rng.gamma(2.0, 0.8)))
        done = looked if looked < year.now else None
        running.append(clocks.past(REINSPECTION, case, started=over, stopped=done, days=year.days))
        if done and rng.random() < 0.8:
            moves.append(workflow.made(case, "cure", at=looked, actor=story.worker))
        elif done:
            case.citation = f"CT-{rng.integers(1000, 9999)}"
            moves.append(workflow.made(case, "refer_citation", at=looked, actor=story.worker))
    running.append(cure)
    return case


def questionnaires(stories: list[Story], year: Year) -> None:
    """Three weeks after closing everybody who can be reached is asked; some answer."""
    rng, rows = year.rng, []
    for story in stories:
        record = story.record
        if record.closed_at is None or record.state not in ("fixed", "no_further_action", "referred"):
            continue
        sent = record.closed_at + ASKED_AFTER
        if sent >= year.now:
            continue
        row = Questionnaire(request=record, sent_at=sent)
        answered = sent + timedelta(days=float(rng.exponential(2.0)))
        if rng.random() < ANSWERING and answered < year.now:
            odds = [0.72, 0.16, 0.12] if record.state == "fixed" else [0.3, 0.2, 0.5]
            row.answered_at, row.answer = answered, str(rng.choice(["yes", "partly", "no"], p=odds))
        rows.append(row)
    Questionnaire.objects.bulk_create(rows, batch_size=BATCH)


def follow(stories: list[Story], year: Year) -> None:
    """Neighbours follow some of the public ones; those of a repetition follow the one that is worked on."""
    rng, rows, known = year.rng, [], set()
    for story in stories:
        record = story.record.duplicate_of or story.record
        if record.private or story.record.private:
            continue
        for _one in range(int(rng.poisson(0.22))):
            address = f"neighbor.{int(rng.integers(1, 2500))}@residents.example"
            key = (record.pk, address)
            at = story.record.received_at + timedelta(days=float(rng.exponential(1.5)))
            if key not in known and at < year.now:
                known.add(key)
                rows.append(Follower(
                    request=record, address_key=keyed("requests.address", address), email=address,
                    language="es" if rng.random() < 0.24 else "en", asked_at=at, confirmed_at=at,
                ))  # fmt: skip
    Follower.objects.bulk_create(rows, batch_size=BATCH)


def pictures(stories: list[Story], year: Year) -> int:
    """Drawings on a few dozen of the newest requests, some with one of the place afterwards; returns how many."""
    rng, made = year.rng, 0
    for story in reversed(stories):
        record = story.record
        if made >= MOST_PICTURES:
            break
        if (
            record.category_id not in PHOTOGRAPHED
            or record.private
            or record.source not in ("web", "open311")
        ):
            continue
        _keep(story, photo(record.category_id, rng), PictureKind.BEFORE, record.received_at, RESIDENT)
        made += 1
        if record.state == "fixed" and isinstance(story.worker, User):
            after = photo(record.category_id, rng, done=True)
            _keep(story, after, PictureKind.AFTER, record.closed_at, story.worker)
            made += 1
    return made


def _keep(story: Story, content: bytes, kind: PictureKind, at: Any, actor: Any) -> None:
    taken = attachments.take(content, policy=PICTURES, actor=actor, name=f"{kind}.jpg")
    attachments.attach(taken, story.record)
    Picture.objects.create(
        request=story.record, attachment_id=taken.pk, kind=kind, at=at, from_resident=actor is RESIDENT,
        shown=story.answered_at is not None,
    )  # fmt: skip
