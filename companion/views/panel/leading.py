"""What waits for whoever leads a panel: what to look at again, referrals, who opened what."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from companion.access import harms, meetings
from companion.access.untold import side_of, untold_due
from companion.views.cards import day
from companion.views.panel.openings import to_go_through

if TYPE_CHECKING:
    from companion.models import CaseSubject, Harm, Referral, Review, Telling, User

# More than this is not read at once; the lists behind them carry the rest.
AT_MOST = 6


def led_by(user: "User") -> list[dict[str, Any]]:
    """Reviews and tellings due, referrals, openings, harms; nothing for other members."""
    today = timezone.localdate()
    reviews = meetings.reviews_due(user, today)[:AT_MOST]
    cases = [one.panel_case for one in reviews if one.panel_case]
    sides = meetings.sides_by_case(user, cases) if cases else {}
    referrals = list(meetings.referrals_to_decide(user)[:AT_MOST])
    return [
        *(_review(one, sides) for one in reviews),
        *(_untold(one) for one in untold_due(user, today)[:AT_MOST]),
        *(_referral(one) for one in referrals),
        *to_go_through(user),
        *(_harm(one) for one in harms.harms_for(user).filter(learned_at=None)[:AT_MOST]),
    ]


def _review(review: "Review", sides: "dict[int, list[CaseSubject]]") -> dict[str, Any]:
    case = review.panel_case
    of_case = sides[case.pk] if case else []
    name, target = ("panel:review", case) if case else ("panel:review_panel", review.panel)
    return {
        "kind": "now",
        "word": _("review due"),
        "who": ", ".join(side.subject.name for side in of_case) or review.panel.name,
        "what": review.panel.name if case else _("should it still exist?"),
        "when": _("by %(day)s") % {"day": day(review.due_on)},
        "href": reverse(name, args=[target.public_id]),
        "link": _("Review"),
        "subjects": [side.subject for side in of_case],
    }


def _untold(telling: "Telling") -> dict[str, Any]:
    side = side_of(telling)
    if telling.answer:
        what = f"“{Truncator(telling.answer.need.statement.words).chars(80)}”"
    else:
        what = telling.agreed_action.what if telling.agreed_action else ""
    again = day(telling.review_on) if telling.review_on else ""
    return {
        "kind": "now",
        "word": _("not told"),
        "who": side.subject.name,
        "what": what,
        "when": _("look again by %(day)s") % {"day": again},
        "href": reverse("panel:untold", args=[telling.public_id]),
        "link": _("Look again"),
        "subjects": [side.subject],
    }


def _referral(referral: "Referral") -> dict[str, Any]:
    return {
        "kind": "open",
        "word": _("referral"),
        "who": referral.name,
        "what": referral.panel.name,
        "when": day(referral.referred_at),
        "href": reverse("panel:referral", args=[referral.public_id]),
        "link": _("Decide"),
        "subjects": [referral],
    }


def _harm(harm: "Harm") -> dict[str, Any]:
    subject = harm.side.subject if harm.side else None
    return {
        "kind": "urgent" if harm.severity == "serious" else "now",
        "word": _("near miss") if harm.severity == "near_miss" else _("harm"),
        "who": subject.name if subject else harm.panel.name,
        "what": harm.get_kind_display(),
        "when": day(harm.recorded_at),
        "href": reverse("panel:harm", args=[harm.public_id]),
        "link": _("Learn from it"),
        "subjects": [subject] if subject else [],
    }
