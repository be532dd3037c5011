"""Members ask each other between meetings; whoever reads what it is about reads it, nobody else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from companion.changes.asking import ask_member
from companion.changes.words import choose_audience
from companion.models import Event, MemberQuestion, User
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import DESK, case_of, queries_of
from tests.reasons import gives_a_reason
from tests.signing_in import sign_in

QUESTION = "Is the flat on Mill Road free?"
ANSWER = "From Monday, with two rooms."


def client_of(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def read(user: User, address: str) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def send(user: User, name: str, of: Any, **form: Any) -> int:
    return client_of(user).post(reverse(f"panel:{name}", args=[of.public_id]), form).status_code


def test_a_question_waits_on_the_desk_of_whoever_is_asked_and_is_answered_once(cast: Cast) -> None:
    need = factories.need(cast.side, "somewhere safe")
    action = factories.action(cast.side, cast.member, cast.chair)
    form = {"asked_of": str(cast.member.public_id), "words": QUESTION}
    strangers = (cast.outsider, cast.other_member, cast.other_advocate, cast.observer)
    for stranger in (*strangers, cast.advocate):
        assert send(stranger, "ask_about_need", need, **form) == 404
        assert send(stranger, "ask_about_action", action, **form) == 404
    wrong: list[dict[str, Any]] = [
        {"words": " "},
        {"asked_of": str(cast.observer.public_id)},
        {"asked_of": str(cast.chair.public_id)},
    ]
    for change in wrong:
        assert send(cast.chair, "ask_about_need", need, **{**form, **change}) == 422
    assert send(cast.chair, "ask_about_need", need, **form) == 302
    question = MemberQuestion.objects.get()
    assert QUESTION in read(cast.member, DESK) and QUESTION not in read(cast.coordinator, DESK)
    assert "Answer this question" in read(cast.member, case_of(cast.side))
    for stranger in (*strangers, cast.coordinator, cast.chair):
        assert send(stranger, "answer_question", question, answer=ANSWER) == 404
    assert send(cast.member, "answer_question", question, answer=" ") == 422
    assert send(cast.member, "answer_question", question, answer=ANSWER) == 302
    assert send(cast.member, "answer_question", question, answer="Something else") == 302
    assert QUESTION not in read(cast.member, DESK)
    gives_a_reason(cast.observer, cast.side)
    for reader in (cast.observer, cast.chair):
        page = read(reader, case_of(cast.side))
        order = ["Chris Chair asks Mo Member", QUESTION, "Mo Member answers", ANSWER]
        assert sorted(order, key=page.index) == order
        assert "Something else" not in page
    kinds = Event.objects.filter(kind__startswith="member_").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["member_asked", "member_answered"]


def test_only_who_reads_the_need_is_asked_or_finds_a_trace_of_it(cast: Cast) -> None:
    need = factories.need(cast.side, "somewhere safe")
    housing, police = factories.agency("Housing team"), factories.agency("Police")
    choose_audience(need.statement, "agencies", acting_user=None, agencies=[housing, police])
    form = {"asked_of": str(cast.chair.public_id), "words": QUESTION}
    assert send(cast.coordinator, "ask_about_need", need, **form) == 422
    question = ask_member(need, cast.member, QUESTION, acting_user=cast.coordinator)
    assert QUESTION in read(cast.coordinator, case_of(cast.side))
    assert QUESTION not in read(cast.chair, case_of(cast.side))
    assert QUESTION in read(cast.member, DESK)
    choose_audience(need.statement, "agencies", acting_user=None, agencies=[police])
    assert QUESTION not in read(cast.member, DESK)
    assert send(cast.member, "answer_question", question, answer=ANSWER) == 404
    action = factories.action(cast.side, cast.member, cast.chair)
    about_action = ask_member(action, cast.member, QUESTION, acting_user=cast.chair)
    assert QUESTION in read(cast.member, DESK)
    cast.side.never_users.add(cast.member)
    assert QUESTION not in read(cast.member, DESK)
    assert send(cast.member, "answer_question", about_action, answer=ANSWER) == 404


@pytest.mark.postgresql
def test_many_questions_take_as_many_queries_as_a_few(cast: Cast) -> None:
    need = factories.need(cast.side, "somewhere safe")
    action = factories.action(cast.side, cast.member, cast.chair)

    def counted() -> list[int]:
        member = client_of(cast.member)
        for about in (need, action):
            ask_member(about, cast.member, QUESTION, acting_user=cast.chair)
        return [queries_of(member, address) for address in (DESK, case_of(cast.side))]

    few = counted()
    assert [counted() for _ in range(3)][-1] == few
