"""How a panel's own work adds up: on the desk in one line, and on a page of its own."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from companion.access.measures import my_panel_for
from companion.evidence.measures import BASELINE, Shares, measures_of, shares_of_panels
from companion.views.panel.common import reader
from companion.views.screens import show

if TYPE_CHECKING:
    from companion.models import User

# The chart's own measures: hundredths of its width across, pixels down.
LEFT, RIGHT, TOP, BOTTOM = 16, 92, 40, 160
# With more months than this, every other one is named, for phones.
NAMED = 6


@require_safe
def measures(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Counts over the cases that the reader may see; it names nobody."""
    user = reader(request)
    panel = my_panel_for(user, public_id)
    found = measures_of(user, panel)
    context = {
        "panel": panel,
        "measures": found,
        "baseline": BASELINE,
        "chart": run_chart(found.months) if found.months else None,
    }
    return show(request, "panel/measures.html", context, subjects=[])


def on_the_desk(user: "User") -> dict[str, Any]:
    """What the desk shows of each panel."""
    return {"panels": shares_of_panels(user), "baseline": BASELINE}


def run_chart(months: list[tuple[date, Shares]]) -> dict[str, Any]:
    """The engagement share month by month; a month without an action leaves a gap."""
    name = _("Engagement share, month by month")
    places = [_across(number, len(months)) for number in range(len(months))]
    every = 2 if len(months) > NAMED else 1
    last = len(months) - 1
    return {
        "name": name,
        "points": _points(places, [shares.engagement_share for _month, shares in months]),
        "marks": [
            {"x": x, "label": date_format(month, "M")}
            for number, (x, (month, _shares)) in enumerate(zip(places, months, strict=True))
            if (last - number) % every == 0
        ],
        "grid": [{"y": _down(share), "label": f"{share} %"} for share in (0, 50, 100)],
        "baseline": {
            "y": _down(BASELINE),
            "name": _("– – baseline %(share)d %%") % {"share": BASELINE},
        },
        "headings": [_("Month"), _("Agreed"), _("To engage"), _("Share"), _("Tried"), _("Reached")],
        "rows": [_row(month, shares) for month, shares in months],
    }


def _points(places: list[int], shares: list[int | None]) -> list[dict[str, Any]]:
    """Each with the one before it, if there is one to draw a line from."""
    points: list[dict[str, Any]] = []
    before: dict[str, int] | None = None
    for x, share in zip(places, shares, strict=True):
        here = None if share is None else {"x": x, "y": _down(share)}
        if here:
            points.append({**here, "before": before})
        before = here
    return points


def _row(month: date, shares: Shares) -> list[str]:
    share = shares.engagement_share
    counts = (shares.attempted, shares.achieved)
    return [
        date_format(month, "F Y"),
        str(shares.agreed),
        str(shares.engage),
        "–" if share is None else f"{share} %",
        *map(str, counts),
    ]


def _across(number: int, count: int) -> int:
    return RIGHT if count == 1 else LEFT + (RIGHT - LEFT) * number // (count - 1)


def _down(share: int) -> int:
    return BOTTOM - (BOTTOM - TOP) * share // 100
