"""Discipline in every phase, and the people around it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from factories import complaints

from commonbeat.accountability.complaints.models import Finding, Officer
from commonbeat.accountability.discipline import actions, papers
from commonbeat.accountability.discipline.models import Discipline, Served
from commonbeat.city.agency.days import today
from commonbeat.city.roster.models import Member
from commonbeat.kernel import audit, walls

NATURE = "A resident says that you were rude at a traffic stop on Third Street."


@dataclass
class House:
    """A complaint with a sustained finding about one officer, and the people around it."""

    case: UUID
    officer: UUID
    who: Member
    account: Any
    commander: Any
    chief: Any
    investigator: Any

    def notify(self, **given: Any) -> Served:
        """The officer is told."""
        return papers.notify(self.case, self.officer, actor=self.investigator, text=NATURE, **given)

    def serve(self, kind: str, text: str = "Words.", **given: Any) -> Served:
        """A paper by itself."""
        return papers.serve(self.case, self.officer, actor=self.investigator, kind=kind, text=text, **given)

    def propose(self, penalty: str = "suspension", amount: str = "3 days", **given: Any) -> Discipline:
        """A proposal."""
        given = {"text": "It is sustained that you were rude.", **given}
        return actions.propose(
            self.case, self.officer, actor=self.commander, penalty=penalty, amount=amount, **given
        )

    def heard(self, penalty: str = "suspension", amount: str = "3 days") -> Discipline:
        """A proposal the officer had the opportunity to respond to."""
        found = self.propose(penalty, amount)
        if found.PROCESS == "discipline.sworn":
            actions.give_materials(self.case, found.pk, actor=self.commander, materials="The file.")
        return actions.respond(
            self.case, found.pk, actor=self.commander, response="held", on=today(), held_by="Capt. Ruiz"
        )

    def decided(self, penalty: str = "suspension", amount: str = "3 days", **given: Any) -> Discipline:
        """A decision."""
        found = self.heard(penalty, amount)
        given = {"outcome": "imposed", "penalty": penalty, "amount": amount, "reasons": "As found.", **given}
        return actions.decide(self.case, found.pk, actor=self.chief, **given)

    def told(self, **given: Any) -> Discipline:
        """A decision the officer was told in writing."""
        found = self.decided(**given)
        return actions.tell(self.case, found.pk, actor=self.commander, text="You are suspended for 3 days.")

    def finding(self) -> Finding:
        """The one finding, as the platform sees it."""
        return complaints.finding_of(self.case)

    def row(self) -> Officer:
        """The officer's row, as the platform sees it."""
        with walls.looking(audit.SYSTEM, "complaint_work", case=self.case):
            found: Officer = Officer.objects.within_look().get(pk=self.officer)
        return found

    def discipline(self, found: Discipline) -> Discipline:
        """Discipline as it is now."""
        with walls.looking(audit.SYSTEM, "complaint_work", case=self.case):
            again: Discipline = type(found).objects.within_look().get(pk=found.pk)
        return again


def house(result: str = "sustained", *, sworn: bool = True, role: str = "officer", **given: Any) -> House:
    """A decided complaint about one officer who was not told of it yet."""
    who = complaints.member("412", "Lee, Sam", complaints.person(role), is_sworn=sworn)
    commander, chief, lead = (
        complaints.commander(),
        complaints.person("chief"),
        complaints.person("ia_investigator"),
    )
    done = complaints.decided(result, who=who, by=commander, chief=chief, lead=lead, **given)
    return _house(done.complaint_id, who, commander, chief, lead)


def investigated(*, sworn: bool = True, role: str = "officer", **given: Any) -> House:
    """A complaint that is being looked into, about one officer who was not told of it yet."""
    who = complaints.member("412", "Lee, Sam", complaints.person(role), is_sworn=sworn)
    commander, chief, lead = (
        complaints.commander(),
        complaints.person("chief"),
        complaints.person("ia_investigator"),
    )
    done = complaints.assigned(lead, commander, **given)
    complaints.accused(done.complaint_id, who, lead)
    return _house(done.complaint_id, who, commander, chief, lead)


def _house(case: UUID, who: Member, commander: Any, chief: Any, lead: Any) -> House:
    with walls.looking(audit.SYSTEM, "complaint_work", case=case):
        officer = Officer.objects.within_look().get(member=who)
    return House(case, officer.pk, who, who.account, commander, chief, lead)


def own_rows(account: Any, table: str) -> int:
    """How many rows of a table the officer's own look opens, asked with SQL alone."""
    with walls.looking(account, "complaint_own"), connection.cursor() as cursor:
        cursor.execute(
            psycopg.sql.SQL("SELECT count(*) FROM {}").format(psycopg.sql.Identifier(table)).as_string()
        )
        return int(cursor.fetchone()[0])
