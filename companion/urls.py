"""Every address, by reader. What is not on the public list of `views/door.py` needs sign-in."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from companion.views import account, health, invitation, passkeys, password, recovery, sign_ins

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("sign-in/", account.sign_in, name="sign_in"),
    path("sign-in/second-factor/", account.second_factor, name="second_factor"),
    path("sign-in/recovery-code/", recovery.recovery_code, name="recovery_code"),
    path("sign-in/help/", account.help, name="sign_in_help"),
    path("invitation/", invitation.invitation, name="invitation"),
    path("invitation/app/", invitation.app, name="invitation_app"),
    path("invitation/<str:token>/", invitation.link, name="invitation_link"),
    path("sign-out/", account.sign_out, name="sign_out"),
    path("account/", account.account, name="account"),
    path("account/password/", password.password, name="password"),
    path("account/passkeys/add/", passkeys.add, name="add_passkey"),
    path("account/passkeys/remove/", passkeys.remove, name="remove_passkey"),
    path("account/app/remove/", passkeys.remove_app, name="remove_app"),
    path("account/sign-ins/end/", sign_ins.end, name="end_sign_ins"),
    path("account/recovery-codes/", recovery.new_codes, name="recovery_codes"),
    path("administration/", include("companion.urls_administration")),
    path("advocate/", include("companion.urls_advocate")),
    path("panel/", include("companion.urls_panel")),
    path("tour/", include("companion.urls_tour")),
    path("", include("messaging.urls")),
    path("simulator/", include("messaging.simulator.urls")),
    path("cms/logout/", account.sign_out, name="cms_sign_out"),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
