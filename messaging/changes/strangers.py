"""Letting go of what somebody unknown texted, once nobody needs it any more."""

from messaging.models import IncomingMessage


def let_go_of_stranger(text: IncomingMessage) -> None:
    """Let go of the words and the number of a text that is nobody's.

    That it came stays, under the provider's id, so that it is never taken in a second time.
    """
    if text.owner_id is not None:
        raise ValueError("This text is somebody's.")
    text.from_number, text.body, text.fields, text.sender_index = "", "", "{}", ""
    text.save(update_fields=["from_number", "body", "fields", "sender_index"])
