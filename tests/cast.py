"""The people everyone knows: a subject, an advocate, a panel, an outsider, a pair kept apart."""

from dataclasses import dataclass

import pytest

from companion.changes.account import give_authenticator
from companion.changes.people import keep_apart
from companion.models import CaseSubject, Panel, User
from tests import factories
from tests.photograph import Photographer


@dataclass
class Cast:
    """One victim at a MARAC and the offender at an IOM panel, who may never learn of each other."""

    advocate: User
    other_advocate: User
    coordinator: User
    chair: User
    member: User
    observer: User
    other_member: User
    outsider: User
    editor_like: User
    administrator: User
    panel: Panel
    other_panel: Panel
    side: CaseSubject
    other_side: CaseSubject
    phone: str
    other_phone: str


def _make_cast() -> Cast:
    charity = factories.agency("Harbour Advocacy", "voluntary")
    probation = factories.agency("Probation")
    housing = factories.agency("Housing team")
    people = {
        "advocate": factories.user("Amal Advocate", charity),
        "other_advocate": factories.user("Bo Advocate", factories.agency("Bridge", "voluntary")),
        "coordinator": factories.user("Cora Coordinator", factories.agency("Police")),
        "chair": factories.user("Chris Chair", factories.agency("Council")),
        "member": factories.user("Mo Member", housing),
        "observer": factories.user("Olu Observer", housing),
        "other_member": factories.user("Nia Member", probation),
        "outsider": factories.user("Ollie Outsider", factories.agency("Elsewhere")),
        "editor_like": factories.user("Edi Editor"),
        "administrator": factories.user("Ada Administrator", is_administrator=True),
    }
    for user in people.values():
        give_authenticator(user)
    factories.tried(people["administrator"])
    panel = factories.panel(
        "Hill Town MARAC",
        "marac",
        coordinator=people["coordinator"],
        chair=people["chair"],
        member=people["member"],
        observer=people["observer"],
    )
    other_panel = factories.panel("Hill Town IOM", "iom", member=people["other_member"])
    side = factories.side("Jay", panel, people["advocate"], people["coordinator"])
    other_side = factories.side(
        "Kit", other_panel, people["other_advocate"], people["other_member"], "offender"
    )
    keep_apart(side.subject, other_side.subject, acting_user=people["coordinator"])
    return Cast(
        **people,
        panel=panel,
        other_panel=other_panel,
        side=side,
        other_side=other_side,
        phone=factories.taking_part(side, people["advocate"]),
        other_phone=factories.taking_part(other_side, people["other_advocate"]),
    )


_photographer = Photographer(_make_cast)


def make_cast() -> Cast:
    """Make everybody, with both people taking part."""
    made: Cast = _photographer()
    return made


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody, freshly made."""
    return make_cast()
