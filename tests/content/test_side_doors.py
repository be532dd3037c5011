"""What Wagtail brings along and this service does not want: outsiders asked, files shown, cases."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.documents.forms import get_document_form
from wagtail.documents.models import Document
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedUnsupportedProviderException
from wagtail.images.fields import WagtailImageField
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    ReferenceIndex,
    RevisionMixin,
)
from wagtail.search.index import Indexed
from wagtail.snippets.models import get_snippet_models

from companion import settings as live
from companion.models import User
from content.blocks import RICH_TEXT_FEATURES
from tests.factories import user
from tests.signing_in import sign_in, sign_in_halfway

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def document(media: None) -> Iterator[Document]:
    """A file in the public collection, of a kind that a browser would show."""
    made = Document.objects.create(
        title="Leaflet", file=ContentFile(b"<script>1</script>", "leaflet.pdf")
    )
    yield made
    made.file.delete(save=False)


def fetched(client: Client, address: str) -> HttpResponse:
    """An answer, read to its end, so that its file is closed again."""
    answer: HttpResponse = client.get(address)  # type: ignore[assignment]
    b"".join(answer)
    return answer


def test_nobody_outside_is_asked_anything_by_wagtails_first_page(client: Client) -> None:
    chief = user("Chief")
    chief.is_superuser = True
    chief.save()
    sign_in(client, chief)
    page = client.get("/cms/").content.decode().lower()
    assert "chief" in page
    for told in ("gravatar", "last_upgrade_check", "w-whats-new"):
        assert told not in page, told
    # Wagtail does not show this one just now.
    assert live.WAGTAIL_ENABLE_WHATS_NEW_BANNER is False


def test_no_address_that_an_editor_types_is_called() -> None:
    with pytest.raises(EmbedUnsupportedProviderException):
        get_embed("https://www.youtube.com/watch?v=invented")


def test_an_editors_words_are_no_markup_and_a_link_of_theirs_runs_nothing() -> None:
    def kept(address: str) -> str:
        words = {"text": "<script>1</script>", "type": "unstyled", "key": "a", "depth": 0}
        reach = {"entityRanges": [{"offset": 0, "length": 8, "key": 0}], "inlineStyleRanges": []}
        link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": address}}
        typed = {"blocks": [words | reach], "entityMap": {"0": link}}
        return str(ContentstateConverter(RICH_TEXT_FEATURES).to_database_format(json.dumps(typed)))

    assert 'href="https://example.org"' in kept("https://example.org")
    for address in ("javascript:alert(1)", "data:text/html,a", " JavaScript:alert(1)"):
        assert "script:" not in kept(address).lower() and "data:" not in kept(address)
        assert "&lt;script&gt;" in kept(address) and "<script" not in kept(address)


def test_a_document_is_saved_and_never_shown(client: Client, document: Document) -> None:
    for address in (document.url, f"/documents/{document.pk}/leaflet.pdf"):
        answer = fetched(client, address)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    # The files themselves are at no address.
    assert client.get(f"{settings.MEDIA_URL}{document.file.name}").status_code == 404


def test_a_private_document_is_for_whoever_is_wholly_inside(
    client: Client, document: Document
) -> None:
    CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(),
        restriction_type=CollectionViewRestriction.LOGIN,
    )
    reader = user("Rae Reader")
    assert client.get(document.url).status_code == 302
    sign_in_halfway(client, reader)
    assert client.get(document.url).status_code == 302
    sign_in(client, reader)
    answer = fetched(client, document.url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_wagtails_own_passwords_are_asked_for_nowhere(client: Client, editor: User) -> None:
    kind, home = CollectionViewRestriction.PASSWORD, Page.objects.get(depth=2)
    of_files = CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type=kind, password="open"
    )
    of_pages = PageViewRestriction.objects.create(page=home, restriction_type=kind, password="open")
    asking = {
        "wagtaildocs_authenticate_with_password": [of_files.pk],
        "wagtailcore_authenticate_with_password": [of_pages.pk, home.pk],
    }
    sign_in(client, editor)
    for name, which in asking.items():
        address = reverse(name, args=which)
        for answer in (client.get(address), client.post(address, {"password": "open"})):
            assert answer.status_code == 404, name


@pytest.mark.parametrize(
    ("name", "taken"), [("a.html", False), ("a.svg", False), ("a.exe", False), ("a.pdf", True)]
)
def test_only_plain_kinds_of_documents_are_taken(media: None, name: str, taken: bool) -> None:
    form = get_document_form(Document)(
        {"title": "A", "collection": Collection.get_first_root_node().pk},
        {"file": SimpleUploadedFile(name, b"x")},
    )
    assert ("file" not in form.errors) is taken


def test_only_plain_pictures_of_a_fair_size_are_taken() -> None:
    field = WagtailImageField()

    def refused(kind: str, content: bytes) -> bool:
        try:
            field.clean(SimpleUploadedFile(f"a.{kind}", content))
        except ValidationError:
            return True
        return False

    drawn = BytesIO()
    Image.new("RGB", (2, 2)).save(drawn, "PNG")
    picture = drawn.getvalue()
    assert not refused("png", picture)
    assert refused("png", picture + b"\0" * 5_000_000)
    drawn = BytesIO()
    Image.new("RGB", (2, 2)).save(drawn, "GIF")
    assert refused("gif", drawn.getvalue())
    assert refused("svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>')


def test_no_model_of_a_case_is_known_to_wagtail() -> None:
    ours = {
        model
        for label in ("companion", "messaging", "vault")
        for model in apps.get_app_config(label).get_models()
    }
    assert len(ours) > 60
    assert not ours & set(get_snippet_models())
    assert not ours & (ReferenceIndex.indexed_models | ReferenceIndex.tracked_models)
    assert not [model for model in ours if issubclass(model, (Indexed, RevisionMixin))]
    assert not apps.is_installed("django.contrib.admin")
