"""Databases whose two sides have login roles of their own, as a deployment should have it."""

import asyncio

import pytest

from postgres_server import PostgresServer
from thiqa.storage.sides import Side

ADMINISTRATOR = "postgresql://postgres@"


@pytest.fixture
def logins(postgres_server: PostgresServer, postgres_url: str) -> dict[Side, str]:
    """The address of a new database for each of its sides."""
    urls = {}
    for side in Side:
        login = f"service_{side.value}"
        made = f"CREATE ROLE {login} LOGIN NOINHERIT IN ROLE {side.role}"
        guarded = f"DO $$ BEGIN {made}; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        asyncio.run(postgres_server.execute(guarded))
        urls[side] = postgres_url.replace(ADMINISTRATOR, f"postgresql://{login}@")
    return urls
