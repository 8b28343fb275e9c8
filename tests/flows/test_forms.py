"""The forms on a real server follow the directory and what was raised."""

from __future__ import annotations

from dataclasses import replace

import pytest

from definitions.contacts import Contact
from flows.collect import collect
from flows.contacting import contact
from flows.deploy import deploy
from flows.forms import follow

pytestmark = pytest.mark.prefect


@pytest.fixture
def forms(server, busy_world, tiny):
    """`forms(name, parameter)`: what the form offers; the busy office's deployments, and the tiny one's afterwards."""
    from flows.api import Api

    env = {"VONGNAM_DATA": "/nowhere"}
    deploy(busy_world.office.definition, server, env=env)
    api = Api(server)

    def offered(name, parameter):
        return api("GET", f"/deployments/name/{name}/{name}")["parameter_openapi_schema"]["properties"][parameter][
            "enum"
        ]

    yield api, offered
    api.close()
    deploy(tiny, server, env=env, demo=True)


def test_what_was_raised_is_offered_until_it_is_done(busy_world, forms):
    """The list of periods gets «Lần 1/2023»; nothing is drawn a second time for the same."""
    api, offered = forms
    assert follow(busy_world.office, api) > 0
    assert "Lần 1/2023" not in offered("Tổng hợp", "period")
    collect(busy_world.office, step="feedback", unit="van-phong", period="", note="Người dân phản ánh")
    assert follow(busy_world.office, api) > 0
    assert offered("Tổng hợp", "period")[-1] == "Lần 1/2023"
    assert follow(busy_world.office, api) == 0


def test_whoever_came_into_the_directory_is_offered(busy_world, forms):
    """The very run that changed the directory draws the forms; schedules and tags stay as they were."""
    api, offered = forms
    before = api("GET", "/deployments/name/Nhịp/Nhịp")
    contact(busy_world.office, Contact(unit="lanh-dao-so", role="dau-moi", name="Phó phụ trách", mail="p@so.example"))
    follow(busy_world.office, api)
    assert "Phó phụ trách (Lãnh đạo Sở)" in offered("Chuyển người phê duyệt", "to")
    after = api("GET", "/deployments/name/Nhịp/Nhịp")
    for name in ("schedules", "tags", "job_variables", "entrypoint", "enforce_parameter_schema"):
        assert after[name] == before[name]


def test_no_form_of_an_approval_is_whole_by_itself():
    """A form whose fields all had a default would approve by itself: verdict and code are always asked for."""
    from definitions.facts import Key
    from flows.approvals import Approval

    for proof, needed in (("code", ["verdict", "code"]), ("none", ["verdict"])):
        form = Approval(Key("s", "2023-10", "p"), 1, "t", "m", "c", proof).form
        assert form["required"] == needed
        assert not any("default" in field for field in form["properties"].values())
        assert replace(Approval(Key("s", "2023-10", "p"), 1, "t", "m", "c"), proof=proof).form == form
