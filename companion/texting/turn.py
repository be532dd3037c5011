"""One text of one person being handled, and the ways to reply to it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from companion.changes.alerts import raise_alert
from companion.changes.errors import NoSideYet
from companion.changes.questions import ask
from companion.changes.words import keep_words
from companion.models import (
    CaseSubject,
    Question,
    SafeContactRule,
    Statement,
    Subject,
    WordingKey,
)
from companion.texting.reading import Reading
from messaging.changes import IncomingMessage, compose
from messaging.models import Number, OutgoingMessage

REPLY_EXPIRES = timedelta(hours=12)


@dataclass
class Turn:
    """The person's text, as read, and whose side it falls on."""

    incoming: IncomingMessage
    number: Number
    subject: Subject
    rule: SafeContactRule | None
    side: CaseSubject | None
    takes_part: bool
    text: str
    reading: Reading
    question: Question | None
    only_code_word: bool = False
    asked: bool = False
    statement: Statement | None = None

    def reply(self, wording: str, about: UUID | None = None) -> OutgoingMessage:
        """Answer with a wording that asks nothing."""
        return compose(
            self.subject.public_id,
            wording,
            about=about,
            thread=self.side.public_id if self.side else None,
            reply_to=self.incoming,
            expires_at=self.incoming.received_at + REPLY_EXPIRES,
        )

    def ask(self, kind: str, wording: str, about: UUID) -> None:
        """Answer with a question; it is the next to be open."""
        if self.side is None:
            raise NoSideYet
        self.asked = True
        ask(self.side, kind, wording, about=about, reply_to=self.incoming)

    def answer_danger(self) -> None:
        """Only that it was passed on, and nothing with it: the emergency wording as they chose it.

        Where they did not choose it, it is the dull text of their cover.
        """
        self.asked = True
        self.reply(WordingKey.EMERGENCY)

    def keep(self) -> Statement:
        """Keep the words for the advocate exactly, but for secret words; a picture has none."""
        if self.statement is None:
            self.statement = keep_words(
                self.subject,
                self.text,
                side=self.side,
                channel=Statement.Channel.TEXT,
                acting_user=None,
                message=self.incoming.public_id,
                came_with=self.incoming.num_media,
            )
        return self.statement

    def alert(self, kind: str) -> None:
        """Ask a human to look at this text."""
        raise_alert(self.subject, kind, side=self.side, message=self.incoming.public_id)

    def repeat_question(self, question: Question) -> None:
        """Say kindly which answers the open question takes."""
        self.asked = True
        self.reply(WordingKey.ANSWER_UNCLEAR, about=question.message)
