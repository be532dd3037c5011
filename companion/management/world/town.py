"""The people who live in the invented town, and how each of them comes to a panel."""

from datetime import time, timedelta

from django.utils import timezone

from companion.changes.about import Details, change_details
from companion.changes.agreement import invite, record_agreement
from companion.changes.contact import Reach, agree_rule
from companion.changes.people import add_side, appoint_advocate, bring_in, keep_apart, open_case
from companion.management.world.people import Person
from companion.management.world.played import delivers, says
from companion.models import AgeBand, CaseSubject, Hours, Panel, PanelCase, User, WordingLevel

# As their own invitation asks them to.
YES = {"pl": "TAK", "ur": "ہاں"}


class Town:
    """The people who live here, each with a side at a panel."""

    def __init__(self, users: dict[str, User]) -> None:
        self.users = users
        self.coordinator, self.chair = users["Cora Webb"], users["Chris Okafor"]
        self.housing, self.probation = users["Mo Farrell"], users["Nia Probert"]
        self.panels = {panel.name: panel for panel in Panel.objects.all()}
        self.sides: dict[str, CaseSubject] = {}
        self.households: dict[str, PanelCase] = {}

    def welcome(self, person: Person) -> None:
        """Open a case, give an advocate, agree safe contact, invite; most say yes."""
        advocate = self.users[person.advocate]
        subject = bring_in(person.name, person.language)
        side = add_side(self._case(person), subject, person.role, acting_user=self.coordinator)
        self.sides[person.name] = side
        until = timezone.now() + timedelta(days=365)
        appoint_advocate(side, advocate, until, acting_user=self.coordinator)
        details = Details(
            person.age_band,
            understands_texts=person.age_band == AgeBand.FROM_13,
            communication=person.communication,
            interpreter=person.interpreter,
        )
        change_details(side, details, acting_user=advocate)
        if person.name == "Kit":
            keep_apart(self.sides["Jay"].subject, subject, acting_user=self.coordinator)
        self._agree_contact(person, side, advocate)

    def _case(self, person: Person) -> PanelCase:
        if person.household in self.households:
            return self.households[person.household]
        case = open_case(self.panels[person.panel], acting_user=self.coordinator)
        if person.household:
            self.households[person.household] = case
        return case

    def _agree_contact(self, person: Person, side: CaseSubject, advocate: User) -> None:
        open_all_day = (time(0, 0), time(0, 0))
        for hours in dict.fromkeys((open_all_day, person.hours)):
            reach = Reach(
                number=person.phone,
                level=person.level,
                cover=person.cover,
                references=person.references,
                hours=Hours.every_day(*hours),
                code_word=person.code_word,
                duress_word=person.duress_word,
                shared_phone=person.level == WordingLevel.COVER,
                other_way="Leave a note with the school office.",
                who_is_safe="Her sister",
                who_is_not_safe="Anyone else at home",
                unprompted_a_day=person.budget[0],
                unprompted_a_week=person.budget[1],
            )
            agree_rule(side, reach, acting_user=advocate)
            if hours == open_all_day:
                self._invite(person, side, advocate)

    def _invite(self, person: Person, side: CaseSubject, advocate: User) -> None:
        record_agreement(side, acting_user=advocate)
        invite(side, acting_user=advocate)
        delivers()
        if person.consented:
            says(side, YES.get(person.language, "YES"))
