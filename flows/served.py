"""Prefect's server as we start it: on SQLite, a transaction that may write begins as a writing one.

Prefect 3.8.8 begins most of its own DEFERRED: they read first, and where anything else is written before they write,
SQLite refuses at once, whatever its busy timeout. A person who pressed Resume then got "503" and had to press again.
Begun IMMEDIATE, they wait for their turn. PostgreSQL needs none of this.
"""

from __future__ import annotations

from typing import Any


def create_app() -> Any:
    """The ASGI application of Prefect's server; its database configuration is Prefect's own point of injection."""
    from prefect.server.api.server import create_app as prefects_own
    from prefect.server.database.configurations import AioSqliteConfiguration
    from prefect.server.database.dependencies import MODELS_DEPENDENCIES
    from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL

    class Immediate(AioSqliteConfiguration):
        def begin_transaction(self, session: Any, with_for_update: bool = False) -> Any:  # noqa: ARG002 - Prefect's own signature
            return super().begin_transaction(session, with_for_update=True)

    url = PREFECT_API_DATABASE_CONNECTION_URL.value()
    if url.startswith("sqlite"):
        MODELS_DEPENDENCIES["database_config"] = Immediate(connection_url=url)
    return prefects_own()
