"""The other people of the invented town, and what may have become of them in half a year."""

from dataclasses import dataclass
from itertools import cycle

from companion.management.world.people import AMAL, BO, FAMILY, IOM, MARAC, VIOLENCE, Person
from companion.models import Cover

NAMES = (
    "Abi Bea Cal Dee Eli Fay Gus Hal Ivy Jed Lou Max Nan Oli Pia Quinn Ron Sue Tad Uma Val Wes "
    "Yan Zoe Ida Joss Nell Pat Kay"
).split()
FIRST_PHONE = 447700900120
WORDS = "acorn bramley clover daisy elder fern gorse hazel iris juniper kelp laurel moss".split()
OTHER_WORDS = "anchor basket candle drum easel funnel glove hammer inkpot jumper key lamp".split()


@dataclass(frozen=True)
class Wish:
    """Something that people say, what the panel answers, and what it agrees to do."""

    said: str
    matters: int
    outcome: str
    reason: str
    what: str
    kind: str
    newness: str
    owner: str


MO, NIA, HANA, CORA = "Mo Farrell", "Nia Probert", "Hana Sato", "Cora Webb"
WISHES = {
    "victim": (
        Wish("NEED new locks, I lie awake at night", 5, "accepted",
             "New locks are fitted this week.", "Fit new locks", "support", "new", MO),
        Wish("I need someone to come to court with me", 4, "accepted",
             "Somebody will come with you.", "Go to court together", "engage", "new", CORA),
        Wish("need to see a doctor who does not rush me", 3, "partly",
             "A longer visit is booked. A new doctor takes time.", "Book a long visit", "support",
             "forward", HANA),
    ),
    "offender": (
        Wish("NEED a job, nobody calls me back", 5, "accepted",
             "A job coach will meet you.", "Meet the job coach together", "engage", "new", NIA),
        Wish("i need somewhere to sleep that is not a hostel", 5, "partly",
             "A room is free in spring. Until then a shared house.", "Find a shared house",
             "support", "forward", HANA),
        Wish("need help to stop drinking", 4, "accepted",
             "You can start on Monday.", "Go to the first session together", "engage", "new", HANA),
    ),
    "family": (
        Wish("NEED someone to help with the forms for school", 4, "accepted",
             "We will fill them in with you.", "Fill in the school forms together", "engage",
             "new", MO),
        Wish("we need a bigger cooker", 3, "declined",
             "There is no money for this now. We asked a charity.", "Ask the charity for a cooker",
             "support", "anyway", MO),
    ),
}  # fmt: skip

GOALS = {
    "victim": "GOAL to walk to school with my kids and not look behind me",
    "offender": "GOAL see my little girl every week",
    "family": "GOAL a whole evening without a row",
}


def townsfolk() -> list[Person]:
    """Twenty-nine people more, a role and a panel each, all safe to text at any hour."""
    places = cycle(
        [
            ("victim", MARAC, AMAL),
            ("offender", IOM, BO),
            ("family", FAMILY, BO),
            ("victim", VIOLENCE, AMAL),
            ("offender", VIOLENCE, BO),
        ]
    )
    return [
        Person(
            name,
            role,
            f"+{FIRST_PHONE + number}",
            panel,
            advocate,
            WORDS[number % len(WORDS)],
            OTHER_WORDS[number % len(OTHER_WORDS)],
            cover=Cover.values[number % len(Cover)],
        )
        for number, (name, (role, panel, advocate)) in enumerate(zip(NAMES, places, strict=False))
    ]
