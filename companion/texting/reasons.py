"""Why a text is withheld, and how the advocate reads it."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a text is withheld; shown to the advocate in words."""

    CUSTODY = "custody"
    HOSPITAL = "hospital"
    MISSING = "missing"
    DEAD = "dead"
    NO_NUMBER = "no_number"
    NO_RULE = "no_rule"
    STOPPED = "stopped"
    FROZEN = "number_frozen"
    SILENT = "silent"
    HOURS_ASKED = "hours_asked"
    PAUSED = "paused"
    DURESS = "duress"
    NO_CONSENT = "no_consent"
    CONSENT_OLD = "consent_old"
    UNVERIFIED = "number_unverified"
    RULE_OLD = "rule_old"
    TOO_YOUNG = "too_young"
    COMPETENCE = "competence"
    NOT_LIVE = "panel_not_live"
    NEVER_CONTACTED = "never_contacted"
    PARTITION = "partition"
    NOT_TOLD = "not_told"
    ADVOCATE_FIRST = "advocate_first"
    REPLACED = "replaced"
    SETTLED = "settled"
    INVITED = "invited"
    OUTSIDE_HOURS = "outside_hours"
    WINDOW_ENDS = "window_ends"
    QUESTION_OPEN = "question_open"
    BUDGET = "budget"


IN_WORDS: dict[str, str] = {
    Reason.CUSTODY: "They are in custody: somebody else may have the phone.",
    Reason.HOSPITAL: "They are in hospital: somebody else may have the phone.",
    Reason.MISSING: "They are missing: somebody else may have the phone.",
    Reason.DEAD: "They are recorded as having died. Nothing is texted.",
    Reason.NO_NUMBER: "There is no number to text.",
    Reason.NO_RULE: "Safe contact has not been agreed yet.",
    Reason.STOPPED: "The person asked for no more texts.",
    Reason.FROZEN: "Someone else may have the phone.",
    Reason.SILENT: "Nothing has come from this phone for three months. It may be somebody else's.",
    Reason.HOURS_ASKED: "They want texts at other times. Nothing goes until that is agreed.",
    Reason.PAUSED: "Texts are paused.",
    Reason.DURESS: "They used their duress word. Nothing unasked goes until somebody is on it.",
    Reason.NO_CONSENT: "The person has not said yes by text yet, or has said no since.",
    Reason.CONSENT_OLD: "It is too long since taking part was gone through with the person.",
    Reason.UNVERIFIED: "The person has not shown yet that this is their phone.",
    Reason.RULE_OLD: "It is too long since safe contact was gone through with the person.",
    Reason.TOO_YOUNG: "Nobody this young is texted.",
    Reason.COMPETENCE: "At this age it must be recorded that they understand what texts mean, "
    "and the phone must be theirs alone.",
    Reason.NOT_LIVE: "The panel is not live yet.",
    Reason.NEVER_CONTACTED: "This panel never texts people in this role.",
    Reason.PARTITION: "This would come from a number that must not be shared.",
    Reason.NOT_TOLD: "It was decided not to tell the person this.",
    Reason.ADVOCATE_FIRST: "The advocate tells the person first.",
    Reason.REPLACED: "A newer answer stands.",
    Reason.SETTLED: "The question has been answered already.",
    Reason.INVITED: "This number has had its invitation.",
    Reason.OUTSIDE_HOURS: "It waits for the safe hours.",
    Reason.WINDOW_ENDS: "The safe hours end too soon. It waits for the next.",
    Reason.QUESTION_OPEN: "Another question waits for its answer.",
    Reason.BUDGET: "The person has had as many texts as agreed. It waits.",
    "gate_failed": "The safety check could not be done. It is tried again.",
}

# What the advocate can do about it; nothing where only time, or the panel, can.
WHAT_TO_DO: dict[str, str] = {
    Reason.CUSTODY: "Speak with them where they are. Say so on their page when they are back.",
    Reason.HOSPITAL: "Speak with them where they are. Say so on their page when they are back.",
    Reason.MISSING: "Tell the coordinator what you hear. Say so on their page when they are found.",
    Reason.NO_NUMBER: "Agree safe contact with them.",
    Reason.NO_RULE: "Agree safe contact with them.",
    Reason.STOPPED: "Check by the other way that it was them. Start again if they want texts.",
    Reason.FROZEN: "Find them by the other way. Once they have the phone, start texts again.",
    Reason.SILENT: "Find them by the other way. If the phone is still theirs, start texts again.",
    Reason.HOURS_ASKED: "Find a safe moment to go through safe contact with them.",
    Reason.PAUSED: "If they want texts sooner, end the pause.",
    Reason.DURESS: "Open the alert, do what was agreed, and say that you are on it.",
    Reason.NO_CONSENT: "Ask what they want when you next see them. No is a good answer.",
    Reason.CONSENT_OLD: "Go through it again with them. No is a good answer.",
    Reason.UNVERIFIED: "Send the invitation, or give them a word to text.",
    Reason.INVITED: "Ask for their yes when you next see them, or give them a word to text.",
    Reason.RULE_OLD: "Go through it again with them.",
    Reason.TOO_YOUNG: "Speak with them in person.",
    Reason.COMPETENCE: "Record it on their page, and agree a phone that is theirs alone.",
    Reason.NOT_LIVE: "Ask its administrator, who sees what is missing.",
    Reason.NEVER_CONTACTED: "Leave it to whoever works with them elsewhere.",
    Reason.PARTITION: "Ask the coordinator for another number to text them from.",
    Reason.ADVOCATE_FIRST: "Tell them, then say so on their page.",
    Reason.OUTSIDE_HOURS: "If it cannot wait, look at the call card.",
    Reason.WINDOW_ENDS: "If it cannot wait, look at the call card.",
    Reason.QUESTION_OPEN: "Their answer lets it go; so does three days' silence.",
    Reason.BUDGET: "If they want more texts, change safe contact with them.",
}


def in_full(reason: str) -> str:
    """Why, and what the advocate can do about it."""
    parts = (IN_WORDS.get(reason, "It is withheld."), WHAT_TO_DO.get(reason, ""))
    return " ".join(part for part in parts if part)
