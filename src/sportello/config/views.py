"""Pages that belong to the whole house."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sportello.accounts.access import public


@require_safe
@public
def health(_request: HttpRequest) -> HttpResponse:
    """Answers "ok" when a page can be made and the database answers; a failing database is a 500."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
