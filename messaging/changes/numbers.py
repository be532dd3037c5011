"""Who holds which number, and since when."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import phonenumbers
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from messaging.models import IncomingMessage, Number, drama_numbers_allowed, index_of

MOBILES = (
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
)
log = logging.getLogger(__name__)

DRAMA = range(7700900000, 7700901000)


class NumberUnusable(Exception):
    """This number cannot be used."""

    def __init__(self, *, taken: bool = False) -> None:
        super().__init__("This number cannot be used.")
        # Only a coordinator is ever told which; to others the two look alike.
        self.taken = taken


def normalised_mobile(text: str) -> str:
    """The E.164 form of a mobile number as somebody typed it; `NumberUnusable` if it is none.

    One that we text from is nobody's: the provider would refuse every text to it.
    """
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException as error:
        raise NumberUnusable from error
    digits = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not _is_mobile(number) or digits in settings.TWILIO_FROM:
        raise NumberUnusable
    return digits


def _is_mobile(number: phonenumbers.PhoneNumber) -> bool:
    if number.country_code == 44 and number.national_number in DRAMA:
        return drama_numbers_allowed()
    valid = phonenumbers.is_valid_number(number)
    return valid and phonenumbers.number_type(number) in MOBILES


def live_number(owner_id: UUID) -> Number | None:
    """The number that is this person's now."""
    return Number.objects.live().filter(owner_id=owner_id).first()


def live_senders(owners: Iterable[UUID] | None = None) -> list[tuple[UUID, str]]:
    """Whom each of our numbers texts now; of these people only, where they are given."""
    numbers = Number.objects.live()
    if owners is not None:
        numbers = numbers.filter(owner_id__in=list(owners))
    return list(numbers.values_list("owner_id", "sender"))


def owners_behind(texts: Sequence[IncomingMessage]) -> QuerySet[Number, UUID]:
    """Whose the numbers are that texts came from; to be looked up in the statement that locks."""
    live = Number.objects.live().filter(index__in={text.sender_index for text in texts})
    return live.values_list("owner_id", flat=True)


def numbers_behind(texts: Sequence[IncomingMessage]) -> dict[int, Number]:
    """By text, the live number it came from, if it came to that person's own sender."""
    live = Number.objects.live().filter(index__in={text.sender_index for text in texts})
    numbers = {(number.index, number.sender): number for number in live}
    found = {text.pk: numbers.get((text.sender_index, text.to_number)) for text in texts}
    return {pk: number for pk, number in found.items() if number is not None}


def owner_of(from_e164: str, to_e164: str) -> UUID | None:
    """Whose live number this is, if the text came to their own sender; else nobody's."""
    if not from_e164:
        return None
    found = Number.objects.live().filter(index=index_of(from_e164), sender=to_e164)
    return found.values_list("owner_id", flat=True).first()


@transaction.atomic
def assign_number(owner_id: UUID, e164: str, sender: str) -> Number:
    """Give a person a mobile number and a sender, from now on; the old one ends."""
    digits = normalised_mobile(e164)
    index = index_of(digits)
    present = live_number(owner_id)
    if present is not None and (present.index, present.sender) == (index, sender):
        return present
    end_number(owner_id)
    number = Number(owner_id=owner_id, digits=digits, index=index, sender=sender)
    try:
        with transaction.atomic():
            number.save(force_insert=True)
    except IntegrityError as error:
        raise NumberUnusable(taken=True) from error
    return number


def end_number(owner_id: UUID) -> None:
    """End the period in which the person holds their number."""
    Number.objects.live().filter(owner_id=owner_id).update(until=timezone.now())


def verify_number(owner_id: UUID) -> None:
    """The person themselves was reached at this number: it counts, and is no longer frozen."""
    Number.objects.live().filter(owner_id=owner_id).update(
        verified_at=timezone.now(), frozen_at=None, frozen_because=""
    )


def hold_number(owner_id: UUID) -> None:
    """Lock the person's number to the end of the transaction."""
    Number.objects.live().filter(owner_id=owner_id).select_for_update(no_key=True).first()


def freeze_number(owner_id: UUID, because: str, of: datetime | None = None) -> None:
    """Nothing but silence to this number until it is verified anew.

    `of` a moment: only the number that was theirs by then, and still is.
    """
    live = Number.objects.live().filter(owner_id=owner_id, frozen_at__isnull=True)
    if of is not None:
        live = live.filter(since__lte=of)
    live.update(frozen_at=timezone.now(), frozen_because=because)


def unfreeze_number(owner_id: UUID) -> None:
    """Lift a freeze without verifying anew."""
    Number.objects.live().filter(owner_id=owner_id).update(frozen_at=None, frozen_because="")


def opt_out(owner_id: UUID) -> bool:
    """The provider no longer delivers to this number; False if that was known."""
    live = Number.objects.live().filter(owner_id=owner_id, opted_out_at__isnull=True)
    return bool(live.update(opted_out_at=timezone.now()))


def opt_in(owner_id: UUID) -> None:
    """The provider delivers to this number again."""
    Number.objects.live().filter(owner_id=owner_id).update(opted_out_at=None)


@transaction.atomic
def provider_opted_out(owner_id: UUID) -> None:
    """The provider says that the person opted out there: as good as STOP. Told once.

    Told first: whoever hears of it holds the person, and whoever holds a person changes their
    number afterwards. The other way round each would wait for the other.
    """
    if not Number.objects.live().filter(owner_id=owner_id, opted_out_at__isnull=True).exists():
        return
    try:
        with transaction.atomic():
            import_string(settings.MESSAGING_OPTED_OUT)(owner_id)
    except Exception as error:  # the number is opted out, whoever cannot be told
        log.error("an opt-out could not be passed on: %s", type(error).__name__)
    opt_out(owner_id)
