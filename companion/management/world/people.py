"""Who works in the invented town, and who lives there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.utils import timezone

from companion.changes.account import give_authenticator
from companion.models import (
    AgeBand,
    Agency,
    CommunicationNeed,
    Cover,
    Membership,
    NeedArea,
    Panel,
    SenderCheck,
    User,
    WordingLevel,
)
from content.editors import EDITORS

PASSWORD = "every-need-gets-an-answer"  # noqa: S105 - of a demonstration with invented people only
Sector, Role, Type = Agency.Sector, Membership.Role, Panel.Type

AGENCIES = {
    "Harbour Advocacy": Sector.VOLUNTARY,
    "New Leaf": Sector.VOLUNTARY,
    "Hill Town Police": Sector.STATUTORY,
    "Hill Town Council": Sector.STATUTORY,
    "Housing team": Sector.STATUTORY,
    "Probation": Sector.STATUTORY,
    "Hill Town Health": Sector.STATUTORY,
}


@dataclass(frozen=True)
class Worker:
    """One account: role as told in demo.json, name, agency, and what they may do."""

    role: str
    name: str
    agency: str = ""
    seats: Mapping[str, str] = field(default_factory=dict)

    @property
    def email(self) -> str:
        """Their address, invented too."""
        return f"{self.name.lower().replace(' ', '.')}@hilltown.example"


MARAC, IOM, FAMILY = "Hill Town MARAC", "Hill Town IOM", "Hill Town Family Help"
VIOLENCE = "Hill Town Violence Panel"
# To whom an urgent alert goes beside the advocate.
ON_DUTY = {MARAC: "Hana Sato", IOM: "Hana Sato", FAMILY: "Mo Farrell", VIOLENCE: "Hana Sato"}
PANELS = {
    MARAC: (Type.MARAC, "Keep people at high risk at home safe."),
    IOM: (Type.IOM, "Help people who offend often to stop."),
    FAMILY: (Type.FAMILY, "Help whole families before things get worse."),
    VIOLENCE: (Type.LOCAL_VIOLENCE, "Stop violence from coming back to the same places."),
}
EVERYWHERE = dict.fromkeys((MARAC, IOM, FAMILY, VIOLENCE), Role.COORDINATOR)
LED = dict.fromkeys((MARAC, FAMILY, VIOLENCE), Role.CHAIR)


def seat_at(*panels: str) -> dict[str, str]:
    """A member's seat at each of these panels."""
    return dict.fromkeys(panels, Role.MEMBER)


EDI = "Edi Novak"
WORKERS = (
    Worker("advocate", "Amal Reyes", "Harbour Advocacy"),
    Worker("advocate", "Bo Lindqvist", "New Leaf"),
    Worker("coordinator", "Cora Webb", "Hill Town Police", EVERYWHERE),
    Worker("chair", "Chris Okafor", "Hill Town Council", LED),
    Worker(
        "member",
        "Mo Farrell",
        "Housing team",
        dict.fromkeys((MARAC, FAMILY, VIOLENCE), Role.MEMBER),
    ),
    Worker("member", "Nia Probert", "Probation", seat_at(IOM, VIOLENCE)),
    Worker(
        "member",
        "Hana Sato",
        "Hill Town Health",
        dict.fromkeys((MARAC, IOM, VIOLENCE), Role.MEMBER),
    ),
    Worker("evaluator", "Eve Marsh"),
    Worker("editor", EDI),
    Worker("administrator", "Ada Byrne"),
    Worker("outsider", "Ollie Grant", "Hill Town Council"),
    Worker("administrator", "Ivo Penn"),
    # Reads what the other editor wrote: nobody sends their own words.
    Worker("editor", "Emi Sandhu"),
    # Of the advocate's own agency; once acted in her place.
    Worker("colleague", "Ari Blum", "Harbour Advocacy"),
)


@dataclass(frozen=True)
class Person:
    """One invented person and how they may safely be texted."""

    name: str
    role: str
    phone: str
    panel: str
    advocate: str
    code_word: str
    duress_word: str
    language: str = "en"
    level: str = WordingLevel.SAFE_HOURS
    cover: str = Cover.BOOKING
    references: bool = False
    hours: tuple[time, time] = (time(0, 0), time(0, 0))
    budget: tuple[int, int] = (100, 100)
    consented: bool = True
    household: str = ""
    age_band: str = AgeBand.ADULT
    communication: tuple[str, ...] = ()
    interpreter: str = ""


AMAL, BO = "Amal Reyes", "Bo Lindqvist"
PEOPLE = (
    Person("Jay", "victim", "+447700900101", MARAC, AMAL, "bluebell", "umbrella"),
    Person("Kit", "offender", "+447700900102", IOM, BO, "marigold", "lantern"),
    Person("Sam", "both", "+447700900103", MARAC, AMAL, "primrose", "kettle"),
    Person("Ana", "family", "+447700900104", FAMILY, BO, "foxglove", "ladder", household="Duarte"),
    Person(
        "Leo",
        "family",
        "+447700900105",
        FAMILY,
        BO,
        "cowslip",
        "saddle",
        household="Duarte",
        age_band=AgeBand.FROM_13,
        communication=(CommunicationNeed.EASY_WORDS,),
    ),
    Person("Mina", "victim", "+447700900106", MARAC, AMAL, "heather", "teapot", consented=False),
    Person(
        "Kasia",
        "victim",
        "+447700900107",
        MARAC,
        AMAL,
        "jaskier",
        "parasol",
        "pl",
        communication=(CommunicationNeed.INTERPRETER,),
        interpreter="Polish, a woman",
    ),
    Person("Ayesha", "victim", "+447700900108", MARAC, AMAL, "gulab", "chabi", "ur"),
    Person(
        "Tom",
        "offender",
        "+447700900109",
        IOM,
        BO,
        "bramble",
        "wagon",
        communication=(CommunicationNeed.BSL, CommunicationNeed.RELAY_UK),
    ),
    Person(
        "Rosa",
        "victim",
        "+447700900110",
        MARAC,
        AMAL,
        "clover",
        "bucket",
        level=WordingLevel.COVER,
        references=True,
    ),
)
RESTRICTED = "restricted"


def hire() -> dict[str, User]:
    """Make agencies, panels, accounts and seats; users by name."""
    agencies = {name: _agency(name, sector) for name, sector in AGENCIES.items()}
    panels = {name: _panel(name, *what) for name, what in PANELS.items()}
    users = {}
    for worker in WORKERS:
        user = User.objects.create_user(
            worker.email,
            PASSWORD,
            name=worker.name,
            agency=agencies.get(worker.agency),
            is_administrator=worker.role == "administrator",
            is_evaluator=worker.role == "evaluator",
        )
        give_authenticator(user)
        for panel, role in worker.seats.items():
            Membership.objects.create(user=user, panel=panels[panel], role=role)
        if worker.role == "editor":
            _make_editor(user)
        users[worker.name] = user
    for panel, name in ON_DUTY.items():
        panels[panel].duty_user = users[name]
        panels[panel].save(update_fields=["duty_user"])
    _try_numbers(users["Ada Byrne"])
    return users


def _try_numbers(user: User) -> None:
    """The numbers are invented like everybody here, and count as tried."""
    SenderCheck.objects.bulk_create(
        SenderCheck(number=number, came_back=SenderCheck.CameBack.OURS, checked_by=user)
        for number in settings.TWILIO_FROM
    )


def _agency(name: str, sector: str) -> Agency:
    police = name.endswith("Police") or name == "Probation"
    return Agency.objects.create(
        name=name,
        sector=sector,
        controller=f"{name}, data protection officer",
        regime=Agency.Regime.PART_3 if police else Agency.Regime.UK_GDPR,
        basis="Preventing crime" if police else "A task in the public interest",
        agreement="Hill Town sharing agreement, version 3",
        agreement_review_on=timezone.localdate() + timedelta(days=200),
    )


def _panel(name: str, type_: str, purpose: str) -> Panel:
    """A panel with what its type brings; everybody here is invented, so it is live."""
    today = timezone.localdate()
    panel = Panel.objects.create(
        name=name,
        type=type_,
        purpose=purpose,
        objectives="Answer every need. Do what was agreed. Ask whether it helped.",
        staffed_hours="Monday to Friday, nine to five",
        duty_contact="The duty desk of Hill Town Council",
        duty_tested_on=today,
        phone_checked_on=today,
        live_at=timezone.now(),
    )
    for position, area in enumerate(panel.brings.areas):
        NeedArea.objects.create(panel=panel, name=area, position=position)
    return panel


def _make_editor(user: User) -> None:
    """Put a user among Wagtail's editors."""
    user.groups.add(Group.objects.get(name=EDITORS))
