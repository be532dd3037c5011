"""The tour of the demonstration; outside one there is nothing here."""

from django.urls import path

from companion.views import tour

app_name = "tour"
urlpatterns = [
    path("", tour.tour, name="tour"),
    path("code/<str:email>/", tour.code, name="code"),
]
