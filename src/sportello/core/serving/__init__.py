"""One port and one process tree: the bridge from ASGI to WSGI, the web processes and their supervisor."""
