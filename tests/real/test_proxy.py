"""A real nginx with docs/nginx.conf before a real demo office: who may do what, and what nobody may."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from flows.wiring import Settings, open_office

pytestmark = pytest.mark.real

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
LEADER, OFFICE = ("lanh-dao", "mat-khau-1"), ("van-phong", "mat-khau-2")
PASSED = {200, 201, 204}


@pytest.fixture(scope="module")
def proxy(demo, tmp_path_factory, free_port_of):
    """nginx on a free port, with a certificate of its own and two people who log in."""
    folder = tmp_path_factory.mktemp("nginx")
    port = free_port_of()
    openssl = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run(
        [*openssl, "-keyout", folder / "key.pem", "-out", folder / "cert.pem"], check=True, capture_output=True
    )
    (folder / "htpasswd").write_text("".join(f"{name}:{_hashed(word)}\n" for name, word in (LEADER, OFFICE)))
    (folder / "site.conf").write_text(_adapted(folder, port, demo))
    (folder / "nginx.conf").write_text(
        f"user root;\ndaemon off;\nworker_processes 1;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ {_scratch(folder)} include {folder}/site.conf; }}\n"
    )
    process = subprocess.Popen([NGINX, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
    base = f"https://127.0.0.1:{port}"
    try:
        _until_it_answers(process, base, folder)
        yield Proxy(base, folder, demo)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _adapted(folder, port, demo):
    """The file as an administrator adapts it: its marked lines, and nothing else."""
    text = (ROOT / "docs" / "nginx.conf").read_text("utf-8")
    page = re.search(r"http://127\.0\.0\.1:(\d+)/y-kien", demo.said)[1]
    changes = {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "/etc/ssl/vongnam/fullchain.pem": f"{folder}/cert.pem",
        "/etc/ssl/vongnam/privkey.pem": f"{folder}/key.pem",
        "/var/log/nginx/vongnam.log": f"{folder}/access.log",
        "/etc/nginx/vongnam.htpasswd;": f"{folder}/htpasswd;",
        "http://127.0.0.1:4200;": f"{demo.ui};",
        "http://127.0.0.1:8030/;": f"http://127.0.0.1:{page}/;",
    }
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def _scratch(folder):
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)


def _hashed(word):
    done = subprocess.run(["openssl", "passwd", "-apr1", word], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _until_it_answers(process, base, folder):
    begun = time.monotonic()
    while True:
        try:
            httpx.get(base, verify=False, trust_env=False)
        except httpx.TransportError:
            assert process.poll() is None, (folder / "error.log").read_text()
            assert time.monotonic() - begun < 20
            time.sleep(0.1)
        else:
            return


class Proxy:
    """The public address, asked as one person or another."""

    def __init__(self, base, folder, demo):
        self.base, self.folder, self.demo = base, folder, demo
        self.run = demo.found(r"(?<=/flow-run/)[0-9a-f-]{36}")
        found = self.ask("POST", "/api/deployments/filter", LEADER, json={}).json()
        self.deployment = next(it["id"] for it in found if it["name"] == "Nhịp")  # it can be run with an empty form

    def ask(self, method, path, who=None, **more):
        with httpx.Client(verify=False, trust_env=False, auth=who, timeout=20) as client:
            return client.request(method, f"{self.base}{path}", **more)


READS = ["/v2/", "/ui-settings", "/api/health", "/api/admin/version", "/api/flow_runs/{run}",
         "/api/flow_runs/{run}/input/y-kien-schema", "/api/flow_runs/{run}/input/y-kien-description"]  # fmt: skip


@pytest.mark.parametrize("path", READS)
def test_nobody_reads_without_a_login(proxy, path):
    """Every part of the Prefect UI asks for a name and a password; a wrong one is refused."""
    path = path.format(run=proxy.run)
    assert proxy.ask("GET", path).status_code == 401
    assert proxy.ask("GET", path, (LEADER[0], "wrong")).status_code == 401
    assert proxy.ask("GET", path, LEADER).status_code in PASSED


@pytest.mark.parametrize("kind", ["flow_runs", "flows", "deployments", "artifacts", "task_runs", "logs", "work_pools"])
def test_a_leader_opens_runs_and_pages(proxy, kind):
    """What the UI asks for to show them."""
    assert proxy.ask("POST", f"/api/{kind}/filter", LEADER, json={}).status_code in PASSED


FORBIDDEN = [
    ("POST", "/api/flow_runs/{run}/set_state"),
    ("DELETE", "/api/flow_runs/{run}"),
    ("PATCH", "/api/flow_runs/{run}"),
    ("POST", "/api/flow_runs/"),
    ("POST", "/api/flow_runs/{run}/input"),
    ("POST", "/api/flow_runs/{run}/input/filter"),
    ("GET", "/api/flow_runs/{run}/input/y-kien-response"),
    ("DELETE", "/api/flow_runs/{run}/input/y-kien-response"),
    ("POST", "/api/flow_runs/bulk_delete"),
    ("POST", "/api/flow_runs/bulk_set_state"),
    ("POST", "/api/deployments/"),
    ("DELETE", "/api/deployments/{deployment}"),
    ("PATCH", "/api/deployments/{deployment}"),
    ("POST", "/api/deployments/{deployment}/pause_deployment"),
    ("POST", "/api/deployments/{deployment}/schedules"),
    ("GET", "/api/variables/name/x"),
    ("POST", "/api/variables/filter"),
    ("POST", "/api/variables/"),
    ("POST", "/api/block_documents/filter"),
    ("POST", "/api/block_types/filter"),
    ("POST", "/api/automations/"),
    ("POST", "/api/automations/filter"),
    ("POST", "/api/events"),
    ("POST", "/api/logs/"),
    ("POST", "/api/artifacts/"),
    ("POST", "/api/work_pools/"),
    ("DELETE", "/api/work_pools/vongnam"),
    ("POST", "/api/work_pools/vongnam/get_scheduled_flow_runs"),
    ("POST", "/api/admin/database/clear"),
    ("GET", "/docs"),
    ("GET", "/openapi.json"),
    # the same by other spellings
    ("POST", "/api/flow_runs/{run}/set_state/../resume"),
    ("POST", "/api/flow_runs/{run}/set%5Fstate"),
    ("POST", "/api//flow_runs/{run}/set_state"),
    ("POST", "/api/flow_runs/{run}/resume/../set_state"),
    ("POST", "/api/flow_runs/{run}/set_state?/resume"),
    ("GET", "/api/v%61riables/name/x"),
    ("GET", "/%61pi/variables/name/x"),
    ("GET", "//api/variables/name/x"),
    ("GET", "/x/../api/variables/name/x"),
    ("GET", "/api/flow_runs/{run}/input/y-kien-respons%65"),
]


@pytest.mark.parametrize(("method", "path"), FORBIDDEN)
@pytest.mark.parametrize("who", [LEADER, OFFICE], ids=["leader", "office"])
def test_nobody_forces_deletes_or_writes(proxy, method, path, who):
    """States, runs, inputs, deployments, variables, blocks, automations: 403 for everybody who logs in."""
    raw = f"{proxy.base}{path.format(run=proxy.run, deployment=proxy.deployment)}"
    curl = ["curl", "-sk", "--noproxy", "*", "--path-as-is", "-o", "/dev/null", "-w", "%{http_code}", "-X", method]
    sent = ["-H", "Content-Type: application/json", "-d", '{"state": {"type": "COMPLETED"}, "force": true}']
    done = subprocess.run([*curl, *(sent if method != "GET" else ()), "-u", ":".join(who), raw], check=True,
                          capture_output=True, text=True)  # fmt: skip
    assert done.stdout == "403"


def test_every_other_writing_route_is_refused(proxy):
    """Prefect's own list of routes, each asked as a leader: what is no reading passes for resuming alone."""
    routes = httpx.get(f"{proxy.demo.ui}/openapi.json", trust_env=False).json()["paths"]
    writing = [
        (method.upper(), path)
        for path, methods in routes.items()
        for method in {"post", "put", "patch", "delete"} & set(methods)
    ]
    asked = {
        (method, path): proxy.ask(method, "/api" + re.sub(r"\{[^}]+\}", str(uuid4()), path), LEADER, json={})
        for method, path in writing
    }
    passed = [f"{method} {path}" for (method, path), answer in asked.items() if answer.status_code != 403]
    reading = re.compile(r"/(filter|count|paginate|history|lateness|count-task-runs)$")
    assert [it for it in passed if not reading.search(it)] == ["POST /flow_runs/{id}/resume"]
    assert len(passed) > 15


def test_a_leader_runs_no_form_and_the_office_does(proxy):
    """Starting a deployment is the Office's; a leader gets 403."""
    path = f"/api/deployments/{proxy.deployment}/create_flow_run"
    assert proxy.ask("POST", path, LEADER, json={}).status_code == 403
    stopped = {"state": {"type": "CANCELLED"}}  # nothing has to run for this
    assert proxy.ask("POST", path, OFFICE, json=stopped).status_code in PASSED


def test_a_page_from_elsewhere_cannot_use_a_remembered_password(proxy):
    """The browser would send it; the foreign origin is refused, our own is not."""
    path = "/api/flow_runs/filter"
    assert proxy.ask("POST", path, LEADER, json={}, headers={"Origin": "https://evil.example"}).status_code == 403
    assert proxy.ask("POST", path, LEADER, json={}, headers={"Origin": proxy.base}).status_code in PASSED


def test_a_leader_resumes_with_a_form(proxy, eventually):
    """A form without its required fields is rejected by Prefect; a whole one is taken, and a wrong code decides nothing."""
    path = f"/api/flow_runs/{proxy.run}/resume"
    empty = proxy.ask("POST", path, LEADER, json={"run_input": {}})
    assert empty.json()["status"] == "REJECT"
    typed = {"verdict": "Đồng ý", "comment": "Qua máy chủ trung gian", "code": "AAAAA-AAAAA"}
    assert proxy.ask("POST", path, LEADER, json={"run_input": typed}).json()["status"] == "ACCEPT"
    run, over = f"/api/flow_runs/{proxy.run}", {"COMPLETED", "FAILED", "CRASHED"}
    assert eventually(lambda: proxy.ask("GET", run, LEADER).json()["state"]["type"] in over)
    with open_office(Settings.read(proxy.demo.data)) as office:
        assert [d for d in office.ledger.decisions("month-approval") if d.key.period == "2023-11"] == []


def test_the_page_needs_no_account_and_leaves_no_trace(proxy):
    """By its link alone, under the same address; only GET and POST; the address stands in no log."""
    link = proxy.demo.found(r"(?<=http://127\.0\.0\.1:)\d+/y-kien/\S+").partition("/")[2]
    page = proxy.ask("GET", f"/trang/{link}")
    assert page.status_code == 200
    assert "Ý kiến phê duyệt" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert proxy.ask("PUT", f"/trang/{link}").status_code == 403
    assert proxy.ask("GET", f"/trang/{link[:-1]}").status_code == 404
    logs = [*proxy.folder.glob("*.log"), *(proxy.demo.data / "logs").glob("*.log")]
    assert len(logs) > 3
    mac = link.rpartition("~")[2]
    assert [log.name for log in logs if mac in log.read_text("utf-8", errors="replace")] == []


def test_the_log_names_who_resumed_what(proxy):
    """Person, method, run: that is what the log is for."""
    path = f"/api/flow_runs/{proxy.run}/resume"
    proxy.ask("POST", path, LEADER, json={})
    assert re.search(rf"lanh-dao POST {path} \d+", (proxy.folder / "access.log").read_text())


def test_the_screen_opens_through_the_proxy(proxy, browser):
    """Chromium logs in and sees the UI; nothing that it needs to show itself is refused."""
    context = browser.new_context(
        ignore_https_errors=True, http_credentials={"username": LEADER[0], "password": LEADER[1]}
    )
    page, refused = context.new_page(), []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status in (401, 403) else None)
    page.goto(f"{proxy.base}/v2/runs/flow-run/{proxy.run}")
    page.get_by_role("link", name="Runs").first.wait_for()
    assert [url for url in refused if url.startswith(proxy.base)] == []
    context.close()
