"""The forms follow: whoever came into the directory and whatever was raised can be chosen, without a new deployment."""

from __future__ import annotations

from typing import Any

from definitions.content import sha
from definitions.load import Source, load_directory
from definitions.vocabulary import Definition
from flows.api import Api
from flows.choices import raised
from flows.wiring import Office

FIRST = "Nhịp"
"""The deployment that says, as its version, for what the forms were drawn: it is drawn again last."""


def follow(office: Office, api: Api) -> int:
    """Draw the forms again where the directory or what was raised is other than they say; how many. Cheap otherwise."""
    first = api("GET", f"/deployments/name/{FIRST}/{FIRST}", also=[404])
    offered = [list(pair) for pair in raised(office)]
    text = office.ledger.directory()
    drawn_for = sha([text, offered])
    if first is None or first.get("version") == drawn_for:
        return 0
    definition = _with(office.definition, text)
    found = _ours(api)
    for deployment in sorted(found, key=lambda it: it["name"] == FIRST):
        _draw(api, definition, deployment, [(step, period) for step, period in offered], drawn_for)
    return len(found)


def _with(definition: Definition, text: str) -> Definition:
    if not text:
        return definition
    return definition.model_copy(update={"directory": load_directory(Source("organisation.yaml", text))})


def _ours(api: Api) -> list[dict[str, Any]]:
    from flows.deploy import POOL

    found: list[dict[str, Any]] = api("POST", "/deployments/filter", {"work_pools": {"name": {"any_": [POOL]}}})
    return found


def _draw(
    api: Api, definition: Definition, deployment: dict[str, Any], offered: list[tuple[str, str]], version: str
) -> None:
    from flows.deploy import schema_of

    schema = schema_of(definition, deployment, offered)
    api("PATCH", f"/deployments/{deployment['id']}", {"parameter_openapi_schema": schema, "version": version})
