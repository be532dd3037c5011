"""What a person wants from the review of their case, written down with them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access import panels, people, wishes
from companion.changes.errors import ReviewDecided
from companion.changes.wishes import record_wish
from companion.forms.wishes import WishForm
from companion.views.advocate.common import ask, back_to, reader, typed


@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down what they want from the review, in the advocate's words and theirs."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    review = wishes.review_ahead_for(side)
    form = WishForm(typed(request), agencies=panels.agencies_at(side))
    if request.method == "POST" and form.is_valid():
        try:
            record_wish(review, side, form.wished, acting_user=user)
            return back_to(request, side, _("Kept what they want."), "review-wish")
        except ReviewDecided as refused:
            form.add_error(None, str(refused))
    title, submit = _("What they want from the review"), _("Keep what they want")
    intro = _("Ask them: go on, change something, or finish? They do not have to answer.")
    return ask(request, side, form, title=title, submit=submit, intro=intro, by_proxy=True)
