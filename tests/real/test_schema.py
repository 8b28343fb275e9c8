"""An editor knows our files: yaml-language-server itself, over its own protocol, with the schema of a process."""

from __future__ import annotations

import contextlib
import json
import queue
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from definitions.helps import KEYS, KINDS
from definitions.schema import schema

pytestmark = pytest.mark.real

SERVER = "yaml-language-server@1.25.0"
PATIENCE = 60  # seconds that an answer may take
ROOT = Path(__file__).resolve().parents[2]
PROCESS = (ROOT / "tests/offices/small/process.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The language server in a folder of its own; its version is pinned."""
    folder = tmp_path_factory.mktemp("npm")
    npm = shutil.which("npm")
    assert npm, "npm is needed: apt-get install nodejs npm"
    call = [npm, "install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", SERVER]
    subprocess.run(call, check=True, capture_output=True, timeout=240)
    return folder / "node_modules/.bin/yaml-language-server"


class Editor:
    """A client of the language server: requests, answers, and what the server asks or tells by itself."""

    def __init__(self, server, folder):
        self.schema = folder / "process.schema.json"
        self.schema.write_text(json.dumps(schema("process")), encoding="utf-8")
        self.uri = (folder / "process.yaml").as_uri()
        self.process = subprocess.Popen([server, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.came = queue.Queue()
        self.count = 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        out = self.process.stdout
        while head := out.readline():
            length = int(head.partition(b":")[2])
            while out.readline().strip():
                pass
            self.came.put(json.loads(out.read(length)))

    def _send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def _await(self, wanted):
        """The first message that is wanted; what the server asks meanwhile is answered."""
        while True:
            message = self.came.get(timeout=PATIENCE)
            if wanted(message):
                return message
            if "id" in message and "method" in message:
                self._send({"id": message["id"], "result": self._answer(message)})

    def _answer(self, message):
        if message["method"] != "workspace/configuration":
            return None
        yaml = {"schemas": {self.schema.as_uri(): ["*.yaml"]}, "schemaStore": {"enable": False}}
        yaml |= {"validate": True, "hover": True, "completion": True}
        return [yaml if item.get("section") == "yaml" else None for item in message["params"]["items"]]

    def ask(self, method, **params):
        self.count += 1
        self._send({"id": self.count, "method": method, "params": params})
        return self._await(lambda m: m.get("id") == self.count and "method" not in m)["result"]

    def tell(self, method, **params):
        self._send({"method": method, "params": params})

    def open(self, text):
        """The faults that the editor shows of a text, once it has looked at it."""
        self.tell(
            "textDocument/didOpen", textDocument={"uri": self.uri, "languageId": "yaml", "version": 1, "text": text}
        )
        told = self._await(lambda m: m.get("method") == "textDocument/publishDiagnostics")
        return [fault["message"] for fault in told["params"]["diagnostics"]]

    def at(self, text, words, *, after=0):
        """The place of the first of these words in a text, as the protocol has it."""
        before = text[: text.index(words) + after]
        place = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return {"textDocument": {"uri": self.uri}, "position": place}


@pytest.fixture
def editor(installed, tmp_path):
    """An editor that has the server running, ended by its own process id."""
    editor = Editor(installed, tmp_path)
    try:
        workspace = {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}}
        completion = {"completionItem": {"documentationFormat": ["markdown"], "snippetSupport": True}}
        hover = {"contentFormat": ["markdown"]}
        able = {"workspace": workspace, "textDocument": {"completion": completion, "hover": hover}}
        editor.ask("initialize", processId=None, rootUri=tmp_path.as_uri(), capabilities=able)
        editor.tell("initialized")
        editor.tell("workspace/didChangeConfiguration", settings={})
        yield editor
    finally:
        with contextlib.suppress(OSError):
            editor.process.stdin.close()
        editor.process.terminate()
        try:
            editor.process.wait(10)
        except subprocess.TimeoutExpired:
            editor.process.kill()
            editor.process.wait(10)
        editor.process.stdout.close()


def test_a_sound_file_has_no_fault(editor):
    """The editor agrees with `vongnam check` on the small office's process."""
    assert editor.open(PROCESS) == []


def test_a_wrong_key_is_shown(editor):
    """A slip in a key gets a fault of its own while one writes."""
    faults = editor.open(PROCESS.replace("    closes: end", "    closse: end"))
    assert any("closse" in fault for fault in faults)


def test_a_key_is_offered_with_its_meaning(editor):
    """Within a step, `due` is offered, explained in Vietnamese."""
    text = PROCESS.replace("    due: before day 5\n", "    d\n", 1)
    editor.open(text)
    offered = editor.ask("textDocument/completion", **editor.at(text, "    d\n", after=5))
    items = {item["label"]: item for item in offered["items"]}
    assert KEYS["step"]["due"].description in str(items["due"]["documentation"])


def test_a_word_is_explained_where_it_stands(editor):
    """Over `kind`, the editor says what it means and which kinds there are."""
    editor.open(PROCESS)
    told = str(editor.ask("textDocument/hover", **editor.at(PROCESS, "kind: submit", after=1))["contents"])
    assert KEYS["step"]["kind"].title in told
    assert all(help.title in told for help in KINDS.values())
