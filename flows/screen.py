"""Where people decide: one suspended run of Prefect for each open approval, drawn from the ledger, never the truth.

A suspended run is born through the API, without a process: a pending run, its form (a JSON Schema written here), its
description, and then the state PAUSED "Suspended". Whoever presses Resume in the UI sends the form; a worker then runs
`flows.resumed.decide`, which reads the answer and calls `flows.decide`. Losing Prefect's database loses nothing: the
next heartbeat draws again what is missing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from definitions.errors import EnvironmentWrong, VongNamError
from definitions.facts import Key
from flows.api import Api

if TYPE_CHECKING:
    from flows.approvals import Approval

DECIDE = "Phê duyệt"
"""The flow and the deployment whose runs are the approvals."""
WAITING = "Chờ duyệt"
"""The tag under which an official finds them."""
READING = "Đang ghi ý kiến"
"""The tag of a run whose answer is being taken: it stays until nothing of the answer is needed any more."""
TODAY = "hom-nay"
"""The key of the artifact that says where everything stands."""
FORM = "y-kien"
SCHEMA, DESCRIPTION, RESPONSE = f"{FORM}-schema", f"{FORM}-description", f"{FORM}-response"
HOW = "Đang chờ ý kiến phê duyệt. Để xem nội dung và cho ý kiến: bấm nút ⋮ ở góc trên bên phải, rồi chọn «Resume»."
"""Stands in the log and the state of the run, whose page would be empty without it."""
BEING_DRAWN = "Đang lập phiếu"
REDRAWS = 50
"""So many runs one request for a decision can wear out: refused codes, crashes, runs that somebody deleted."""
STUCK = 900
"""Seconds after which a run that reads an answer is taken for dead: it takes three."""
PAGE = 200
ALIVE = ("PENDING", "SCHEDULED", "RUNNING", "PAUSED")
OVER = ("RUNNING", "COMPLETED", "FAILED", "CRASHED", "CANCELLED")
"""States in which an answer was read: to the end, or until the worker was killed."""


class NotDeployed(EnvironmentWrong):
    """The Prefect server does not have the flow "Phê duyệt", or not a run of it that can be answered."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the deployment "Phê duyệt" that is not over. `seconds` is how long it has been running."""

    id: str
    key: Key
    generation: int
    attempt: int
    kind: str
    state: str
    seconds: float = 0

    @property
    def waits(self) -> bool:
        """A person can answer it, or could as soon as it is drawn to its end."""
        return self.kind == "PAUSED" or self.unfinished

    @property
    def unfinished(self) -> bool:
        """Whoever drew it was interrupted."""
        return self.state == BEING_DRAWN

    @property
    def stuck(self) -> bool:
        """It is said to run, and nothing does."""
        return self.kind == "RUNNING" and self.seconds > STUCK


class Drawn(dict[Key, str]):
    """The link under which each open approval is decided, by its key; `lines` say what was drawn and closed."""

    lines: tuple[str, ...] = ()


class Screen:
    """Draws, reads and closes the runs in which people decide, and publishes pages. Raises api.Away, NotDeployed."""

    def __init__(self, api_url: str, public_url: str = "") -> None:
        self.api = Api(api_url)
        self.public = (public_url or api_url.rstrip("/").removesuffix("/api")).rstrip("/")

    def __enter__(self) -> Self:
        """The connections are let go of at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the connections."""
        self.api.close()

    def link(self, run: str) -> str:
        """Where a person decides: the page of the run; Resume stands in its menu, at the top right."""
        return f"{self.public}/v2/runs/flow-run/{run}"

    # ---------------------------------------------------------------- draw

    def draw(self, approval: Approval, *, after: int = 0, note: str = "", comment: str = "") -> str:
        """The id of a living run for this approval: the one that stands, or the next one that is not worn out.

        `after` is the attempt that was refused; `note` (markdown) stands above the description, and `comment`, which
        was typed before, in its box.
        """
        deployment = self._deployment()
        for attempt in range(after + 1, after + 1 + REDRAWS):
            run = self.api("POST", f"/deployments/{deployment}/create_flow_run", _birth(approval, attempt))
            state = run.get("state") or {}
            if state.get("name") == BEING_DRAWN:
                self._finish_drawing(run, approval.form_with(comment), f"{note}\n\n{approval.markdown}".strip())
            elif state.get("type") not in ALIVE:
                continue
            return str(run["id"])
        raise NotDeployed(code="drawn-too-often", key=approval.key, count=REDRAWS)

    def _deployment(self) -> str:
        found = self.api("GET", f"/deployments/name/{quote(DECIDE)}/{quote(DECIDE)}", also=[404])
        if found is None:
            raise NotDeployed(code="not-deployed")
        return str(found["id"])

    def _finish_drawing(self, born: dict[str, Any], form: dict[str, Any], markdown: str) -> None:
        """Form and description first, the state last: a run that can be resumed has its form."""
        run = born["id"]
        for key, value in ((SCHEMA, form), (DESCRIPTION, markdown)):
            said = {"key": key, "value": json.dumps(value, ensure_ascii=False)}
            self.api("POST", f"/flow_runs/{run}/input", said, also=[409])
        line = {"name": WAITING, "level": 20, "message": HOW, "timestamp": born["created"], "flow_run_id": run}
        self.api("POST", "/logs/", [line])
        keys = {"schema": SCHEMA, "description": DESCRIPTION, "response": RESPONSE}
        details = {"pause_reschedule": True, "pause_key": FORM, "run_input_keyset": keys}
        self._set_state(run, "PAUSED", "Suspended", HOW, state_details=details)

    def _set_state(self, run: str, kind: str, name: str, message: str, **more: Any) -> None:
        state = {"type": kind, "name": name, "message": message, **more}
        self.api("POST", f"/flow_runs/{run}/set_state", {"state": state, "force": True}, also=[404])

    # ---------------------------------------------------------------- look

    def living(self) -> Iterator[Run]:
        """Every run of the deployment that is not over, the latest attempts first."""
        runs = [run for page in self._pages({"state": {"type": {"any_": list(ALIVE)}}}) for run in page]
        yield from sorted(filter(None, map(_read, runs)), key=lambda run: (run.attempt, run.id), reverse=True)

    def _pages(self, which: Mapping[str, Any]) -> Iterator[list[dict[str, Any]]]:
        asked = {"deployments": {"name": {"any_": [DECIDE]}}, "flow_runs": which, "limit": PAGE}
        offset = 0
        while page := self.api("POST", "/flow_runs/filter", {**asked, "offset": offset}):
            yield page
            offset += PAGE

    def standing(self, keys: Sequence[Key] | None = None) -> Mapping[tuple[Key, int], Run]:
        """The living run of each approval, by key and generation; all approvals where no keys are named."""
        found: dict[tuple[Key, int], Run] = {}
        for run in self.living():
            if keys is None or run.key in keys:
                found.setdefault((run.key, run.generation), run)
        return found

    # ---------------------------------------------------------------- answer, close

    def links(self) -> dict[Key, str]:
        """Where each approval that stands on the screen is decided."""
        return {key: self.link(run.id) for (key, _), run in self.standing().items() if run.waits}

    def answer(self, run: str) -> dict[str, Any] | None:
        """What was typed into the form of that run; it stays there, code and all, until `forget` deletes it."""
        typed = self.api("GET", f"/flow_runs/{run}/input/{RESPONSE}", also=[404])
        self._tag(run, READING)
        return json.loads(typed) if isinstance(typed, str) else typed

    def above(self, run: str) -> str:
        """The text that stands above the form of that run."""
        said = self.api("GET", f"/flow_runs/{run}/input/{DESCRIPTION}", also=[404])
        return str(said or "").lstrip('"')

    def forget(self, run: str) -> None:
        """Delete what was typed; the tags last: as long as they stand, the next heartbeat looks here (`left`)."""
        self.api("DELETE", f"/flow_runs/{run}/input/{RESPONSE}", also=[404])
        self._tag(run)

    def _tag(self, run: str, *tags: str) -> None:
        self.api("PATCH", f"/flow_runs/{run}", {"tags": list(tags)}, also=[404])

    def left(self) -> list[Run]:
        """The runs whose answer nobody has taken to its end: they are over, or said to run and dead, and still tagged."""
        asked = {"tags": {"any_": [WAITING, READING]}, "state": {"type": {"any_": list(OVER)}}}
        found = [run for page in self._pages(asked) for run in filter(None, map(_read, page))]
        return [run for run in found if run.kind != "RUNNING" or run.stuck]

    def close(self, run: Run, message: str) -> None:
        """End a run whose approval is no longer open; its page says why. One that died keeps its answer, and its tag."""
        if run.stuck:
            self._set_state(run.id, "CRASHED", "Đã đóng", message)
            return
        self._set_state(run.id, "CANCELLED", "Đã đóng", message)
        self._tag(run.id)

    def reconcile(self, wanted: Sequence[Approval]) -> Drawn:
        """Draw what is missing, close what nobody waits for any more. Safe to repeat, and after a total loss."""
        asked = {(it.key, it.generation): it for it in wanted}
        newer = {it.key: it for it in wanted}
        kept: dict[tuple[Key, int], Run] = {}
        lines = []
        for run in self.living():
            slot = (run.key, run.generation)
            if slot in asked and slot not in kept and not run.stuck:
                kept[slot] = run
            elif run.waits or run.stuck:
                self.close(run, _why_closed(newer.get(run.key), run))
                lines.append(f"Đã đóng phiếu phê duyệt {run.key} (lần {run.attempt}).")
        drawn = Drawn()
        for slot, approval in asked.items():
            standing = kept.get(slot)
            if standing is None or standing.unfinished:
                lines.append(f"Đã lập phiếu phê duyệt: {approval.title}.")
            whole = standing is not None and not standing.unfinished
            drawn[approval.key] = self.link(standing.id if standing and whole else self.draw(approval))
        drawn.lines = tuple(lines)
        return drawn

    # ---------------------------------------------------------------- pages

    def today(self, markdown: str) -> str:
        """The page "Hôm nay"; where it stands from then on."""
        return self.publish(TODAY, markdown, "Hôm nay: ai cần làm việc gì, việc gì đang chờ ai")

    def forms(self) -> dict[str, str]:
        """The deployments by name: each one's id."""
        found = self.api("POST", "/deployments/filter", {"limit": PAGE})
        return {deployment["name"]: str(deployment["id"]) for deployment in found}

    def publish(self, key: str, markdown: str, description: str = "") -> str:
        """Show a page (an artifact): made once, changed in place, left alone where nothing changed; where it stands."""
        asked = {"artifacts": {"key": {"any_": [key]}}, "sort": "CREATED_DESC", "limit": 1}
        latest = self.api("POST", "/artifacts/filter", asked)
        page = latest[0] if latest else self._show({"key": key, "data": markdown, "description": description})
        if page["data"] != markdown:
            self.api("PATCH", f"/artifacts/{page['id']}", {"data": markdown})
        return f"{self.public}/v2/artifacts/artifact/{page['id']}"

    def tell(self, run: str, markdown: str, description: str) -> None:
        """Show on the page of a run what it did."""
        self._show({"flow_run_id": run, "data": markdown, "description": description})

    def _show(self, page: dict[str, Any]) -> dict[str, Any]:
        shown: dict[str, Any] = self.api("POST", "/artifacts/", {**page, "type": "markdown"})
        return shown


def _birth(approval: Approval, attempt: int) -> dict[str, Any]:
    return {
        "name": approval.title,
        "tags": [WAITING],
        "parameters": {"obligation": str(approval.key), "generation": approval.generation, "attempt": attempt},
        "idempotency_key": f"{approval.key}:{approval.generation}:{attempt}",
        "state": {"type": "PENDING", "name": BEING_DRAWN},
    }


def _read(run: dict[str, Any]) -> Run | None:
    """The run as data; None for one that somebody started by hand without saying for which approval."""
    said, state = run.get("parameters") or {}, run.get("state") or {}
    try:
        key = Key.parse(said["obligation"])
        numbers = int(said["generation"]), int(said["attempt"])
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    return Run(run["id"], key, *numbers, state.get("type", ""), state.get("name", ""), run.get("estimated_run_time", 0))


def _why_closed(newer: Approval | None, run: Run) -> str:
    """Whether the same decision waits on another run (a fresh code, a later attempt) and why, or on none any more."""
    if newer is None:
        return "Không còn chờ ý kiến: việc này đã có kết quả, hoặc Văn phòng đã rút về để sửa."
    why = f": {newer.why}" if newer.why and newer.generation > run.generation else ""
    return f"Phiếu này đã được thay bằng phiếu mới{why}."


def sentence(error: Exception) -> str:
    """What happened and what to do, for a person; the details of a fault of ours go to the worker's log file."""
    if isinstance(error, VongNamError):
        return " ".join(error.parts("vi")).strip()
    logging.getLogger("vongnam").error("A fault of the program", exc_info=error)
    return (
        f"Chương trình gặp lỗi ngoài dự kiến ({type(error).__name__}: {error}). "
        "Đề nghị báo người quản trị; chi tiết ở tệp nhật ký trong thư mục dữ liệu."
    )
