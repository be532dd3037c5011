"""The panel's desk."""

from django.urls import path

from companion.views.panel import actions, case, desk, measures, needs, people

app_name = "panel"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("measures/<uuid:public_id>/", measures.measures, name="measures"),
    path("cases/new/", people.open_case, name="open_case"),
    path("cases/<uuid:public_id>/", case.case, name="case"),
    path("needs/<uuid:public_id>/answer/", needs.answer, name="answer"),
    path("sides/<uuid:public_id>/agree/", actions.agree, name="agree"),
    path("sides/<uuid:public_id>/advocate/", people.advocate, name="advocate"),
    path("sides/<uuid:public_id>/advocate/end/", people.end, name="end_advocacy"),
    path("actions/<uuid:public_id>/done/", actions.done, name="done"),
]
