"""Why a change was refused; a class's docstring is its message."""


class Refused(Exception):
    """This cannot be done."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else (type(self).__doc__ or "")


class NoSenderLeft(Refused):
    """There is no free number to text this person from. Ask the coordinator."""


class ConflictOfInterest(Refused):
    """This user cannot be given this person."""


class PeopleKeptApart(Refused):
    """These people cannot be in one case."""


class TogetherInACase(Refused):
    """They are in one case. Take one of them out of it first."""


class OneAdvocateForBoth(Refused):
    """The advocate of one of them also spoke or stood in for the other. Change that first."""


class NotInvited(Refused):
    """Record first that the person agreed, and how they may safely be reached."""


class NotAgreed(Refused):
    """They have not agreed to take part, or no longer do."""


class AlreadyAgreed(Refused):
    """It is recorded already that they agreed."""


class AlreadyInvited(Refused):
    """This number has had its invitation."""


class LetterLeft(Refused):
    """The email with their link has left, or is about to. Send a new one instead."""


class NotWider(Refused):
    """That is no more than who may know already. Choose more, or leave it as it is."""


class AlreadyTold(Refused):
    """It is recorded already that they were told."""


class AlreadyAnswered(Refused):
    """You have answered this already."""


class AlreadyLearned(Refused):
    """Somebody has written down already what was learned from this."""


class AlreadyDone(Refused):
    """This is marked done already."""


class NothingToTell(Refused):
    """There is nothing here that you tell them."""


class NoSideYet(Refused):
    """Say first which case these words belong to."""


class GoalEnded(Refused):
    """This goal has ended already."""


class ReviewDecided(Refused):
    """This review has been decided already."""


class NotReachableYet(Refused):
    """Agree first how they may safely be reached."""


class CaseClosed(Refused):
    """This case is closed. Reopen it first."""


class AnswerOwed(Refused):
    """An answer is still owed in this case. Whoever owes it gives it first; then it can close."""


class MeetingThatDay(Refused):
    """This panel meets on that day already."""


class MeetingClosed(Refused):
    """This meeting is closed."""


class NeedsUnanswered(Refused):
    """Needs on the agenda have neither an answer nor anybody who owes one."""


class AlreadyDecided(Refused):
    """This is decided already."""


class AlreadyAway(Refused):
    """It is recorded already where they are. End that first."""


class NotAway(Refused):
    """Nothing is recorded that could end."""


class DeathStands(Refused):
    """A death stays recorded, unless somebody says that it was recorded by mistake."""


class DecidedAlready(Refused):
    """Somebody decided this anew already. See the case."""


class GoesInACircle(Refused):
    """These two would wait for each other. Choose another one."""


class TooYoung(Refused):
    """Nobody this young is texted. Speak with them in person."""


class CompetenceMissing(Refused):
    """Record first that they understand what texts mean, and that the phone is theirs alone."""


class AlreadyInCase(Refused):
    """This person is in this case already."""


class HasLeft(CaseClosed):
    """This person has left the case. What they said can still be read."""


class ApartAlready(Refused):
    """These two are kept apart already."""


class NotReadyYet(Refused):
    """Something is still missing. Each thing is listed below."""


class SeatedAlready(Refused):
    """They have this seat already."""


class TheLastOne(Refused):
    """A live panel keeps a chair, and a coordinator for each case. Seat somebody else first."""


class NeverContacted(Refused):
    """This panel never texts people in this role."""


class AccountThere(Refused):
    """There is an account with this email already."""


class NotOneself(Refused):
    """Nobody closes their own account. Ask another administrator."""


class StillNeeded(Refused):
    """Somebody would be left without them. Hand over first what is listed below."""


class NotThisPasskey(Refused):
    """That passkey could not be added. Try again."""


class PasskeyThere(Refused):
    """This passkey is here already."""


class TooManyPasskeys(Refused):
    """Ten passkeys are the most. Remove one that you do not use first."""


class NotOwnAgency(Refused):
    """This is your own account. Another administrator does this for you."""


class StillInTheirHands(Refused):
    """Their seats, and the people they speak for, come with their agency. Those first."""


class DealtWith(Refused):
    """Somebody has dealt with this already."""


class LastWayIn(Refused):
    """This is your only way in. Add another passkey first."""


class OwnAccount(Refused):
    """This is your own account. Two other administrators do this for you."""


class SecondPersonNeeded(Refused):
    """You asked for this yourself. Another administrator confirms it."""


class NothingToReset(Refused):
    """This account is closed, or not set up: there is nothing to take off it."""


class ResetOver(Refused):
    """This was stopped, done already, or waited longer than a day."""


class NobodySpeaks(Refused):
    """Nobody speaks for this person now. Appoint an advocate instead."""


class SomebodyStandsIn(Refused):
    """Somebody stands in for their advocate already. Ask them."""


class NotTheirColleague(Refused):
    """Only a colleague of their advocate, of the same agency, can act for them."""


class SecondLeaderNeeded(Refused):
    """Three people take part: one asks, another confirms, a third acts."""


class EmergencyStands(Refused):
    """This is asked for already. See what became of it."""


class EmergencyOver(Refused):
    """This is over, or was confirmed already."""


class OwnOpening(Refused):
    """You opened this yourself. Somebody else who leads the panel looks at it."""


class GoneThrough(Refused):
    """Somebody has gone through this already."""


class NotAColleague(Refused):
    """Only somebody of your own agency can stand in for you."""


class NoMail(Refused):
    """No email leaves from here, so nothing can be tried. Ask whoever runs the service."""


class NotTheNumber(Refused):
    """That is not the number in the email."""


class OnDuty(Refused):
    """They are this panel’s duty contact. Try somebody else as duty contact first."""


class TooManyPlanned(Refused):
    """Twenty planned texts are the most. End one of them first."""


class PlanOver(Refused):
    """This planned text is over. Plan a new one."""


class NotAllReachedUs(Refused):
    """HELP, STOP and START must each reach us first. The number’s list shows which did."""


class TheProviderAnswered(Refused):
    """The text company says that it answered by itself. Look on the phone at what came from it."""


class SpeaksForThem(Refused):
    """You speak for this person. Ask the coordinator to appoint another advocate first."""


class NoLongerThere(Refused):
    """The phone company does not have it any more. Ask them to send it again."""
