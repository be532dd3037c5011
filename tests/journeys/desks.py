"""Everybody's desk in a journey: a browser of their own, and each step a form they send."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

from companion.models import CaseSubject, User
from tests import factories
from tests.cast import Cast
from tests.companion.advocate.conftest import rule_form, told_form
from tests.companion.panel_desk import NEW_CASE, in_days
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of
from tests.signing_in import sign_in


@dataclass(frozen=True)
class Page:
    """What came back: its status, what it shows, and the address of what follows a form."""

    status: int
    shows: str
    follows: str = ""


@dataclass
class Desks:
    """Who is signed in where; a page that is refused fails the journey at once."""

    cast: Cast
    provider: FakeTwilio
    clients: dict[int, Client] = field(default_factory=dict)

    def of(self, user: User) -> Client:
        """This user's own way in."""
        if user.pk not in self.clients:
            self.clients[user.pk] = Client()
            sign_in(self.clients[user.pk], user)
        return self.clients[user.pk]

    def gets(self, user: User, address: str) -> Page:
        """Go to an address."""
        answer = self.of(user).get(address)
        return Page(answer.status_code, answer.content.decode())

    def posts(self, user: User, address: str, data: dict[str, Any]) -> Page:
        """Fill in and send the form of an address."""
        answer = self.of(user).post(address, data)
        follows = answer.headers.get("Location", "")
        return Page(answer.status_code, answer.content.decode(), follows)

    def reads(self, user: User, page: str, of: Any) -> str:
        """What a page shows to somebody who may read it."""
        answer = self.gets(user, reverse(page, args=[of.public_id]))
        assert answer.status == 200, page
        return answer.shows

    def misses(self, user: User, page: str, of: Any) -> bool:
        """Whether a page is not there for this user."""
        return self.gets(user, reverse(page, args=[of.public_id])).status == 404

    def refused(self, user: User, page: str, of: Any, **data: Any) -> bool:
        """Whether a form comes back with what is wrong."""
        return self.posts(user, reverse(page, args=[of.public_id]), data).status == 422

    def sends(self, user: User, page: str, of: Any, **data: Any) -> str:
        """Send a form that is taken; gives the address of the page that follows."""
        return self.sends_to(user, reverse(page, args=[of.public_id]), data)

    def sends_to(self, user: User, address: str, data: dict[str, Any]) -> str:
        """The same, for a form that is about nothing that is there yet."""
        answer = self.posts(user, address, data)
        assert answer.status == 302, f"{address}: {answer.shows[-3000:]}"
        return answer.follows

    def opens_case(self, by: User, panel: Any, role: str, advocate: User, **who: Any) -> Any:
        """Somebody's own case, with an advocate."""
        sent = {**someone(role, advocate, **who), "panel": str(panel.public_id)}
        with self._one_more_side() as added:
            self.sends_to(by, NEW_CASE, sent)
        return added[0]

    @contextmanager
    def _one_more_side(self) -> Iterator[list[CaseSubject]]:
        """What is done inside brings one person into a case; afterwards the list holds the side."""
        before = set(CaseSubject.objects.values_list("pk", flat=True))
        added: list[CaseSubject] = []
        yield added
        added += CaseSubject.objects.exclude(pk__in=before)
        assert len(added) == 1

    def joins(self, side: CaseSubject, by: User, role: str, advocate: User, **who: Any) -> Any:
        """One more person in the same case, with an advocate of their own."""
        with self._one_more_side() as added:
            self.sends(by, "panel:join_case", side.panel_case, **someone(role, advocate, **who))
        return added[0]

    def agrees_a_rule(self, side: CaseSubject, by: User, **changes: Any) -> Phone:
        """How this person is reached, as they want; in full words, at any hour."""
        usual: dict[str, Any] = {
            "number": factories.phone_number(),
            "level": "safe_hours",
            "from_time": "00:00",
            "until_time": "00:00",
            "shared_phone": None,
            "unprompted_a_day": "10",
            "unprompted_a_week": "30",
        }
        self.sends(by, "advocate:rule", side, **rule_form(**{**usual, **changes}))
        return phone_of(side, self.provider)

    def invites(self, side: CaseSubject, by: User) -> Phone:
        """From the rule to the person's own yes."""
        phone = self.agrees_a_rule(side, by)
        self.sends(by, "advocate:agreement", side, **told_form())
        self.sends(by, "advocate:invitation", side)
        assert ["Reply YES" in text for text in phone.waits()] == [True]
        assert "Texts are on" in phone.texts("Yes")[0]
        return phone


def someone(role: str, advocate: User, name: str = "Robin", known: Any = None) -> dict[str, Any]:
    """Who comes into a case, as a browser sends it."""
    return {
        "name": "" if known else name,
        "known": str(known.public_id) if known else "",
        "role": role,
        "language": "en",
        "advocate": str(advocate.public_id),
        "until": in_days(180).isoformat(),
    }
