"""What the next page says of the last one, in a cookie that belongs to this host alone."""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class SaidCookie(CookieStorage):
    """Django's own, under a name as our other cookies have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cookie_name = f"{settings.THIS_HOST_ALONE}messages"


class SaidStorage(FallbackStorage):
    """In the cookie, and what is too long for it in the session (MESSAGE_STORAGE)."""

    storage_classes = (SaidCookie, SessionStorage)
