"""Who listens, by Django's sign-in session."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from io import BytesIO

from django.conf import settings
from django.contrib.auth import get_user
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.http import HttpRequest

from sportello.core.serving.asgi import Scope
from sportello.core.serving.environ import environ

# Streams are checked one after the other: they must not take the pages' database connections.
_THREADS = 1


def by_session[V](load: Callable[[HttpRequest], V | None]) -> Callable[[Scope], Awaitable[V | None]]:
    """Make an `authenticate` of `load`, which is given a request with `session` and `user` as Django's middleware sets
    them and says who that is, or None. It runs in a thread and may query; the session is read, never written.
    """
    pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="live-session")

    def look(scope: Scope) -> V | None:
        try:
            return load(_request(scope))
        finally:
            close_old_connections()

    async def authenticate(scope: Scope) -> V | None:
        return await asyncio.get_running_loop().run_in_executor(pool, look, scope)

    return authenticate


def _request(scope: Scope) -> HttpRequest:
    request = WSGIRequest(environ(scope, BytesIO(), None))
    engine = import_module(settings.SESSION_ENGINE)
    request.session = engine.SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    request.user = get_user(request)
    return request
