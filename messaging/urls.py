"""Where the provider calls."""

from django.urls import path

from messaging import views

app_name = "messaging"
urlpatterns = [
    path("sms/inbound/", views.sms_inbound, name="inbound"),
    path("sms/status/<str:token>/", views.sms_status, name="status"),
    path("voice/inbound/", views.voice_inbound, name="voice"),
]
