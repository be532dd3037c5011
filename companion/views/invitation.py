"""Making an invited account one's own: a password, an app or a passkey, codes for a lost phone.

The token is in the address of the first request only, which shows no page: neither a browser's
history nor a log of ours keeps it.
"""

from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote

import segno
from django.contrib.auth import login
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login as verified

from companion.access.account import authenticator_begun, way_in_of
from companion.access.staff import open_invitation
from companion.changes.errors import Refused
from companion.changes.invitations import (
    begin_invitation,
    digest_of,
    take_invitation,
    take_invitation_by_passkey,
)
from companion.forms.account import NewPasswordForm
from companion.forms.sign_in import CodeForm
from companion.views import session
from companion.views.browsers import in_plain_words
from companion.views.passkey_asking import ADD, ask_to_make, asked

if TYPE_CHECKING:
    from companion.models import Invitation, SealedTotpDevice

_LINK, _PASSWORD = "invitation", "invitation_password"


# Refusing a method or a form would write the address into a log. This opens nothing, ends nothing.
@csrf_exempt
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address."""
    request.session[_LINK] = digest_of(token)
    return redirect("invitation")


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """The first half: a password of one's own."""
    invited = _invited(request)
    if invited is None:
        return _over(request)
    form = NewPasswordForm(request.POST or None, user=invited.user)
    if request.method == "POST" and form.is_valid():
        try:
            begin_invitation(invited)
        except Refused:  # another page of theirs has taken it in this moment
            return _over(request)
        request.session[_PASSWORD] = make_password(form.cleaned_data["password"])
        return redirect("invitation_app")
    context = {"form": form, "invited": invited.user}
    return render(request, "account/invitation.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("code", "passkey")
@require_http_methods(["GET", "HEAD", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    """The second half: an authenticator app, shown to work by a code from it, or a passkey."""
    invited = _invited(request)
    if invited is None:
        return _over(request)
    device = authenticator_begun(invited.user)
    password = request.session.get(_PASSWORD)
    if device is None or password is None:
        return redirect("invitation")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = _taken(request, form, invited, password)
        if codes:
            return _inside(request, invited, codes)
    context = {
        "form": form,
        "picture": picture(device),
        "secret": in_fours(device.secret),
        "options": ask_to_make(request, invited.user),
    }
    return render(request, "account/app.html", context, status=422 if form.errors else 200)


def _taken(request: HttpRequest, form: CodeForm, invited: "Invitation", password: str) -> list[str]:
    """The recovery codes, once the account is theirs; else what was wrong is on the form."""
    said = form.cleaned_data["passkey"]
    challenge = asked(request, ADD) if said else None
    if said and challenge is None:
        form.add_error(None, _("This page was open too long. Try again."))
        return []
    name = in_plain_words(request.headers.get("User-Agent", "")) or _("My passkey")
    try:
        if challenge is not None:
            return take_invitation_by_passkey(invited, password, name, said, challenge)
        codes = take_invitation(invited, password, form.cleaned_data["code"])
    except Refused as refused:
        form.add_error(None, str(refused))
        return []
    if not codes:
        form.add_error("code", _("That code is not right. Wait for the next one, then enter it."))
    return codes


def _invited(request: HttpRequest) -> "Invitation | None":
    return open_invitation(str(request.session.get(_LINK, "")))


def _over(request: HttpRequest) -> HttpResponse:
    """The same for a link that is used, too old, taken back, or never was."""
    return render(request, "account/invitation_over.html")


def _inside(request: HttpRequest, invited: "Invitation", codes: list[str]) -> HttpResponse:
    """Signed in, with a session that knows nothing of the invitation."""
    user = invited.user
    user.refresh_from_db()
    request.session.flush()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    session.begin(request)
    verified(request, way_in_of(user))
    session.note_factor(request)
    return render(request, "account/codes.html", {"codes": codes, "welcome": True})


def picture(device: "SealedTotpDevice") -> str:
    """A QR code for the app, as SVG made here: nobody else's server learns the secret."""
    label = quote(device.user.email)
    address = f"otpauth://totp/Bookings:{label}?secret={device.secret}&issuer=Bookings"
    out = BytesIO()
    segno.make(address, micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, light="#fff", scale=5, svgclass="qr"
    )
    return out.getvalue().decode()


def in_fours(secret: str) -> str:
    """A secret as somebody types it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
