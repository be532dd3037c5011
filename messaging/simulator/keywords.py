"""What the provider does by itself with STOP, START and HELP, unless it is switched off."""

from dataclasses import dataclass

_STOP = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"}
_START = {"START", "UNSTOP", "YES"}
_HELP = {"HELP", "INFO"}


@dataclass(frozen=True)
class Keyword:
    """A keyword the provider acts on: its opt-out type, and the text it sends back by itself."""

    kind: str
    reply: str


STOP = Keyword(
    "STOP",
    "You have successfully been unsubscribed. You will not receive any more messages from this "
    "number. Reply START to resubscribe.",
)
START = Keyword(
    "START",
    "You have successfully been re-subscribed to messages from this number. "
    "Reply HELP for help. Reply STOP to unsubscribe.",
)
HELP = Keyword("HELP", "Reply STOP to unsubscribe. Msg&Data Rates May Apply.")


def keyword_in(body: str, *, blocked: bool) -> Keyword | None:
    """The keyword a text consists of; YES and START count only while the number is blocked."""
    word = body.strip().upper()
    if word in _STOP:
        return STOP
    if word in _START and blocked:
        return START
    return HELP if word in _HELP else None
