"""The administrator's desk."""

from django.urls import path

from companion.views.administration import agencies, panels, people, resets, senders

app_name = "administration"
urlpatterns = [
    path("", panels.index, name="desk"),
    path("agencies/", agencies.index, name="agencies"),
    path("agencies/new/", agencies.new, name="new_agency"),
    path("agencies/<uuid:public_id>/", agencies.agency, name="agency"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<uuid:public_id>/", people.person, name="person"),
    path("people/<uuid:public_id>/invite/", people.invite_anew, name="invite_anew"),
    path("people/<uuid:public_id>/agency/", people.move, name="move"),
    path("people/<uuid:public_id>/close/", people.close, name="close"),
    path("people/<uuid:public_id>/reset/", resets.reset, name="reset"),
    path("numbers/", senders.index, name="senders"),
    path("panels/new/", panels.new, name="new_panel"),
    path("panels/<uuid:public_id>/", panels.panel, name="panel"),
    path("panels/<uuid:public_id>/change/", panels.change, name="change_panel"),
    path("panels/<uuid:public_id>/areas/", panels.areas, name="areas"),
    path("panels/<uuid:public_id>/seats/", panels.seat, name="seat"),
    path("panels/<uuid:public_id>/seats/<uuid:user_id>/end/", panels.end, name="end_seat"),
    path("panels/<uuid:public_id>/duty/", panels.duty, name="duty"),
    path("panels/<uuid:public_id>/live/", panels.live, name="go_live"),
]
