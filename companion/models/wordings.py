"""The names of every text that can be sent; the words themselves are edited in Wagtail."""

from django.db import models


class WordingKey(models.TextChoices):
    """One key a text; `messaging` and `content` keep it as a plain string."""

    INVITATION = "invitation"
    AGREED = "agreed"
    NOT_UNDERSTOOD = "not_understood"
    MENU_KEPT = "menu_kept"
    SAY_NEED = "say_need"
    NEED_IMPORTANCE = "need_importance"
    NEED_AUDIENCE = "need_audience"
    NEED_KEPT = "need_kept"
    NEED_ANSWERED_ACCEPTED = "need_answered_accepted"
    NEED_ANSWERED_PARTLY = "need_answered_partly"
    NEED_ANSWERED_DECLINED = "need_answered_declined"
    NEED_ANSWERED_OWED = "need_answered_owed"
    ACTION_AGREED = "action_agreed"
    REQUIREMENT_AGREED = "requirement_agreed"
    SAY_CHANGE = "say_change"
    RESPONSE_KEPT = "response_kept"
    ACTION_DONE_HAPPENED = "action_done_happened"
    ACTION_HELPED = "action_helped"
    FEEDBACK_KEPT = "feedback_kept"
    CALL_KEPT = "call_kept"
    UNKNOWN_NUMBER = "unknown_number"
    RESUMED = "resumed"
    ADVOCATE_WORDS = "advocate_words"
    EMERGENCY = "emergency"
    WHICH_ONE = "which_one"
    ANSWER_UNCLEAR = "answer_unclear"
    PAUSED_OVER = "paused_over"
    SAY_GOAL = "say_goal"
    GOAL_RATING = "goal_rating"
    GOAL_AUDIENCE = "goal_audience"
    GOAL_KEPT = "goal_kept"
    RATING_KEPT = "rating_kept"
    PLAN_ACTION = "plan_action"
    PLAN_EMPTY = "plan_empty"
    WHO = "who"
    PAUSED = "paused"
    HELP = "help"
    TURN_TO = "turn_to"
    TURN_TO_KEPT = "turn_to_kept"
    REVIEW_WISH = "review_wish"
    SAY_WISH = "say_wish"
    WISH_KEPT = "wish_kept"
    YOU_SAID_WE_DID = "you_said_we_did"
    ENCOURAGE_WELL_DONE = "encourage_well_done"
    ENCOURAGE_SMALL_STEP = "encourage_small_step"
    ENCOURAGE_NOT_ALONE = "encourage_not_alone"
    ENCOURAGE_HARD_DAY = "encourage_hard_day"
    ENCOURAGE_THANK_YOU = "encourage_thank_you"
    ENCOURAGE_ALL_THE_BEST = "encourage_all_the_best"


# What an advocate may plan in place of own words.
ENCOURAGEMENTS = tuple(key for key in WordingKey if key.startswith("encourage_"))


class Cover(models.TextChoices):
    """What cover texts pretend to be about; their words lie with the other wordings."""

    BOOKING = "booking", "a booking"
    DELIVERY = "delivery", "a delivery"
    CLUB = "club", "a club"
    REPAIR = "repair", "a repair"
    LIBRARY = "library", "library books"


class WordingLevel(models.TextChoices):
    """How much a text may say; the person chooses."""

    COVER = "cover", "Cover words only"
    WHEN_ASKED = "when_asked", "Details only when they text their code word"
    SAFE_HOURS = "safe_hours", "Details at any safe time"
