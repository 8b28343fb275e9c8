"""The deployments: what Prefect is told to run, when, and with which form; prefect.yaml is the same data as a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from definitions.vocabulary import Definition, Every, Kind
from flows import record_forms
from flows.api import Api
from flows.choices import CHOICES, Raised
from flows.fields import choose, flatten
from flows.record_forms import recorded_steps
from flows.track import tracks

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

POOL = "vongnam"
COMMAND = "python -m prefect.engine"
"""Started as it is: without it Prefect 3.8.8 starts a supervising process first, and a decision lands 1.5 s later."""
ANCHOR = "2023-01-01T00:00:00+07:00"
"""Without an anchor the schedule would move at each deployment."""
EVERY = 300
TAG = "Vòng Năm"

_HEARTBEAT = {"interval": EVERY, "anchor_date": ANCHOR, "slug": "nhip"}
# flow function -> (schedule or None, what it does in which kinds of steps)
_FLOWS: dict[str, tuple[dict[str, Any] | None, tuple[Kind, ...]]] = {
    "heartbeat": (_HEARTBEAT, ()),
    "backup": ({"cron": "40 * * * *", "slug": "hang-gio"}, ()),
    "collect": ({"cron": "30 7 * * *", "slug": "hang-ngay"}, (Kind.SUBMIT,)),
    "agree": ({"cron": "35 7 * * *", "slug": "hang-ngay"}, (Kind.AGREE,)),
    "track": ({"cron": "40 7 * * *", "slug": "hang-ngay"}, (Kind.TRACK,)),
    "find": ({"cron": "10 6 * * *", "slug": "hang-ngay"}, ()),
    "judge": (None, ()),
    "take": (None, ()),
    "attach": (None, ()),
    "assemble": ({"cron": "45 7 * * *", "slug": "hang-ngay"}, (Kind.COMPILE,)),
    "decide": (None, (Kind.APPROVE,)),
    "accept": (None, (Kind.SUBMIT,)),
    "send_back": (None, (Kind.SUBMIT,)),
    "allot": (None, (Kind.SUBMIT,)),
    "request": (None, ()),
    "ask_round": (None, (Kind.AGREE,)),
    "ask_again": (None, (Kind.APPROVE,)),
    "reassign": (None, (Kind.APPROVE,)),
    "take_back": (None, ()),
    "extend": (None, ()),
    "waive": (None, ()),
    "contact": (None, ()),
    "hold": (None, ()),
    "release": (None, ()),
    "resend": (None, ()),
    "go_to": (None, ()),
    "record": (None, ()),
}
DEMO_ONLY, REAL_ONLY = frozenset({"go_to"}), frozenset({"backup"})
ONE_AT_A_TIME = frozenset({"heartbeat", "go_to", "find", "backup"})


def deployments(definition: Definition, *, demo: bool = False, crons: Mapping[str, str] = {}) -> list[dict[str, Any]]:
    """Every deployment in the shape of prefect.yaml; no path of any machine. `demo` adds "Đi tới ngày" and leaves out "Sao lưu".

    `crons` are schedules that an office has set for itself, by flow.

    A form whose act the definition never asks for is left out: its list would be empty.
    """
    wanted = [name for name in _FLOWS if name not in {"record", *(REAL_ONLY if demo else DEMO_ONLY)}]
    asked_for = [name for name in wanted if _ASKED_FOR.get(name, _always)(definition)]
    found = [_deployment(definition, name, crons.get(name, "")) for name in asked_for]
    like = _deployment(definition, "record", "")
    return [*found, *(record_forms.deployment(step, like) for step in recorded_steps(definition))]


def _always(_: Definition) -> bool:
    return True


_ASKED_FOR: dict[str, Callable[[Definition], bool]] = {
    "accept": lambda d: any(step.via or step.accept != "auto" for step in d.process.steps),
    "request": lambda d: any(step.every is Every.REQUEST for step in d.process.steps),
    "ask_round": lambda d: any(step.rounds > 1 for step in d.process.steps),
    "take_back": lambda d: bool(CHOICES["submitted-steps"](d)),
    **dict.fromkeys(("find", "judge", "take", "attach"), lambda d: any(tracks(d, step) for step in d.process.steps)),
}


def _flow(name: str) -> Any:
    """The flow of that name, from one of the modules that have flows."""
    from flows import deployed, operated, pressed, recorded, released, resumed

    modules = (resumed, operated, recorded, released, pressed, deployed)
    return next(found for module in modules if (found := _made_in(module, name)))


def _made_in(module: Any, name: str) -> Any:
    found = getattr(module, name, None)
    return found if hasattr(found, "fn") and found.fn.__module__ == module.__name__ else None


def _deployment(definition: Definition, name: str, cron: str) -> dict[str, Any]:
    schedule, kinds = _FLOWS[name]
    schedule = {**schedule, "cron": cron} if schedule and cron else schedule
    flow = _flow(name)
    zone = {"timezone": definition.process.timezone, "active": True}
    return {
        "name": flow.name,
        "description": _description(flow.description or "", definition, kinds),
        "tags": [TAG],
        "entrypoint": f"{flow.fn.__module__}.{name}",
        "parameters": {},
        "enforce_parameter_schema": True,
        **({"concurrency_limit": {"limit": 1, "collision_strategy": "ENQUEUE"}} if name in ONE_AT_A_TIME else {}),
        "work_pool": {"name": POOL, "job_variables": {"command": COMMAND}},
        "schedules": [{**schedule, **zone}] if schedule else [],
    }


def _description(said: str, definition: Definition, kinds: tuple[Kind, ...]) -> str:
    steps = [f"- {step.title}" for step in definition.process.steps if step.kind in kinds]
    return "\n".join([" ".join(said.split()), *(["", "Các bước:", "", *steps] if steps else [])])


# ---------------------------------------------------------------- forms


def parameter_schema(definition: Definition, name: str, raised: Raised = (), step: str = "") -> dict[str, Any]:
    """The form of a flow: Prefect's own schema with our titles, and the choices of this year; of a record, its step's."""
    from prefect.utilities.callables import parameter_schema as drawn_by_prefect

    recorded = next((it for it in recorded_steps(definition) if it.id == step), None)
    if recorded is not None:
        return record_forms.schema(definition, recorded)
    flow = _flow(name)
    schema = drawn_by_prefect(flow).model_dump()
    for parameter, asked in _asked(flow.fn).items():
        field = schema["properties"][parameter]
        field["title"] = asked.title
        field.pop("description", None)
        if asked.description:
            field["description"] = asked.description
        flatten(field)
        choose(definition, field, dict(asked.json_schema_extra or {}).get("choices"), raised)
    for model in schema.get("definitions", {}).values():
        model.pop("description", None)
        for field in model["properties"].values():
            choose(definition, field, field.pop("choices", None), raised)
    return schema


def schema_of(definition: Definition, deployment: Mapping[str, Any], raised: Raised = ()) -> dict[str, Any]:
    """The form of a deployment, as we say it or as the server knows it."""
    step = deployment.get("parameters", {}).get("step", "")
    return parameter_schema(definition, deployment["entrypoint"].rpartition(".")[2], raised, step)


def _asked(function: Any) -> Mapping[str, FieldInfo]:
    """Each parameter's `asked(...)`; Prefect titles a field by the parameter's name and drops what is annotated."""
    hints = get_type_hints(function, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items() if hasattr(hint, "__metadata__")}


# ---------------------------------------------------------------- apply


def deploy(
    definition: Definition,
    api_url: str,
    *,
    env: Mapping[str, str],
    demo: bool = False,
    crons: Mapping[str, str] = {},
) -> list[str]:
    """Make the work pool and apply every deployment; the names, as "flow/deployment". Run twice it changes nothing.

    `env` is what the worker's child processes need to find the office (VONGNAM_DATA as an absolute path). Raises
    api.Away where no server answers.
    """
    api = Api(api_url)
    try:
        _pool(api)
        return [_apply(api, definition, said, env) for said in deployments(definition, demo=demo, crons=crons)]
    finally:
        api.close()


def _pool(api: Api) -> None:
    if api("GET", f"/work_pools/{POOL}", also=[404]) is None:
        from prefect.workers.process import ProcessWorker

        template = ProcessWorker.get_default_base_job_template()
        api("POST", "/work_pools/", {"name": POOL, "type": "process", "base_job_template": template}, also=[409])


def _apply(api: Api, definition: Definition, said: dict[str, Any], env: Mapping[str, str]) -> str:
    flow = api("POST", "/flows/", {"name": said["name"]})
    pool, limit = said["work_pool"], said.get("concurrency_limit")
    body = {
        **{key: said[key] for key in ("name", "description", "tags", "entrypoint", "parameters")},
        "flow_id": flow["id"],
        "enforce_parameter_schema": said["enforce_parameter_schema"],
        "parameter_openapi_schema": schema_of(definition, said),
        "work_pool_name": pool["name"],
        "job_variables": {**pool["job_variables"], "env": dict(env)},
        "schedules": [_schedule(schedule) for schedule in said["schedules"]],
        "pull_steps": [],
    }
    if limit:
        strategy = {"collision_strategy": limit["collision_strategy"]}
        body |= {"concurrency_limit": limit["limit"], "concurrency_options": strategy}
    api("POST", "/deployments/", body)
    return f"{said['name']}/{said['name']}"


def _schedule(said: Mapping[str, Any]) -> dict[str, Any]:
    when = {key: said[key] for key in ("interval", "anchor_date", "cron", "timezone") if key in said}
    return {"schedule": when, "active": said["active"], "slug": said["slug"]}


def settle(api_url: str) -> int:
    """After a kill: what was running is over, what was late is skipped. Call it while no worker runs; how many runs.

    A run that a dead worker left behind would hold the heartbeat's only slot; a heartbeat that comes late is worth
    nothing, the next one does the same. What a person started, suspended or resumed is left as it is.
    """
    api = Api(api_url)
    try:
        dead = _runs(api, {"type": {"any_": ["RUNNING", "PENDING", "CANCELLING"]}})
        late = [
            it for it in _runs(api, {"name": {"any_": ["Late", "AwaitingConcurrencySlot"]}}) if it["auto_scheduled"]
        ]
        for run, kind in [*((it["id"], "CRASHED") for it in dead), *((it["id"], "CANCELLED") for it in late)]:
            state = {"type": kind, "message": "Chương trình đã dừng giữa chừng; lần chạy sau làm thay."}
            api("POST", f"/flow_runs/{run}/set_state", {"state": state, "force": True}, also=[404])
        for deployment in api("POST", "/deployments/filter", {"work_pools": {"name": {"any_": [POOL]}}}):
            limit = f"/v2/concurrency_limits/deployment:{deployment['id']}"
            api("PATCH", limit, {"active_slots": 0}, also=[404])
        return len(dead) + len(late)
    finally:
        api.close()


def _runs(api: Api, state: dict[str, Any]) -> list[dict[str, Any]]:
    asked = {"flow_runs": {"state": state}, "work_pools": {"name": {"any_": [POOL]}}, "limit": 200}
    return list(api("POST", "/flow_runs/filter", asked))


# ---------------------------------------------------------------- prefect.yaml


HEAD = """\
# Written from the definition by `python -m flows.deploy`; a test keeps it so. Change flows/deploy.py, not this file.
# `vongnam deploy` applies the same deployments, with the choices of the year in their forms.
"""


def prefect_yaml(definition: Definition) -> str:
    """The text of prefect.yaml: what `prefect --no-prompt deploy --all` accepts."""
    said = {"name": "vongnam", "prefect-version": "3.8.8", "pull": [], "deployments": deployments(definition)}
    return HEAD + "\n".join(_yaml(said)) + "\n"


def _yaml(value: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """Block style for what holds something, JSON for every leaf: JSON text is YAML text."""
    for key, it in value.items():
        if it and isinstance(it, Mapping):
            yield f"{indent}{key}:"
            yield from _yaml(it, indent + "  ")
        elif it and isinstance(it, list) and isinstance(it[0], Mapping):
            yield f"{indent}{key}:"
            for item in it:
                first, *rest = _yaml(item, indent + "    ")
                yield f"{indent}  - {first.lstrip()}"
                yield from rest
        else:
            yield f"{indent}{key}: {json.dumps(it, ensure_ascii=False)}"


def main() -> None:
    """Write prefect.yaml again, from the definition of the sample office."""
    from flows.files import read_definition

    root = Path(__file__).resolve().parents[1]
    definition, _ = read_definition(root / "definitions" / "ha-tinh" / "2023.yaml")
    (root / "prefect.yaml").write_text(prefect_yaml(definition), encoding="utf-8")


if __name__ == "__main__":
    main()
