"""The nine things to do on the tour, and which of them the records say have happened."""

from dataclasses import dataclass, replace

from django.urls import reverse

from companion.access.tour import Loop, has_looked


@dataclass(frozen=True)
class Step:
    """One thing to do in one window: what to write, what holds it up, what it was good for."""

    column: str
    what: str
    done: bool
    says: tuple[str, ...] = ()
    href: str = ""
    link: str = ""
    note: str = ""
    after: str = ""
    number: int = 0
    now: bool = False


def steps_of(loop: Loop, *, panel: str, advocate: str) -> list[Step]:
    """All steps in their order; the first that has not happened is the one to do now."""
    steps = [*_said(loop, advocate), *_answered(loop, panel), *_done(loop, panel)]
    now = next((at for at, step in enumerate(steps) if not step.done), None)
    return [replace(step, number=at + 1, now=at == now) for at, step in enumerate(steps)]


def _said(loop: Loop, advocate: str) -> list[Step]:
    name, need = loop.side.subject.name, loop.need
    person = reverse("advocate:person", args=[loop.side.public_id])
    return [
        Step(
            "phone",
            f"{name} says what matters. Write this, or something like it:",
            need is not None,
            ("I need somewhere safe to live with my kids",),
        ),
        Step(
            "phone",
            "A question comes back: how much does it matter? Then: who may know? Answer each:",
            _is_shared(loop),
            ("5", "2"),
            note=_kept_from_the_panel(loop),
        ),
        Step(
            "advocate",
            f"Read it beside {name}: the words are kept just as they were written.",
            need is not None and has_looked(loop.advocate, loop.side, need.opened_at),
            href=advocate + person,
            link=f"Open {name}",
        ),
    ]


def _is_shared(loop: Loop) -> bool:
    """Whether the panel reads the words that the loop began with."""
    need = loop.need
    return need is not None and bool(need.importance) and need.statement.audience == "panel"


def _kept_from_the_panel(loop: Loop) -> str:
    """What to do where the person let only their advocate know, which is as good."""
    need, name = loop.need, loop.side.subject.name
    if need is None or not need.importance:
        return ""
    return (
        f"Was the answer 1? Then only the advocate reads it, as {name} chose, and the panel has no "
        "such page. To go on here, text another need, and answer 2."
    )


def _answered(loop: Loop, panel: str) -> list[Step]:
    name, need = loop.side.subject.name, loop.need if _is_shared(loop) else None
    agree = reverse("panel:agree", args=[loop.side.public_id])
    return [
        Step(
            "panel",
            "Every need gets an answer. Choose Accepted, then a ready reason or one in your "
            "own words, and keep it.",
            loop.answer is not None,
            href=panel + (reverse("panel:answer", args=[need.public_id]) if need else ""),
            link="Answer the need" if need else "",
        ),
        Step(
            "panel",
            "Agree what will be done, by whom and by when. Write this, or something like it, and "
            "choose Support:",
            loop.action is not None,
            ("Come with you to see a flat",),
            href=panel + agree,
            link="Agree an action",
        ),
        Step(
            "phone",
            f"Answer and action come as texts. {name} agrees:",
            loop.response is not None,
            ("1",),
            note=_held_up(loop),
        ),
    ]


def _held_up(loop: Loop) -> str:
    """Why the answer or the action has not come as a text, where the panel decided so."""
    tellings = {
        "The answer": loop.answer and loop.answer.telling,
        "The action": loop.action and loop.action.telling,
    }
    held = {what: one for what, one in tellings.items() if one and not one.may_be_texted}
    return " ".join(_why(what, one.when, loop.advocate.name) for what, one in held.items())


def _why(what: str, when: str, advocate: str) -> str:
    if when == "not_told":
        return f"{what} is not told: the panel chose so. Another one may be."
    return f"{what} waits until {advocate} has told it in person: open the advocate’s page."


def _done(loop: Loop, panel: str) -> list[Step]:
    name, action, feedback = loop.side.subject.name, loop.action, loop.feedback
    case = reverse("panel:case", args=[loop.side.panel_case.public_id])
    said = feedback is not None and (feedback.helped is not None or feedback.happened == "no")
    return [
        Step(
            "panel",
            "Time passes, and it is done: say so.",
            action is not None and action.done_at is not None,
            href=panel + (reverse("panel:done", args=[action.public_id]) if action else ""),
            link="Mark it done" if action else "",
        ),
        Step(
            "phone",
            f"{name} is asked whether it happened, and whether it helped:",
            said,
            ("1", "4"),
        ),
        Step(
            "panel",
            f"Read what {name} says of it: that closes the loop.",
            feedback is not None and has_looked(loop.chair, loop.side, feedback.given_at),
            href=panel + case,
            link=f"Open {name}’s case",
            after=f"The loop is closed. Let {name} text another need to go round again.",
        ),
    ]
