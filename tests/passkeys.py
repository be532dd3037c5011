"""A phone or a security key that makes passkeys and signs with them, without a browser."""

import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.http import HttpResponse
from django.test import Client
from webauthn import base64url_to_bytes
from webauthn.helpers import bytes_to_base64url

from companion.models import Event, User
from tests.signing_in import sign_in_halfway

ACCOUNT, ADD, REMOVE = "/account/", "/account/passkeys/add/", "/account/passkeys/remove/"
CODE = "/sign-in/second-factor/"
PRESENT, VERIFIED, CARRIES_KEY = 0x01, 0x04, 0x40


def asked_on(page: HttpResponse) -> dict[str, Any]:
    """What a page asks of a passkey."""
    found = re.search(r'data-options="([^"]*)"', page.content.decode())
    assert found, "this page asks for no passkey"
    options: dict[str, Any] = json.loads(unescape(found[1]))
    return options


@dataclass
class Key:
    """One passkey; what is wrong with it, or with where it is, is set from outside."""

    host: str = "testserver"
    origin: str = "http://testserver"
    verifies: bool = True
    counts: bool = True
    count: int = 0
    id: bytes = field(default_factory=lambda: token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: dict[str, Any]) -> str:
        """What a browser says of a new passkey."""
        numbers = self.private.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        about = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(key)
        made = {"fmt": "none", "attStmt": {}, "authData": self._facts(CARRIES_KEY) + about}
        said = {"attestationObject": cbor2.dumps(made)}
        return self._in_words(self._client("webauthn.create", options), said)

    def sign(self, options: dict[str, Any]) -> str:
        """What a browser says when this passkey signed what the page asked."""
        self.count += self.counts
        facts, client = self._facts(), self._client("webauthn.get", options)
        signature = self.private.sign(facts + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._in_words(client, {"authenticatorData": facts, "signature": signature})

    def _facts(self, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _in_words(self, client: bytes, said: dict[str, bytes]) -> str:
        name = bytes_to_base64url(self.id)
        words = {part: bytes_to_base64url(value) for part, value in said.items()}
        response = {"clientDataJSON": bytes_to_base64url(client), **words}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def add(client: Client, key: Key, name: str = "Work phone") -> HttpResponse:
    """Add a passkey as somebody inside does, whose code came just now."""
    said = key.make(asked_on(client.get(ADD)))
    return client.post(ADD, {"name": name, "passkey": said})


def use(client: Client, key: Key, page: str = CODE) -> HttpResponse:
    """Answer a page of the door with a passkey."""
    return client.post(page, {"code": "", "passkey": key.sign(asked_on(client.get(page)))})


def knows(options: dict[str, Any], key: Key) -> bool:
    """Whether a page asks for this passkey among others."""
    listed = options.get("allowCredentials", []) + options.get("excludeCredentials", [])
    return key.id in [base64url_to_bytes(one["id"]) for one in listed]


def halfway(user: User) -> Client:
    """A browser in which the password was right."""
    client = Client()
    sign_in_halfway(client, user)
    return client


def is_inside(client: Client) -> bool:
    """Whether both halves were given in this browser."""
    return client.get(ACCOUNT).status_code == 200


def kinds(user: User) -> list[str]:
    """What the history says of an account."""
    return list(Event.objects.filter(about_id=user.public_id).values_list("kind", flat=True))
