"""Django's sessions in the database, each kept with whose it is (SESSION_ENGINE)."""

from typing import Any

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.exceptions import SessionInterrupted
from django.utils.crypto import get_random_string
from django_otp import DEVICE_ID_SESSION_KEY

from companion.views import session


class SessionStore(db.SessionStore):
    """Writes the columns that a list of sign-ins needs beside the data of a session."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Found late: the middleware is made before there are models."""
        return apps.get_model("companion", "SignIn")

    def cycle_key(self) -> None:
        """A new key for a session that still is one: what was ended meanwhile stays ended.

        Its row stays: between looking for the old one and writing a new one it may be ended.
        """
        if not self.session_key:
            super().cycle_key()
            return
        self.keys()  # read under the old key
        key = get_random_string(32, VALID_KEY_CHARS)
        if not self.model.objects.filter(session_key=self.session_key).update(session_key=key):
            raise SessionInterrupted
        self._session_key, self.modified = key, True

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row of a session, as it is now."""
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.whole = DEVICE_ID_SESSION_KEY in data
        for column, value in session.facts_of(data).items():
            setattr(row, column, value)
        return row
