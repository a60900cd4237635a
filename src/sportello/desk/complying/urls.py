"""Addresses of rules and approvals."""

from django.urls import path

from . import approvals, published, rules, sounding

urlpatterns = [
    path("rules", rules.rules, name="compliance-rules"),
    path("rules/links", rules.links, name="compliance-links"),
    path("rules/tone", sounding.tones, name="compliance-tone"),
    path("rules/published", published.failing, name="compliance-published"),
    path("rules/published/withdrawals", published.withdrawals, name="compliance-withdrawals"),
    path("tickets/<int:ticket_id>/approvals", approvals.ask, name="approval-new"),
    path("approvals", approvals.approvals, name="approvals"),
    path("approvals/<int:approval_id>/grant", approvals.grant, name="approval-grant"),
    path("approvals/<int:approval_id>/refusal", approvals.refusal, name="approval-refusal"),
]
