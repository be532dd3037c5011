"""Which desks a user has: for the navigation, and for where to go after signing in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from companion.access.account import desks_of
from companion.views import session

if TYPE_CHECKING:
    from companion.models import User


@dataclass(frozen=True)
class Desk:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool


def desks(request: HttpRequest) -> dict[str, Any]:
    """For templates: the desks of whoever is inside, looked up only when a page shows them.

    In a demonstration also the address of the tour.
    """
    tour = "/tour/" if settings.DEMO else ""
    return {"desks": SimpleLazyObject(lambda: desks_for(request)), "tour": tour}


def desks_for(request: HttpRequest) -> list[Desk]:
    """The desks of whoever is inside, the first one first; none for anybody else."""
    if not hasattr(request, "user") or not session.is_inside(request):
        return []
    has = desks_of(cast("User", request.user))
    offered = [
        (has.advocate, _("My people"), "/advocate/"),
        (has.panel, _("Panel"), "/panel/"),
        (has.cms, _("Guidance"), "/cms/"),
        (has.administration, _("Administration"), "/administration/"),
        (True, _("Account"), "/account/"),
    ]
    return [
        Desk(label, url, current=request.path.startswith(url))
        for there, label, url in offered
        if there
    ]


def home(request: HttpRequest) -> str:
    """The first desk of whoever is inside."""
    return desks_for(request)[0].url
