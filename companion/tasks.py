"""Clock-driven work: what happens because time has passed."""

import logging
import time

from celery import shared_task
from django.utils import timezone

from companion.access.contact import paused_until
from companion.changes.alerting import tell_of_alerts
from companion.changes.contact import end_pause_of
from companion.changes.emergencies import end_those_over
from companion.changes.goals import ask_for_someone_to_turn_to, ask_how_near
from companion.changes.invitations import send_invitations
from companion.changes.letters import send_notices
from companion.changes.post import TURN
from companion.changes.putting_once_more import put_once_more
from companion.changes.questions import let_go_of_old_questions
from companion.changes.reminders import remind
from companion.changes.sign_ins import forget_those_over
from companion.changes.strangers import forget_strangers, tell_again_of_danger
from companion.changes.wishes import ask_before_reviews
from companion.texting.planned import write_what_is_due
from vault.keys import forget

log = logging.getLogger(__name__)


@shared_task(name="companion.tasks.close_questions")
def close_questions() -> None:
    """Every ten minutes: let go of what nobody answered, so that nothing waits behind it."""
    try:
        let_go_of_old_questions(timezone.now())
    finally:
        forget()


@shared_task(name="companion.tasks.end_pauses")
def end_pauses() -> None:
    """Every ten minutes: end the pauses that have run out."""
    try:
        now = timezone.now()
        for subject in paused_until(now):
            end_pause_of(subject, now)
    finally:
        forget()


@shared_task(name="companion.tasks.end_emergencies")
def end_emergencies() -> None:
    """Every ten minutes: write down the end of emergencies whose time is over."""
    try:
        end_those_over(timezone.now())
    finally:
        forget()


@shared_task(name="companion.tasks.ask_about_goals")
def ask_about_goals() -> None:
    """Every hour: ask people how near they are to what they want, if that was long ago."""
    try:
        ask_how_near(timezone.now())
    finally:
        forget()


@shared_task(name="companion.tasks.ask_about_trust")
def ask_about_trust() -> None:
    """Every hour: ask people who began, or whose review comes near, for someone to turn to."""
    try:
        ask_for_someone_to_turn_to(timezone.now())
    finally:
        forget()


@shared_task(name="companion.tasks.ask_about_reviews")
def ask_about_reviews() -> None:
    """Every hour: ask people whose review comes near what they want from it."""
    try:
        ask_before_reviews(timezone.now())
    finally:
        forget()


@shared_task(name="companion.tasks.remind_people")
def remind_people() -> None:
    """Every hour: put questions once more that nobody answered for a day."""
    try:
        put_once_more(timezone.now())
    finally:
        forget()


@shared_task(name="companion.tasks.remind_owners")
def remind_owners() -> None:
    """Every hour: email those who have something due, or late; each is told of a thing once."""
    try:
        remind(timezone.now())
    finally:
        forget()


@shared_task(name="companion.tasks.forget_sign_ins")
def forget_sign_ins() -> None:
    """Every hour: let go of sign-ins that are over."""
    forget_those_over(timezone.now())


@shared_task(name="companion.tasks.tell_again_of_strangers")
def tell_again_of_strangers() -> None:
    """Every ten minutes: email again whoever coordinates, of danger that nobody dealt with."""
    try:
        tell_again_of_danger(timezone.now())
    finally:
        forget()


@shared_task(name="companion.tasks.forget_texts_of_strangers")
def forget_texts_of_strangers() -> None:
    """Every hour: let go of texts of unknown numbers that were dealt with long ago."""
    try:
        if count := forget_strangers(timezone.now()):
            log.info("%d texts of unknown numbers were let go", count)
    finally:
        forget()


@shared_task(name="companion.tasks.write_planned_texts")
def write_planned_texts() -> None:
    """Every ten seconds: compose the texts that advocates planned for now."""
    try:
        write_what_is_due(timezone.now())
    finally:
        forget()


@shared_task(name="companion.tasks.send_letters")
def send_letters() -> None:
    """At once and every ten seconds: send emails about accounts, and links to new ones."""
    try:
        now, until = timezone.now(), time.monotonic() + TURN
        send_notices(now, until)
        send_invitations(now, until)
    finally:
        forget()


@shared_task(name="companion.tasks.tell")
def tell() -> None:
    """At once and every ten seconds: email those who must hear of what cannot wait."""
    try:
        tell_of_alerts(timezone.now())
    finally:
        forget()
