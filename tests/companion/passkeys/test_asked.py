"""What a browser is asked to do with passkeys, in the words that it understands."""

import json
from typing import Any

import pytest
from webauthn.helpers import bytes_to_base64url

from companion.access.passkeys import to_make, to_sign
from companion.models import Passkey
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_browser_is_asked_for_a_key_that_verifies_its_owner_and_is_not_known_yet(
    settings: Any,
) -> None:
    settings.PASSKEY_HOST, user = "companion.example", factories.user("Sam Reed")
    assert to_sign(user, b"a challenge") == ""
    for place, transports in ((1, "internal hybrid"), (2, "")):
        Passkey.objects.create(
            user=user, name="Key", credential_id=f"AAA{place}", public_key=b"k", confirmed=True,
            transports=transports,
        )  # fmt: skip
    known = [
        {"id": "AAA1", "type": "public-key", "transports": ["internal", "hybrid"]},
        {"id": "AAA2", "type": "public-key"},
    ]
    asked = json.loads(to_sign(user, b"a challenge"))
    assert asked.pop("allowCredentials") == known
    assert asked == {
        "challenge": bytes_to_base64url(b"a challenge"),
        "rpId": "companion.example",
        "timeout": 300_000,
        "userVerification": "required",
    }
    asked = json.loads(to_make(user, b"a challenge"))
    assert asked["excludeCredentials"] == known
    assert asked["user"] == {
        "id": bytes_to_base64url(user.public_id.bytes),
        "name": user.email,
        "displayName": user.name,
    }
    assert asked["rp"] == {"id": "companion.example", "name": settings.WAGTAIL_SITE_NAME}
    assert (asked["challenge"], asked["timeout"]) == (bytes_to_base64url(b"a challenge"), 300_000)
    assert [one["alg"] for one in asked["pubKeyCredParams"]] == [-7, -8, -257]
    wanted = asked["authenticatorSelection"]
    assert (wanted["userVerification"], wanted["residentKey"]) == ("required", "preferred")
