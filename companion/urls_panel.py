"""The panel's desk."""

from django.urls import path

from companion.views import harms as reporting
from companion.views.panel import (
    actions,
    case,
    desk,
    harms,
    measures,
    meetings,
    needs,
    people,
    referrals,
    reviews,
    whereabouts,
)

app_name = "panel"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("measures/<uuid:public_id>/", measures.measures, name="measures"),
    path("cases/new/", people.open_case, name="open_case"),
    path("cases/closed/", reviews.closed, name="closed_cases"),
    path("cases/<uuid:public_id>/", case.case, name="case"),
    path("cases/<uuid:public_id>/versions/<uuid:version_id>/", meetings.version, name="version"),
    path("cases/<uuid:public_id>/facts/", people.facts, name="facts"),
    path("cases/<uuid:public_id>/people/", people.join, name="join_case"),
    path("cases/<uuid:public_id>/review/", reviews.review, name="review"),
    path("cases/<uuid:public_id>/close/", reviews.close, name="close_case"),
    path("cases/<uuid:public_id>/reopen/", reviews.reopen, name="reopen_case"),
    path("needs/<uuid:public_id>/answer/", needs.answer, name="answer"),
    path("sides/<uuid:public_id>/agree/", actions.agree, name="agree"),
    path("sides/<uuid:public_id>/leave/", people.leave, name="leave_case"),
    path("apart/", people.apart, name="apart"),
    path("sides/<uuid:public_id>/advocate/", people.advocate, name="advocate"),
    path("sides/<uuid:public_id>/advocate/end/", people.end, name="end_advocacy"),
    path("sides/<uuid:public_id>/whereabouts/", whereabouts.whereabouts, name="whereabouts"),
    path("actions/<uuid:public_id>/done/", actions.done, name="done"),
    path("actions/<uuid:public_id>/order/", actions.order, name="order"),
    path("actions/<uuid:public_id>/attempt/", actions.attempt, name="attempt"),
    path("meetings/", meetings.index, name="meetings"),
    path("meetings/new/", meetings.new, name="new_meeting"),
    path("meetings/<uuid:public_id>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:public_id>/agenda/", meetings.agenda, name="agenda"),
    path("meetings/<uuid:public_id>/freeze/", meetings.freeze, name="freeze"),
    path("meetings/<uuid:public_id>/close/", meetings.close, name="close_meeting"),
    path("meetings/<uuid:public_id>/print/", meetings.sheets, name="print_meeting"),
    path("sides/<uuid:public_id>/harm/", reporting.in_case, name="side_harm"),
    path("harms/", harms.index, name="harms"),
    path("harms/new/", reporting.at_panel, name="new_harm"),
    path("harms/<uuid:public_id>/", harms.harm, name="harm"),
    path("panels/<uuid:public_id>/review/", reviews.panel, name="review_panel"),
    path("referrals/", referrals.index, name="referrals"),
    path("referrals/new/", referrals.new, name="new_referral"),
    path("referrals/<uuid:public_id>/", referrals.referral, name="referral"),
    path("referrals/<uuid:public_id>/take/", referrals.take, name="take_referral"),
]
