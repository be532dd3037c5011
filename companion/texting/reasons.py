"""Why a text is withheld, and how the advocate reads it."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a text is withheld; shown to the advocate in words."""

    NO_NUMBER = "no_number"
    NO_RULE = "no_rule"
    STOPPED = "stopped"
    FROZEN = "number_frozen"
    PAUSED = "paused"
    DURESS = "duress"
    NO_CONSENT = "no_consent"
    UNVERIFIED = "number_unverified"
    RULE_OLD = "rule_old"
    TOO_YOUNG = "too_young"
    COMPETENCE = "competence"
    PARTITION = "partition"
    NOT_TOLD = "not_told"
    ADVOCATE_FIRST = "advocate_first"
    REPLACED = "replaced"
    SETTLED = "settled"
    OUTSIDE_HOURS = "outside_hours"
    WINDOW_ENDS = "window_ends"
    QUESTION_OPEN = "question_open"
    BUDGET = "budget"


IN_WORDS = {
    Reason.NO_NUMBER: "There is no number to text.",
    Reason.NO_RULE: "Safe contact has not been agreed yet.",
    Reason.STOPPED: "The person asked for no more texts.",
    Reason.FROZEN: "Someone else may have the phone. Find out by the other way first.",
    Reason.PAUSED: "Texts are paused.",
    Reason.DURESS: "They used their duress word. Nothing unasked goes until somebody is on it.",
    Reason.NO_CONSENT: "The person has not said yes by text yet, or has said no since.",
    Reason.UNVERIFIED: "The person has not shown yet that this is their phone.",
    Reason.RULE_OLD: "It is too long since safe contact was gone through with the person.",
    Reason.TOO_YOUNG: "Nobody this young is texted. Speak with them in person.",
    Reason.COMPETENCE: "At this age it must be recorded that they understand what texts mean, "
    "and the phone must be theirs alone.",
    Reason.PARTITION: "This would come from a number that must not be shared.",
    Reason.NOT_TOLD: "It was decided not to tell the person this.",
    Reason.ADVOCATE_FIRST: "The advocate tells the person first.",
    Reason.REPLACED: "A newer answer stands.",
    Reason.SETTLED: "The question has been answered already.",
    Reason.OUTSIDE_HOURS: "It waits for the safe hours.",
    Reason.WINDOW_ENDS: "The safe hours end too soon. It waits for the next.",
    Reason.QUESTION_OPEN: "Another question waits for its answer.",
    Reason.BUDGET: "The person has had as many texts as agreed. It waits.",
    "gate_failed": "The safety check could not be done. It is tried again.",
}
