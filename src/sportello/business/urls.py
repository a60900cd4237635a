"""Addresses of the business settings."""

from django.urls import path

from sportello.business.views import brands, calendars, notices, policy, rota, settings

app_name = "business"
urlpatterns = [
    path("settings/business", settings.settings, name="settings"),
    path("settings/calendars", calendars.calendars, name="calendars"),
    path("settings/calendars/<int:calendar_id>", calendars.calendar, name="calendar"),
    path("settings/calendars/<int:calendar_id>/days", calendars.add_day, name="add-day"),
    path("settings/days/<int:day_id>/remove", calendars.remove_day, name="remove-day"),
    path("settings/rota", rota.rota, name="rota"),
    path("settings/rota/shifts", rota.add_shift, name="add-shift"),
    path("settings/rota/shifts/<int:shift_id>/remove", rota.remove_shift, name="remove-shift"),
    path("settings/rota/changes", rota.add_change, name="add-change"),
    path("settings/rota/changes/<int:change_id>/remove", rota.remove_change, name="remove-change"),
    path("settings/brands", brands.brands, name="brands"),
    path("settings/brands/<int:brand_id>", brands.brand, name="brand"),
    path("settings/policy", policy.facts, name="policy"),
    path("settings/policy/tasks", policy.tasks, name="policy-tasks"),
    path("settings/policy/tasks/<int:task_id>/done", policy.task_done, name="policy-task-done"),
    path("settings/policy/facts/<int:fact_id>/withdrawal", policy.withdrawal, name="policy-withdrawal"),
    path("settings/policy/<slug:key>", policy.fact, name="policy-fact"),
    path("settings/notices", notices.notices, name="notices"),
    path("settings/notices/<slug:audience>", notices.audience, name="notice"),
]
