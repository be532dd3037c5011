"""After the storm: what was acknowledged, what is stored and what the provider holds agree."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from companion.models import Need, Statement
from messaging.models import (
    TAKEN,
    Attempt,
    IncomingMessage,
    OutgoingMessage,
    State,
    forget_keys,
)
from messaging.simulator.records import Message
from tests.faults.crowd import Text, by_sid

# Rows that nobody took: held for a reason, or declared.
NOT_TAKEN = (State.WITHHELD, State.UNKNOWN, State.EXPIRED)


@dataclass
class Accounts:
    """What was found; `lost`, `doubled`, `undeclared` and `disorder` must stay empty."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    undeclared: list[str] = field(default_factory=list)
    disorder: list[str] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)

    @property
    def wrong(self) -> list[str]:
        """Everything that must not be."""
        return self.lost + self.doubled + self.undeclared + self.disorder


def settle_accounts(
    acknowledged: Sequence[Text], given_up: Sequence[Text], held: Sequence[Message]
) -> Accounts:
    """Compare every text of the crowd and every text at the provider with what is stored."""
    accounts = Accounts()
    sent = by_sid([*acknowledged, *given_up])
    stored = {row.provider_id: row for row in IncomingMessage.objects.all()}
    accounts.tally.update(
        acknowledged=len(acknowledged), given_up=len(given_up), stored=len(stored)
    )
    accounts.lost += [f"{text.sid} not stored" for text in acknowledged if text.sid not in stored]
    taken = _check_provider(accounts, held)
    _check_outgoing(accounts, taken)
    _check_handling(accounts, sent, stored)
    _check_order(accounts)
    forget_keys()
    return accounts


def _check_provider(accounts: Accounts, held: Iterable[Message]) -> Counter[int]:
    """How often the provider took each outgoing text, by the token in its callback address."""
    taken = times_taken(held)
    if taken[0]:
        accounts.doubled.append(f"{taken[0]} texts at the provider that nobody sent")
    accounts.doubled += [
        f"outgoing {pk} taken {n} times, {_of_its_tries(pk)}" for pk, n in taken.items() if n > 1
    ]
    return taken


def _of_its_tries(pk: int) -> str:
    """What a text was, and how each try ended: where to look for why it came twice."""
    tries = Attempt.objects.filter(message=pk).order_by("id")
    ends = tries.values_list("outcome", "error_code")
    ended = [f"{outcome or 'open'} {code}".strip() for outcome, code in ends]
    return f"{OutgoingMessage.objects.get(pk=pk).wording}: {', '.join(ended)}"


def times_taken(held: Iterable[Message]) -> Counter[int]:
    """How often the provider took each of our texts; those that nobody sent under 0."""
    message_of = dict(Attempt.objects.values_list("token", "message_id"))
    return Counter(message_of.get(_token(text), 0) for text in held)


def _token(text: Message) -> str:
    return text.status_callback.rstrip("/").rpartition("/")[2]


def _check_outgoing(accounts: Accounts, taken: Counter[int]) -> None:
    """Each row says what became of it, and says the same as the provider."""
    for row in OutgoingMessage.objects.only("state", "attempts", "pk"):
        accounts.tally[f"outgoing {row.state}"] += 1
        if row.state not in TAKEN + NOT_TAKEN:
            accounts.undeclared.append(f"outgoing {row.pk} is still {row.state}")
        elif row.state == State.UNKNOWN and taken[row.pk] and _has_a_twin(row):
            accounts.tally["one of two alike, left unknown"] += 1
        elif (row.state in TAKEN) != bool(taken[row.pk]):
            accounts.undeclared.append(
                f"outgoing {row.pk} is {row.state}, and the provider has {taken[row.pk]}"
            )
    lost = Attempt.objects.filter(outcome__in=["", "unknown"])
    accounts.tally["ambiguous sends"] = lost.count()
    declared = lost.filter(message__state=State.UNKNOWN).count()
    accounts.tally["of these left unknown"] = declared


def _has_a_twin(row: OutgoingMessage) -> bool:
    """Whether the provider's one text might as well be another, so that none may be claimed."""
    alike = OutgoingMessage.objects.filter(owner_id=row.owner_id, state=State.UNKNOWN)
    return any(other.body == row.body for other in alike.exclude(pk=row.pk))


def _check_handling(
    accounts: Accounts, sent: dict[str, Text], stored: dict[str, IncomingMessage]
) -> None:
    replies = _replies()
    statements = defaultdict(list)
    for statement in Statement.objects.filter(message__isnull=False):
        statements[statement.message].append(statement)
    for sid, row in stored.items():
        text = sent[sid]
        for problem in _of_one(text, row, replies[row.pk], statements[row.public_id]):
            kind = accounts.doubled if "times" in problem else accounts.lost
            kind.append(f"{sid} {text.body!r}, read as {row.outcome}, {problem}")


def _replies() -> dict[int, list[OutgoingMessage]]:
    """What was composed for each text; a question about an earlier need only rides along.

    Where it had not left before a later text came, it left in that one's turn: as the need's reply.
    """
    cause_of = dict(Need.objects.values_list("public_id", "statement__message"))
    number_of = dict(IncomingMessage.objects.values_list("public_id", "pk"))
    replies: dict[int, list[OutgoingMessage]] = defaultdict(list)
    riding: dict[int, OutgoingMessage] = {}
    for reply in OutgoingMessage.objects.select_related("reply_to"):
        cause = reply.reply_to
        if cause is None:
            continue
        asked_by = cause_of.get(reply.about, reply.about) if reply.asks else cause.public_id
        if asked_by == cause.public_id:
            replies[cause.pk].append(reply)
        elif asked_by in number_of:
            riding[number_of[asked_by]] = reply
    return replies | {text: [reply] for text, reply in riding.items() if text not in replies}


def _of_one(
    text: Text,
    row: IncomingMessage,
    replies: Sequence[OutgoingMessage],
    statements: Sequence[Statement],
) -> Iterator[str]:
    """What is wrong with one stored text."""
    if row.handled_at is None:
        yield f"not handled, {row.failures} failures"
        return
    if row.body != text.body or row.owner_id != text.phone.owner_id:
        yield "is not what was texted"
    if len(replies) > 1 or len(statements) > 1:
        yield f"answered {len(replies)} times, kept {len(statements)} times"
    if not replies:
        yield "was never answered"
    if text.keeps_words and [statement.words for statement in statements] != [text.body]:
        yield "has not its words kept"
    for reply in replies:
        if reply.state == State.WITHHELD and not reply.asks:
            yield f"has its reply withheld: {reply.reason}"


def _check_order(accounts: Accounts) -> None:
    """The texts of one person are handled in the order received."""
    last: dict[str, datetime] = {}
    rows = IncomingMessage.objects.filter(handled_at__isnull=False).order_by("id")
    for sender, handled_at in rows.values_list("sender_index", "handled_at"):
        if handled_at < last.get(sender, handled_at):
            accounts.disorder.append(f"a text of {sender[:6]} was overtaken")
        last[sender] = handled_at
