"""The advocate's desk."""

from django.urls import path

from companion.views.advocate import (
    about,
    alerts,
    goals,
    one_time_word,
    person,
    replies,
    rule,
    texts,
    today,
    whereabouts,
    words,
    write,
    you_said,
)

app_name = "advocate"
urlpatterns = [
    path("", today.today, name="today"),
    path("alerts/<uuid:public_id>/seen/", alerts.seen, name="seen"),
    path("people/<uuid:public_id>/", person.person, name="person"),
    path("people/<uuid:public_id>/call/", alerts.call, name="call"),
    path("people/<uuid:public_id>/about/", about.details, name="about"),
    path("people/<uuid:public_id>/capacity/", about.capacity, name="capacity"),
    path("people/<uuid:public_id>/never/", about.never, name="never"),
    path("people/<uuid:public_id>/write/", write.write, name="write"),
    path("people/<uuid:public_id>/need/", words.need, name="need"),
    path("people/<uuid:public_id>/goal/", goals.goal, name="goal"),
    path("people/<uuid:public_id>/turn-to/", goals.turn_to, name="turn_to"),
    path("people/<uuid:public_id>/word/", one_time_word.word, name="word"),
    path("people/<uuid:public_id>/rule/", rule.rule, name="rule"),
    path("people/<uuid:public_id>/rule/confirm/", rule.confirm, name="confirm_rule"),
    path("people/<uuid:public_id>/agreement/", texts.agreement, name="agreement"),
    path("people/<uuid:public_id>/invitation/", texts.invitation, name="invitation"),
    path("people/<uuid:public_id>/pause/", texts.pause, name="pause"),
    path("people/<uuid:public_id>/pause/end/", texts.end_pause, name="end_pause"),
    path("people/<uuid:public_id>/stop/", texts.stop, name="stop"),
    path("people/<uuid:public_id>/whereabouts/", whereabouts.whereabouts, name="whereabouts"),
    path("people/<uuid:public_id>/start/", texts.start, name="start"),
    path("people/<uuid:public_id>/you-said/", you_said.page, name="you_said"),
    path("goals/<uuid:public_id>/how-near/", goals.how_near, name="how_near"),
    path("goals/<uuid:public_id>/end/", goals.end, name="end_goal"),
    path("needs/<uuid:public_id>/importance/", words.importance, name="importance"),
    path("words/<uuid:public_id>/audience/", words.audience, name="audience"),
    path("words/<uuid:public_id>/need/", words.make_need, name="make_need"),
    path("words/<uuid:public_id>/place/", words.place, name="place"),
    path("tellings/<uuid:public_id>/told/", replies.told, name="told"),
    path("actions/<uuid:public_id>/answer/", replies.answer, name="answer"),
    path("actions/<uuid:public_id>/feedback/", replies.feedback, name="feedback"),
]
