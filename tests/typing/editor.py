"""An editor, as far as a language server notices: opens one document and asks about places in it.

Talks the Language Server Protocol to `pyright-langserver --stdio`, the engine of several editors.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.paths import ROOT

SETTINGS = {"python": {"pythonPath": sys.executable}}
# Of this tree, wherever awso is installed from.
PROJECT = {"include": ["."], "extraPaths": [str(ROOT / "src")]}
MARKDOWN = {"documentationFormat": ["markdown"]}
CAPABILITIES: dict[str, Any] = {
    "workspace": {"configuration": True},
    "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "signatureHelp": {"signatureInformation": MARKDOWN},
        "completion": {"completionItem": {**MARKDOWN, "resolveSupport": {"properties": ["documentation"]}}},
    },
}
MARK = "▮"
"""Stands in a document where the cursor is."""


class Editor:
    """One document in an editor."""

    def __init__(self, folder: Path) -> None:
        (folder / "pyrightconfig.json").write_text(json.dumps(PROJECT))
        command = [sys.executable, "-m", "pyright.langserver", "--stdio"]
        self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self._asked = 0
        self._version = 0
        self._document = (folder / "program.py").as_uri()
        workspace = {"uri": folder.as_uri(), "name": "workspace"}
        self._ask(
            "initialize",
            {"processId": os.getpid(), "rootUri": folder.as_uri(), "workspaceFolders": [workspace]}
            | {"capabilities": CAPABILITIES},
        )
        self._tell("initialized", {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.kill()
        self._server.wait()
        for pipe in (self._server.stdin, self._server.stdout):
            assert pipe is not None
            pipe.close()

    def hover(self, text: str) -> str:
        """What the editor shows about the name at the mark."""
        found = self._ask("textDocument/hover", self._at(text))
        return "" if found is None else str(found["contents"]["value"])

    def signature_help(self, text: str) -> tuple[str, str]:
        """What it shows of the call around the mark: the signature's documentation, and that of the parameter."""
        signature = self._ask("textDocument/signatureHelp", self._at(text))["signatures"][0]
        parameter = signature["parameters"][signature["activeParameter"]]
        return signature["documentation"]["value"], parameter["documentation"]["value"]

    def completions(self, text: str) -> dict[str, str]:
        """The names it offers at the mark that begin as what stands there, with their documentation."""
        found = self._ask("textDocument/completion", self._at(text))
        typed = text[: text.index(MARK)].split("\n")[-1].split(".")[-1].split("(")[-1]
        items = [item for item in found["items"] if item["label"].startswith(typed)]
        resolved = {item["label"]: self._ask("completionItem/resolve", item) for item in items[:20]}
        return {label: item.get("documentation", {}).get("value", "") for label, item in resolved.items()}

    def _at(self, text: str) -> dict[str, Any]:
        before, _, after = text.partition(MARK)
        self._version += 1
        document = {"uri": self._document, "version": self._version}
        content = before + after
        if self._version == 1:
            self._tell("textDocument/didOpen", {"textDocument": {**document, "languageId": "python", "text": content}})
        else:
            self._tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": content}]})
        lines = before.split("\n")
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        return {"textDocument": {"uri": self._document}, "position": position}

    def _ask(self, method: str, params: Any) -> Any:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while True:
            message = self._receive()
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": _answer(message)})
            elif message.get("id") == self._asked:
                assert "error" not in message, message
                return message["result"]

    def _tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        assert self._server.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._server.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._server.stdout is not None
        length = 0
        while line := self._server.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the language server has gone"
        message: dict[str, Any] = json.loads(self._server.stdout.read(length))
        return message


def _answer(message: dict[str, Any]) -> Any:
    """What the server asks the editor for: settings; nothing else has an answer."""
    if message["method"] != "workspace/configuration":
        return None
    return [SETTINGS.get(item.get("section", ""), {}) for item in message["params"]["items"]]
