"""Words that one editor wrote and that wait for the other."""

from companion.management.world.people import EDI
from companion.management.world.town import Town
from content.approval import ask_for_approval
from content.models import Wording

SOFTER = "Thank you. We have kept every word, just as you said it. Add to it whenever you like."


def tell_of_words_that_wait(town: Town) -> None:
    """A version is kept with its writer's name; nothing of it is sent until another approves."""
    editor = town.users[EDI]
    row = Wording.objects.create(
        key="need_kept", language="en", level=Wording.Level.DETAIL, body=SOFTER, live=False
    )
    row.save_revision(user=editor, log_action=True)
    ask_for_approval(row, editor)
