"""Emails about an account: the same few words for everybody, and nothing of any case."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from companion.models import User

log = logging.getLogger(__name__)


def write_to(user: User, template: str, path: str = "/account/") -> bool:
    """Send one; whether it left. Never inside a transaction: this talks to a mail server."""
    if not settings.MAIL_LEAVES:
        return False
    body = render_to_string(template, {"address": settings.PUBLIC_BASE_URL + path})
    try:
        return bool(EmailMessage("Bookings", body, to=[user.email]).send())
    except Exception as error:  # whatever it was, its words may hold an address
        log.warning("an email about an account did not leave: %s", type(error).__name__)
        return False
