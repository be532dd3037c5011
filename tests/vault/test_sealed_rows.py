"""Real rows: what is written is sealed, and only what is where it was sealed opens."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import models
from django.test.utils import isolate_apps
from django.utils.translation import gettext_lazy

from messaging.models import IncomingMessage, Number, OutgoingMessage
from tests.vault.conftest import again, new_number, overwrite, save_number, save_text, stored
from vault import keys
from vault.errors import CannotOpen, KeyDestroyed, NotSealed
from vault.fields import EncryptedField, Sealed, SealedAttribute
from vault.models import SealedModel

pytestmark = pytest.mark.django_db


def test_a_saved_value_is_sealed_in_the_database_and_opens_when_read() -> None:
    number = save_number(1)
    assert stored(number, "digits").startswith("1.d-1.")
    assert "447700900001" not in stored(number, "digits")
    assert again(number).digits == "+447700900001"


def test_rows_written_in_bulk_are_sealed_too() -> None:
    for number in Number.objects.bulk_create(new_number(place) for place in range(3)):
        assert stored(number, "digits").startswith("1.d-1.")
        assert again(number).digits == number.digits


def test_reading_leaves_no_opened_copy_on_the_row() -> None:
    number = again(save_number(1))
    assert number.digits == "+447700900001"
    assert isinstance(number.__dict__["digits"], Sealed)
    assert "447700900001" not in repr(number.__dict__)


def test_empty_stays_empty_so_that_constraints_and_queries_see_it() -> None:
    message = OutgoingMessage.objects.create(
        owner_id=uuid4(), wording="hello", state="withheld", reason="not told"
    )
    assert stored(message, "own_words") == ""
    assert list(OutgoingMessage.objects.filter(own_words="")) == [message]
    assert not OutgoingMessage.objects.exclude(own_words="").exists()
    assert not OutgoingMessage.objects.filter(own_words__isnull=True).exists()


def test_a_value_moved_to_another_row_of_the_same_owner_does_not_open() -> None:
    owner_id = uuid4()
    mine, other = save_text("one", owner_id), save_text("two", owner_id)
    overwrite(other, "body", stored(mine, "body"))
    with pytest.raises(CannotOpen):
        _ = again(other).body
    assert again(mine).body == "one"


def test_a_value_moved_to_another_field_of_the_same_row_does_not_open() -> None:
    text = save_text("one", uuid4())
    overwrite(text, "from_number", stored(text, "body"))
    with pytest.raises(CannotOpen):
        _ = again(text).from_number


def test_a_row_given_to_another_owner_behind_our_back_does_not_open() -> None:
    text, other = save_text("one", uuid4()), save_text("two", uuid4())
    IncomingMessage._base_manager.filter(pk=text.pk).update(owner_id=other.owner_id)
    with pytest.raises(CannotOpen):
        _ = again(text).body


def test_a_row_taken_from_its_owner_behind_our_back_does_not_open() -> None:
    text, waiting = save_text("one", uuid4()), save_text("two")
    IncomingMessage._base_manager.filter(pk=text.pk).update(owner_id=None)
    IncomingMessage._base_manager.filter(pk=waiting.pk).update(owner_id=text.owner_id)
    for row in (text, waiting):
        with pytest.raises(CannotOpen) as refusal:
            _ = again(row).body
        # Moved is not erased: nobody may be told that their words are gone.
        assert not isinstance(refusal.value, KeyDestroyed)


@pytest.mark.parametrize("text", ["+447700900001", "1.", "1.d-1.", "1.d-1.AAAA", "2.d-1.AAAA"])
def test_readable_text_slipped_into_the_column_is_not_believed(text: str) -> None:
    number = save_number(1)
    overwrite(number, "digits", text)
    with pytest.raises(CannotOpen):
        _ = again(number).digits


def test_an_edited_value_does_not_open() -> None:
    number = save_number(1)
    sealed = stored(number, "digits")
    overwrite(number, "digits", sealed[:-9] + ("A" if sealed[-9] != "A" else "B") + sealed[-8:])
    with pytest.raises(CannotOpen):
        _ = again(number).digits


def test_a_deferred_field_is_fetched_and_opened_when_it_is_asked_for() -> None:
    number = save_number(1)
    assert Number.objects.only("sender").get(pk=number.pk).digits == "+447700900001"
    assert Number.objects.defer("digits").get(pk=number.pk).digits == "+447700900001"


def test_saving_other_fields_leaves_the_sealed_ones_as_they_were() -> None:
    number = save_number(1)
    before = stored(number, "digits")
    read = again(number)
    read.sender = "+447700900901"
    read.save()
    assert stored(number, "digits") == before
    read.digits = "+447700900002"
    read.save(update_fields=["sender"])
    assert stored(number, "digits") == before
    assert again(number).digits == "+447700900001"


def test_refreshing_reads_what_another_wrote() -> None:
    number = save_number(1)
    other = again(number)
    other.digits = "+447700900002"
    other.save(update_fields=["digits"])
    number.refresh_from_db()
    assert number.digits == "+447700900002"


def test_a_row_that_found_its_owner_is_sealed_under_the_owners_key() -> None:
    text = again(save_text("I am scared"))
    assert stored(text, "body").startswith("1.s-test1.")
    owner_id = uuid4()
    text.change_owner(owner_id)
    text.save()
    for column in ("body", "fields", "from_number"):
        assert stored(text, column).startswith("1.d-1.")
    assert (again(text).body, again(text).owner_id) == ("I am scared", owner_id)


def test_a_row_can_pass_from_one_owner_to_another() -> None:
    text = again(save_text("one", uuid4()))
    text.change_owner(uuid4())
    text.save(update_fields=["owner_id", "body", "fields", "from_number"])
    assert again(text).body == "one"


def test_a_change_of_owner_cannot_leave_a_sealed_field_behind() -> None:
    text = again(save_text("one"))
    text.owner_id = uuid4()
    with pytest.raises(NotSealed):
        text.save()
    text = again(text)
    text.change_owner(uuid4())
    for some in (["owner_id"], ["body"], ["outcome"], ["body", "fields", "from_number"]):
        with pytest.raises(NotSealed):
            text.save(update_fields=some)
    fresh = IncomingMessage.objects.only("outcome").get(pk=text.pk)
    fresh.owner_id = uuid4()
    with pytest.raises(NotSealed):
        fresh.save(update_fields=["owner_id"])
    # Nor one that was never read: the rest is saved whole.
    for read, owner_id in ((["owner_id", "public_id"], uuid4()), (["outcome"], None)):
        fresh = IncomingMessage.objects.only(*read).get(pk=text.pk)
        fresh.owner_id = owner_id
        with pytest.raises(NotSealed):
            fresh.save()
    assert again(text).body == "one"


def test_whoever_reads_a_row_again_reads_its_new_owner_too() -> None:
    text = save_text("one")
    here = again(text)
    text.change_owner(uuid4())
    text.save()
    here.refresh_from_db(fields=["outcome"])
    assert not here.owner_id
    here.refresh_from_db()
    assert here.stays_put() and here.body == "one"
    here.owner_id = uuid4()
    here.refresh_from_db(fields=["outcome"])
    assert not here.stays_put()


def test_a_new_row_that_changes_owner_after_it_was_saved_is_sealed_again() -> None:
    text = save_text("one")
    with pytest.raises(NotSealed):
        text.owner_id = uuid4()
        text.save(update_fields=["owner_id"])
    text.save()
    assert again(text).body == "one"
    assert stored(text, "body").startswith("1.d-1.")


def test_rows_made_in_bulk_that_change_owner_are_sealed_again_or_refused() -> None:
    [number] = Number.objects.bulk_create([new_number(1)])
    number.owner_id = uuid4()
    with pytest.raises(NotSealed):
        number.save(update_fields=["sender"])
    number.save()
    assert again(number).digits == "+447700900001"
    [number] = Number.objects.bulk_create([new_number(2)])
    number.save(update_fields=["sender"])
    assert again(number).digits == "+447700900002"


def test_a_copy_of_a_row_is_refused_rather_than_made_unreadable() -> None:
    copy = again(save_text("one", uuid4()))
    copy.pk, copy.public_id, copy.provider_id = None, uuid4(), "SMcopy"
    with pytest.raises(NotSealed):
        copy.save()
    with pytest.raises(CannotOpen):
        IncomingMessage.objects.bulk_create([copy])


def test_erasing_an_owner_leaves_what_they_said_unreadable_and_all_else_as_it_was() -> None:
    gone, stays = save_number(1), save_number(2)
    keys.destroy(gone.owner_id)
    with pytest.raises(KeyDestroyed):
        _ = again(gone).digits
    assert again(stays).digits == "+447700900002"


def test_an_owner_who_comes_back_after_erasure_does_not_open_what_was_erased() -> None:
    erased = save_text("erased", owner_id := uuid4())
    keys.destroy(owner_id)
    later = save_text("later", owner_id)
    assert again(later).body == "later"
    with pytest.raises(CannotOpen):
        _ = again(erased).body


def model(name: str, base: type[models.Model] = models.Model, **fields: object) -> Any:
    """A model that has no table."""
    meta = type("Meta", (), {"app_label": "vault"})
    return type(name, (base,), {"__module__": __name__, "Meta": meta, **fields})


@isolate_apps("vault")
def test_a_sealed_field_without_an_owner_or_with_an_index_is_reported() -> None:
    expected = {
        model("Nobody", public_id=models.UUIDField(), words=EncryptedField()): "E001",
        model("Nameless", owner_id=models.UUIDField(), words=EncryptedField()): "E001",
        model("Unique", SealedModel, words=EncryptedField(unique=True)): "E002",
        model("Indexed", SealedModel, words=EncryptedField(db_index=True)): "E002",
    }
    for faulty, fault in expected.items():
        field = faulty._meta.get_field("words")
        ours = [found for found in field.check() if str(found.id).startswith("vault.")]
        assert [(found.id, found.obj) for found in ours] == [(f"vault.{fault}", field)]
        assert ours[0].msg.startswith("A sealed field")
    sound = model("Sound", SealedModel, words=EncryptedField())
    assert sound._meta.get_field("words").check() == []


@isolate_apps("vault")
def test_in_a_migration_a_value_is_written_back_only_where_it_opens() -> None:
    identity = {"public_id": models.UUIDField(), "owner_id": models.UUIDField()}
    number, as_it_was = save_number(1), model("AsItWas", **identity, words=EncryptedField())
    row = as_it_was(public_id=number.public_id, owner_id=number.owner_id, words="here")
    field = as_it_was._meta.get_field("words")
    kept = row.words = field.pre_save(row, add=True)
    assert field.pre_save(row, add=False) is kept
    row.public_id = uuid4()
    with pytest.raises(CannotOpen):
        field.pre_save(row, add=False)


def test_words_that_are_translated_late_are_sealed_as_they_are_read() -> None:
    row = save_text(gettext_lazy("Yes"))
    assert again(row).body == "Yes"
    assert isinstance(IncomingMessage.body, SealedAttribute)
