"""What is stored: shape and questions, no side effects; one file a theme."""

from companion.models.actions import ActionKind, ActionResponse, AgreedAction, Feedback, Telling
from companion.models.answers import PanelAnswer
from companion.models.contact import Alert, Consent, Question, SafeContactRule
from companion.models.keeping import Access, Chain, Event, EventKind
from companion.models.panels import (
    Advocacy,
    CaseSubject,
    Membership,
    Panel,
    PanelCase,
    Partition,
)
from companion.models.people import Agency, SealedTotpDevice, Subject, User
from companion.models.wordings import WordingKey, WordingLevel
from companion.models.words import Need, NeedArea, Statement

__all__ = [
    "Access",
    "ActionKind",
    "ActionResponse",
    "Advocacy",
    "Agency",
    "AgreedAction",
    "Alert",
    "CaseSubject",
    "Chain",
    "Consent",
    "Event",
    "EventKind",
    "Feedback",
    "Membership",
    "Need",
    "NeedArea",
    "Panel",
    "PanelAnswer",
    "PanelCase",
    "Partition",
    "Question",
    "SafeContactRule",
    "SealedTotpDevice",
    "Statement",
    "Subject",
    "Telling",
    "User",
    "WordingKey",
    "WordingLevel",
]
