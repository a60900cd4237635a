"""Addresses of the accounts."""

from django.urls import path

from sportello.accounts.views import password, people, profile, session

app_name = "accounts"
urlpatterns = [
    path("session", session.sign_in, name="sign-in"),
    path("session/end", session.sign_out, name="sign-out"),
    path("set-up", session.set_up, name="set-up"),
    path("people", people.people, name="people"),
    path("people/invitations", people.invite, name="invite"),
    path("people/invitations/<int:invitation_id>/revoke", people.revoke, name="revoke"),
    path("people/<int:agent_id>/role", people.change_role, name="role"),
    path("people/<int:agent_id>/deactivate", people.deactivate, name="deactivate"),
    path("people/<int:agent_id>/reactivate", people.reactivate, name="reactivate"),
    path("join/<str:token>", people.accept, name="accept"),
    path("password/forgotten", password.forgotten, name="forgotten"),
    path("password/reset/<str:token>", password.reset, name="reset"),
    path("profile", profile.profile, name="profile"),
    path("profile/password", password.change, name="change-password"),
]
