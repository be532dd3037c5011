"""Who may reach what, written out a second time: every route, its record, and its readers.

A route that stands nowhere here is red. `reads` may open it, `sends` may post to it; a record in
`of` is the kind of record (see story.py) whose id stands in the address.
"""

from dataclasses import dataclass

EVERYBODY_INSIDE = frozenset(
    {
        "outsider",
        "advocate",
        "other_advocate",
        "former_advocate",
        "late_advocate",
        # Acts for the person in an emergency just now; and in one that is over.
        "acting_colleague",
        "acted_colleague",
        "coordinator",
        "chair",
        "member",
        "observer",
        "former_member",
        "named_member",
        "agency_member",
        "other_member",
        "evaluator",
        "editor",
        "administrator",
    }
)
ADMINISTRATOR = frozenset({"administrator"})
# Whoever acts in an emergency has all that the advocate has of this one person.
ADVOCATE = frozenset({"advocate", "acting_colleague"})
# Those of the person's panel whom the person did not name.
COORDINATOR = frozenset({"coordinator"})
LEADS = COORDINATOR | {"chair"}
DECIDES = LEADS | {"member"}
READS = DECIDES | {"observer"}
# Sit on the panel, and may not see this person: lists and forms of the panel are theirs too.
SEATED_APART = frozenset({"named_member", "agency_member"})
PANEL_SEATS = READS | SEATED_APART
EDITOR = frozenset({"editor"})
ADVOCATES = ADVOCATE | {"other_advocate"}
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """One route: the record it is about, who opens it, who posts to it."""

    of: tuple[str, ...]
    reads: frozenset[str]
    sends: frozenset[str]


def about(kind: str, reads: frozenset[str], sends: frozenset[str] | None = None) -> Rule:
    """A page about one record; those who open it may post to it unless said otherwise."""
    return Rule((kind,), reads, reads if sends is None else sends)


def only_sent(kind: str, sends: frozenset[str]) -> Rule:
    """An address that is only posted to."""
    return Rule((kind,), NOBODY, sends)


def only_read(kind: str, reads: frozenset[str]) -> Rule:
    """A page that takes nothing."""
    return Rule((kind,), reads, NOBODY)


def plain(reads: frozenset[str], sends: frozenset[str] = NOBODY) -> Rule:
    """A page about no record of its own."""
    return Rule((), reads, sends)


OPEN = "open to anybody"
HALFWAY = "open once the password was right"
ABSENT = "there in a demonstration only"

# What needs no record and is the same for everybody.
DOOR = {
    "healthz": OPEN,
    "readyz": OPEN,
    "sign_in": OPEN,
    "sign_in_help": OPEN,
    "invitation": OPEN,
    "invitation_app": OPEN,
    "invitation_link": OPEN,
    "messaging:inbound": OPEN,
    "messaging:status": OPEN,
    "messaging:voice": OPEN,
    "wagtail_serve": OPEN,
    "wagtaildocs_serve": OPEN,
    "second_factor": HALFWAY,
    "recovery_code": HALFWAY,
    "sign_out": HALFWAY,
    "cms_sign_out": HALFWAY,
}
ABSENT_NAMESPACES = frozenset({"simulator", "tour"})

RULES: dict[str, Rule] = {
    "account": plain(EVERYBODY_INSIDE),
    "password": plain(EVERYBODY_INSIDE, EVERYBODY_INSIDE),
    "recovery_codes": plain(EVERYBODY_INSIDE, EVERYBODY_INSIDE),
    "add_passkey": plain(EVERYBODY_INSIDE, EVERYBODY_INSIDE),
    # Of one's own, and somebody else's is not there: tests/companion/passkeys, test_sign_ins.py.
    "remove_app": plain(NOBODY, EVERYBODY_INSIDE),
    "remove_passkey": plain(NOBODY, EVERYBODY_INSIDE),
    "end_sign_ins": plain(NOBODY, EVERYBODY_INSIDE),
    # The desk of wordings; what Wagtail has of them is tried with all of Wagtail's.
    "wording_desk": plain(EDITOR),
    "wording_measure": plain(NOBODY, EDITOR),
    # The advocate's desk
    "advocate:today": plain(ADVOCATES),
    "advocate:away": plain(ADVOCATES, ADVOCATES),
    "advocate:end_away": plain(NOBODY, ADVOCATES),
    "advocate:seen": only_sent("alert", ADVOCATE),
    "advocate:alert": about("urgent", ADVOCATE),
    "advocate:person": only_read("side", ADVOCATE),
    "advocate:about": about("side", ADVOCATE),
    "advocate:capacity": about("side", ADVOCATE),
    "advocate:never": about("side", ADVOCATE),
    "advocate:call": only_read("side", ADVOCATE),
    "advocate:write": about("side", ADVOCATE),
    "advocate:plan": about("side", ADVOCATE),
    "advocate:transcript": about("side", ADVOCATE),
    "advocate:change_plan": about("plan", ADVOCATE),
    "advocate:pause_plan": only_sent("plan", ADVOCATE),
    "advocate:resume_plan": only_sent("plan", ADVOCATE),
    "advocate:end_plan": only_sent("plan", ADVOCATE),
    "advocate:need": about("side", ADVOCATE),
    "advocate:goal": about("side", ADVOCATE),
    "advocate:turn_to": about("side", ADVOCATE),
    "advocate:wish": about("side", ADVOCATE),
    "advocate:word": about("side", ADVOCATE),
    "advocate:rule": about("side", ADVOCATE),
    "advocate:confirm_rule": about("side", ADVOCATE),
    "advocate:codebook": about("side", ADVOCATE),
    "advocate:reference": about("side", ADVOCATE),
    "advocate:agreement": about("side", ADVOCATE),
    "advocate:renew_agreement": about("side", ADVOCATE),
    "advocate:withdraw": about("side", ADVOCATE),
    "advocate:invitation": about("side", ADVOCATE),
    "advocate:pause": about("side", ADVOCATE),
    "advocate:end_pause": only_sent("side", ADVOCATE),
    "advocate:stop": about("side", ADVOCATE),
    "advocate:whereabouts": about("side", ADVOCATE),
    # There only while texts have stopped.
    "advocate:start": about("side", NOBODY),
    "advocate:you_said": about("side", ADVOCATE),
    "advocate:how_near": about("goal", ADVOCATE),
    "advocate:end_goal": about("goal", ADVOCATE),
    "advocate:importance": about("need", ADVOCATE),
    "advocate:audience": about("statement", ADVOCATE),
    "advocate:make_need": about("words", ADVOCATE),
    "advocate:override": about("statement", ADVOCATE),
    "advocate:override_told": about("override", ADVOCATE),
    "advocate:translation": about("statement", ADVOCATE),
    "advocate:summary": about("statement", ADVOCATE),
    "advocate:sent": only_read("sent", ADVOCATE),
    "advocate:sent_file": Rule(("sent", "medium"), ADVOCATE, NOBODY),
    # There only for what could not be fetched.
    "advocate:fetch_again": Rule(("sent", "medium"), NOBODY, NOBODY),
    # There only for words that fit neither of two sides.
    "advocate:place": about("words", NOBODY),
    "advocate:told": only_sent("telling", ADVOCATE),
    "advocate:answer": about("action", ADVOCATE),
    "advocate:feedback": about("done_action", ADVOCATE),
    "advocate:worry": only_sent("side", ADVOCATE),
    "advocate:harm": about("side", ADVOCATE),
    "advocate:new_harm": plain(ADVOCATES, ADVOCATES),
    # The administrator's desk
    "administration:desk": plain(ADMINISTRATOR),
    "administration:people": plain(ADMINISTRATOR),
    "administration:invite": plain(ADMINISTRATOR, ADMINISTRATOR),
    "administration:person": only_read("seated", ADMINISTRATOR),
    "administration:invite_anew": only_sent("seated", ADMINISTRATOR),
    "administration:move": about("seated", ADMINISTRATOR),
    "administration:close": about("seated", ADMINISTRATOR),
    "administration:reset": about("seated", ADMINISTRATOR),
    "administration:agencies": plain(ADMINISTRATOR),
    "administration:new_agency": plain(ADMINISTRATOR, ADMINISTRATOR),
    "administration:agency": about("agency", ADMINISTRATOR),
    "administration:new_panel": plain(ADMINISTRATOR, ADMINISTRATOR),
    "administration:senders": plain(ADMINISTRATOR, ADMINISTRATOR),
    "administration:panel": only_read("panel", ADMINISTRATOR),
    "administration:change_panel": about("panel", ADMINISTRATOR),
    "administration:areas": about("panel", ADMINISTRATOR),
    "administration:seat": about("panel", ADMINISTRATOR),
    "administration:end_seat": Rule(("panel", "seated"), ADMINISTRATOR, ADMINISTRATOR),
    "administration:duty": about("panel", ADMINISTRATOR),
    "administration:go_live": only_sent("panel", ADMINISTRATOR),
    # The panel's desk
    "panel:desk": plain(PANEL_SEATS | {"other_member"}),
    "panel:measures": only_read("panel", PANEL_SEATS),
    # Whoever coordinates, and the duty contact.
    "panel:alert": about("urgent", COORDINATOR),
    # Whom the test was sent to.
    "panel:duty_test": about("duty_test", frozenset({"member"})),
    "panel:open_case": plain(COORDINATOR, COORDINATOR),
    "panel:facts": about("case", DECIDES),
    "panel:join_case": about("case", COORDINATOR),
    "panel:leave_case": about("side", COORDINATOR),
    "panel:whereabouts": about("side", COORDINATOR),
    "panel:apart": plain(COORDINATOR, COORDINATOR),
    "panel:closed_cases": plain(PANEL_SEATS | {"other_member"}),
    "panel:case": only_read("case", READS),
    "panel:version": Rule(("case", "version"), READS, NOBODY),
    "panel:review": about("case", LEADS),
    "panel:close_case": about("case", LEADS),
    "panel:reopen_case": only_sent("case", LEADS),
    "panel:answer": about("open_need", DECIDES),
    "panel:untold": about("untold", DECIDES),
    "panel:ask_about_need": about("open_need", DECIDES),
    "panel:ask_about_action": about("action", DECIDES),
    # Whoever was asked.
    "panel:answer_question": about("question", frozenset({"member"})),
    "panel:agree": about("side", DECIDES),
    "panel:advocate": about("side", COORDINATOR),
    "panel:end_advocacy": only_sent("side", COORDINATOR),
    "panel:done": about("action", DECIDES),
    "panel:order": about("action", DECIDES),
    "panel:attempt": about("action", DECIDES),
    "panel:sent": only_read("sent", READS),
    "panel:sent_file": Rule(("sent", "medium"), READS, NOBODY),
    "panel:meetings": plain(PANEL_SEATS | {"other_member"}),
    "panel:new_meeting": plain(LEADS, LEADS),
    "panel:meeting": only_read("meeting", PANEL_SEATS),
    "panel:agenda": about("meeting", LEADS),
    "panel:freeze": only_sent("meeting", LEADS),
    "panel:close_meeting": only_sent("meeting", LEADS),
    "panel:print_meeting": only_read("meeting", PANEL_SEATS),
    "panel:side_harm": about("side", READS),
    "panel:stand_back": about("side", READS),
    "panel:strangers": plain(COORDINATOR),
    "panel:deal_with_stranger": only_sent("stranger", COORDINATOR),
    "panel:harms": plain(LEADS),
    "panel:new_harm": plain(*[PANEL_SEATS | {"other_member"}] * 2),
    "panel:harm": about("harm", LEADS),
    "panel:review_panel": about("panel", LEADS),
    "panel:openings": only_read("panel", LEADS),
    "panel:check_opening": only_sent("opening", LEADS),
    "panel:settle_opening": about("asked_opening", LEADS),
    "panel:ask_emergency": about("side", LEADS),
    "panel:emergency": only_read("emergency", LEADS),
    "panel:confirm_emergency": only_sent("emergency", LEADS),
    "panel:end_emergency": only_sent("emergency", LEADS),
    "panel:referrals": plain(PANEL_SEATS | {"other_member"}),
    "panel:new_referral": plain(*[DECIDES | SEATED_APART | {"other_member"}] * 2),
    "panel:referral": about("referral", COORDINATOR | {"member"}, COORDINATOR),
    "panel:take_referral": about("referral", COORDINATOR),
}
