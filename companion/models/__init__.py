"""What is stored: shape and questions, no side effects; one file a theme."""

from companion.models.absences import Absence
from companion.models.actions import (
    ActionKind,
    ActionResponse,
    AgreedAction,
    Engagement,
    Feedback,
    Telling,
    TellingBefore,
)
from companion.models.agreement import THEIR_YES, TOLD, TOLD_VERSION
from companion.models.answers import PanelAnswer
from companion.models.asking import MemberQuestion
from companion.models.beside import SafeguardingOverride, StaffSummary, Translation
from companion.models.codebook import Code
from companion.models.contact import (
    Alert,
    Consent,
    DuressTriggers,
    OneTimeWord,
    Question,
    SafeContactRule,
)
from companion.models.emergencies import Emergency
from companion.models.exports import Export
from companion.models.factors import Factor, Passkey, SealedTotpDevice
from companion.models.goals import Goal, ProgressRating, TurnTo
from companion.models.harms import Harm
from companion.models.hours import Hours, Span
from companion.models.keeping import Access, Chain, Event, EventKind
from companion.models.letters import (
    AlertLetter,
    DutyTest,
    InvitationLetter,
    Letter,
    LetterState,
    Notice,
    Reminder,
)
from companion.models.meetings import (
    AgendaItem,
    Meeting,
    NeedsSummary,
    Referral,
    Review,
    ReviewWish,
)
from companion.models.names import NameWord, name_indexes
from companion.models.openings import Opening, OpeningCheck
from companion.models.panel_types import Ask, panel_types
from companion.models.panels import (
    Advocacy,
    CaseFacts,
    CaseSubject,
    Membership,
    Panel,
    PanelCase,
    Partition,
    StandIn,
)
from companion.models.people import (
    AgeBand,
    Agency,
    CapacityNote,
    CommunicationNeed,
    Subject,
    User,
)
from companion.models.planned import PlannedText
from companion.models.rhythm import Repeats, Rhythm
from companion.models.sender_checks import SenderCheck
from companion.models.sign_ins import SignIn
from companion.models.signing_in import FactorReset, Invitation, RecoveryCode
from companion.models.strangers import StrangerText
from companion.models.wordings import ENCOURAGEMENTS, Cover, WordingKey, WordingLevel
from companion.models.words import Need, NeedArea, Statement
from companion.models.worries import Worry, WorryLookedAt

__all__ = [
    "ENCOURAGEMENTS",
    "THEIR_YES",
    "TOLD",
    "TOLD_VERSION",
    "Absence",
    "Access",
    "ActionKind",
    "ActionResponse",
    "Advocacy",
    "AgeBand",
    "Agency",
    "AgendaItem",
    "AgreedAction",
    "Alert",
    "AlertLetter",
    "Ask",
    "CapacityNote",
    "CaseFacts",
    "CaseSubject",
    "Chain",
    "Code",
    "CommunicationNeed",
    "Consent",
    "Cover",
    "DuressTriggers",
    "DutyTest",
    "Emergency",
    "Engagement",
    "Event",
    "EventKind",
    "Export",
    "Factor",
    "FactorReset",
    "Feedback",
    "Goal",
    "Harm",
    "Hours",
    "Invitation",
    "InvitationLetter",
    "Letter",
    "LetterState",
    "Meeting",
    "MemberQuestion",
    "Membership",
    "NameWord",
    "Need",
    "NeedArea",
    "NeedsSummary",
    "Notice",
    "OneTimeWord",
    "Opening",
    "OpeningCheck",
    "Panel",
    "PanelAnswer",
    "PanelCase",
    "Partition",
    "Passkey",
    "PlannedText",
    "ProgressRating",
    "Question",
    "RecoveryCode",
    "Referral",
    "Reminder",
    "Repeats",
    "Review",
    "ReviewWish",
    "Rhythm",
    "SafeContactRule",
    "SafeguardingOverride",
    "SealedTotpDevice",
    "SenderCheck",
    "SignIn",
    "Span",
    "StaffSummary",
    "StandIn",
    "Statement",
    "StrangerText",
    "Subject",
    "Telling",
    "TellingBefore",
    "Translation",
    "TurnTo",
    "User",
    "WordingKey",
    "WordingLevel",
    "Worry",
    "WorryLookedAt",
    "name_indexes",
    "panel_types",
]
