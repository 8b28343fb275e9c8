"""The deployments: what Prefect runs, when, and with which form; and what a flow shows on its page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from definitions.errors import InputRefused
from definitions.vocabulary import Kind
from flows import choices, deploy, files

ROOT = Path(__file__).resolve().parents[2]


# ---------------------------------------------------------------- pure


def by_entrypoint(definition, **how):
    return {it["entrypoint"].rpartition(".")[2]: it for it in deploy.deployments(definition, **how)}


def test_every_flow_runs_on_the_one_pool(tiny):
    """All deployments name the process pool and a dotted entrypoint; no path of a machine stands in them."""
    found = deploy.deployments(tiny, demo=True)
    assert {it["work_pool"]["name"] for it in found} == {"vongnam"}
    doors = tuple(f"flows.{name}." for name in ("deployed", "operated", "pressed", "recorded", "released", "resumed"))
    assert all(it["entrypoint"].startswith(doors) for it in found)
    assert "/" not in json.dumps([it["work_pool"] for it in found])


def test_schedules_are_in_the_time_of_the_office(tiny):
    """The heartbeat comes every five minutes, one at a time, the parts once a day, a decision only when asked for."""
    found = by_entrypoint(tiny)
    assert found["heartbeat"]["schedules"][0]["interval"] == 300
    assert found["heartbeat"]["concurrency_limit"] == {"limit": 1, "collision_strategy": "ENQUEUE"}
    assert found["decide"]["schedules"] == []
    zones = {schedule["timezone"] for it in found.values() for schedule in it["schedules"]}
    assert zones == {"Asia/Ho_Chi_Minh"}


def test_an_office_sets_when_it_looks_for_what_came_out(busy):
    """By its settings; one run at a time. An office that tracks nothing has no such form."""
    found = by_entrypoint(busy, crons={"find": "0 5 * * 1"})
    assert found["find"]["schedules"][0]["cron"] == "0 5 * * 1"
    assert found["find"]["concurrency_limit"]["limit"] == 1
    assert by_entrypoint(busy)["find"]["schedules"][0]["cron"] == "10 6 * * *"
    assert {"judge", "take"} <= found.keys()


def test_only_the_demo_can_go_to_a_day(tiny):
    """Only the demo gets the form "Đi tới ngày": a real office has a real clock."""
    assert "go_to" not in by_entrypoint(tiny)
    assert "go_to" in by_entrypoint(tiny, demo=True)


def test_the_form_offers_what_the_definition_names(tiny):
    """Units, periods and topics are chosen by their names; nothing of them stands in the code."""
    fields = deploy.parameter_schema(tiny, "collect")["properties"]
    assert fields["unit"]["title"] == "Đơn vị"
    assert fields["unit"]["enum"] == ["Phòng A", "Phòng B"]
    assert fields["period"]["enum"][0] == "Tháng 3/2023"
    assert deploy.parameter_schema(tiny, "track")["properties"]["topics"]["items"]["enum"] == ["Đất đai"]


def test_every_field_has_a_title_in_vietnamese(tiny):
    """No form shows the name of a parameter."""
    for name in by_entrypoint(tiny, demo=True):
        schema = deploy.parameter_schema(tiny, name)
        models = [schema, *schema.get("definitions", {}).values()]
        titles = [(key, field["title"]) for model in models for key, field in model["properties"].items()]
        assert [key for key, title in titles if key == title] == []


def test_a_scheduled_run_needs_no_parameters(tiny):
    """What runs on a schedule has a form that may be left empty."""
    for name, said in by_entrypoint(tiny).items():
        assert not said["schedules"] or deploy.parameter_schema(tiny, name)["required"] == []


def test_only_what_can_be_confirmed_is_offered_for_it():
    """What is counted as it comes (track), handed in or answered by others is not in the form «Tổng hợp»."""
    definition, _ = files.read_definition(ROOT / "definitions/ha-tinh/2023.yaml")
    offered = {definition.process.step(id).kind for id in choices.CHOICES["confirmed-steps"](definition).values()}
    assert {Kind.COMPILE, Kind.SEND, Kind.DO} <= offered
    assert not offered & {Kind.SUBMIT, Kind.AGREE, Kind.APPROVE, Kind.TRACK}


def test_a_label_means_its_id(tiny):
    """What was chosen by its name is found; an id stands for itself; anything else is refused with a remedy."""
    assert choices.chosen(tiny, "units", "Phòng A") == choices.chosen(tiny, "units", "phong-a") == "phong-a"
    assert choices.chosen(tiny, "collected-periods", "Tháng 11/2023") == "2023-11"
    assert choices.chosen(tiny, "outcomes", "Không đăng, phát") == "refused"
    with pytest.raises(InputRefused, match=r"Phòng C.*danh sách"):
        choices.chosen(tiny, "units", "Phòng C")


@pytest.mark.parametrize(
    ("period", "label"),
    [("2023", "Năm 2023"), ("2023-04", "Tháng 4/2023"), ("2023-Q4", "Quý IV/2023"), ("2023-W15", "Tuần 15/2023")],
)
def test_a_period_reads_as_people_say_it(period, label):
    """A period is shown in words."""
    assert choices.period_label(period) == label


def test_two_parties_of_one_name_are_told_apart(tiny):
    """Where two bodies bear the same name, the second shows its id."""
    twin = tiny.year.parties[0].model_copy(update={"id": "phong-c"})
    year = tiny.year.model_copy(update={"parties": (*tiny.year.parties, twin)})
    labels = choices.CHOICES["units"](tiny.model_copy(update={"year": year}))
    assert labels["Phòng A (phong-c)"] == "phong-c"


def test_prefect_yaml_is_what_the_definition_says():
    """The committed file equals the deployments of the sample office (write it again: python -m flows.deploy)."""
    from flows.files import read_definition

    definition, _ = read_definition(ROOT / "definitions" / "ha-tinh" / "2023.yaml")
    assert (ROOT / "prefect.yaml").read_text("utf-8") == deploy.prefect_yaml(definition)


def test_prefect_yaml_says_the_same_as_the_api(tiny):
    """The text is YAML for exactly the data that deploy() applies."""
    import yaml

    assert yaml.safe_load(deploy.prefect_yaml(tiny))["deployments"] == deploy.deployments(tiny)


# ---------------------------------------------------------------- with a server


@pytest.mark.prefect
def test_a_second_deployment_changes_nothing(server, deployed, tiny):
    """Deployed again, every deployment keeps its id."""
    from flows.api import Api

    api = Api(server)
    before = {it["name"]: it["id"] for it in api("POST", "/deployments/filter", {})}
    assert deploy.deploy(tiny, server, env={"VONGNAM_DATA": "/nowhere"}, demo=True) == deployed
    assert {it["name"]: it["id"] for it in api("POST", "/deployments/filter", {})} == before
    api.close()


@pytest.mark.prefect
def test_what_a_dead_worker_left_is_settled(server, deployed):
    """After a kill nothing is said to run, and what a person waits for is still there."""
    from flows.api import Api

    api = Api(server)
    id = api("GET", "/deployments/name/Nhịp/Nhịp")["id"]
    run = api("POST", f"/deployments/{id}/create_flow_run", {"state": {"type": "RUNNING"}})["id"]
    started = api("POST", f"/deployments/{id}/create_flow_run", {"state": {"type": "SCHEDULED"}})["id"]
    assert deploy.settle(server) >= 1  # a heartbeat of the schedule that came late meanwhile is settled with it
    assert api("GET", f"/flow_runs/{run}")["state_type"] == "CRASHED"
    assert api("GET", f"/flow_runs/{started}")["state_type"] == "SCHEDULED"
    api.close()


@pytest.mark.prefect
def test_prefect_accepts_the_file(server, deployed, tiny, tmp_path):
    """`prefect --no-prompt deploy --all` takes prefect.yaml as it stands."""
    (tmp_path / "prefect.yaml").write_text(deploy.prefect_yaml(tiny), encoding="utf-8")
    env = {**os.environ, "PREFECT_API_URL": server, "COLUMNS": "200"}  # a long name would break its line in two
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("successfully created") == len(deploy.deployments(tiny))


# in a process of its own, as a worker would: Prefect leaves connections open until its process ends
SCRIPT = """
import asyncio, json
from contextlib import nullcontext, suppress
from prefect import flow
from definitions.errors import InputRefused
from definitions.vocabulary import Kind
from flows import onscreen
from flows.told import Told

def refuse():
    raise InputRefused("Thư không gửi được.", "Đề nghị xem địa chỉ.")

def sweep(office, stage, say):
    with suppress(InputRefused):
        stage("Gửi thư {1}", refuse)
    return Told("Nhịp", (stage("Việc sau", lambda: "vẫn làm"),), ("Thư không gửi được. Đề nghị xem địa chỉ.",))

@flow(name="Thử")
async def tried(act: str):
    return await onscreen.run({"sweep": sweep, "refuse": lambda *_: refuse(), "break": lambda *_: 1 / 0}[act])

onscreen.open_office = lambda *_, **__: nullcontext(None)
onscreen._show_today = onscreen._follow = lambda *_: None
states = {act: asyncio.run(tried(act, return_state=True)) for act in ("sweep", "refuse", "break")}
print(json.dumps({act: [state.type.value, state.message] for act, state in states.items()}))
"""


@pytest.fixture(scope="session")
def ended(server, deployed):
    """How three flows ended: one whose act failed, one that was refused, one that met a fault of ours."""
    env = {**os.environ, "PREFECT_API_URL": server}
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True, cwd=ROOT)
    return json.loads(done.stdout.splitlines()[-1]), done.stderr


@pytest.mark.prefect
def test_a_failed_act_does_not_stop_the_sweep(server, ended):
    """The flow goes on after an act that failed, and ends Failed with a sentence and its remedy."""
    states, _ = ended
    assert states["sweep"] == ["FAILED", "Nhịp: 1 việc chưa thực hiện được. Thư không gửi được. Đề nghị xem địa chỉ."]


@pytest.mark.prefect
def test_a_failed_act_is_a_failed_task_run(server, ended):
    """The page of the run shows each phase by its name, and the remedy as the message of the one that failed."""
    from flows.api import Api

    api, waiting, patience = Api(server), threading.Event(), time.monotonic() + 20
    while len(runs := {run["name"]: run["state"] for run in api("POST", "/task_runs/filter", {})}) < 2:
        assert time.monotonic() < patience
        waiting.wait(0.1)  # Prefect records task runs after a while
    api.close()
    assert (runs["Gửi thư {1}"]["type"], runs["Việc sau"]["type"]) == ("FAILED", "COMPLETED")
    assert runs["Gửi thư {1}"]["message"] == "Thư không gửi được. Đề nghị xem địa chỉ."


@pytest.mark.prefect
def test_a_run_shows_what_it_did(server, ended):
    """The page of the run has one page of text: what was done, and what could not be."""
    from flows.api import Api

    api = Api(server)
    shown = [it["data"] for it in api("POST", "/artifacts/filter", {}) if it["flow_run_id"]]
    api.close()
    assert shown == ["# Nhịp\n\n- vẫn làm\n\n## Việc chưa thực hiện được\n\n- Thư không gửi được. Đề nghị xem địa chỉ."]


@pytest.mark.prefect
def test_a_refusal_is_a_sentence(ended):
    """A flow that is refused ends Failed with message and remedy, and shows no traceback."""
    states, said = ended
    assert states["refuse"] == ["FAILED", "Thư không gửi được. Đề nghị xem địa chỉ."]
    assert "InputRefused" not in said
    assert "NoneType: None" not in said


@pytest.mark.prefect
def test_a_fault_of_ours_is_a_sentence_too(ended):
    """Whatever goes wrong, the page gets a sentence; the details go to the worker's log."""
    states, said = ended
    assert states["break"][0] == "FAILED"
    assert "ZeroDivisionError" in states["break"][1]
    assert "Traceback" not in states["break"][1]
    assert "in in_office" in said
