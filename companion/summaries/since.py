"""What changed on one side since a meeting last read of it."""

from dataclasses import dataclass
from datetime import datetime

from companion.models import AgreedAction, Need, NeedsSummary
from companion.summaries import newest
from companion.summaries.frozen import needs_in
from companion.summaries.needs_summary import SideSummary


@dataclass(frozen=True)
class Since:
    """New needs, new answers, what is said to be done, and where the person says otherwise."""

    version: NeedsSummary
    needs: list[Need]
    answered: list[Need]
    done: list[AgreedAction]
    disputed: list[AgreedAction]

    @property
    def nothing(self) -> bool:
        """Whether all is as it was."""
        return not (self.needs or self.answered or self.done or self.disputed)


def since_last(part: SideSummary, version: NeedsSummary) -> Since:
    """What this reader may see of one side that the last version does not hold."""
    known, then = needs_in(version.content), version.made_at
    return Since(
        version,
        needs=[need for need in part.needs if _is_new(need, known, then)],
        answered=[need for need in part.needs if _answered_since(need, then)],
        done=[action for action in part.actions if action.done_at and action.done_at > then],
        disputed=[action for action in part.actions if _disputed_since(action, then)],
    )


def _is_new(need: Need, known: set[str], then: datetime) -> bool:
    """Opened since, or shared with the whole panel since."""
    if need.opened_at > then:
        return True
    return need.statement.audience == "panel" and str(need.public_id) not in known


def _answered_since(need: Need, then: datetime) -> bool:
    answer = newest.answer_of(need)
    return answer is not None and answer.answered_at > then


def _disputed_since(action: AgreedAction, then: datetime) -> bool:
    feedback = newest.feedback_of(action)
    return newest.accounts_differ(action) and feedback is not None and feedback.given_at > then
