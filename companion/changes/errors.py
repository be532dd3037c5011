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


class NotInvited(Refused):
    """Record first that the person agreed, and how they may safely be reached."""


class AlreadyAgreed(Refused):
    """It is recorded already that they agreed."""


class AlreadyInvited(Refused):
    """This number has had its invitation."""


class AlreadyDone(Refused):
    """This is marked done already."""


class NothingToTell(Refused):
    """There is nothing here that you tell them."""


class NoSideYet(Refused):
    """Say first which case these words belong to."""
