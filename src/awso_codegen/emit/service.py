"""All files of one service, from what was read of it."""

from awso_codegen.emit.endpoints import emit_endpoints
from awso_codegen.emit.runtime import emit_alias, emit_errors, emit_package
from awso_codegen.emit.stub import emit_stub
from awso_codegen.emit.stub_errors import emit_error_stub
from awso_codegen.ir.build import build_service, model_json
from awso_codegen.model.source import ServiceSource


def emit_service(source: ServiceSource) -> dict[str, str]:
    """The text of every generated file by its path relative to the `awso` package."""
    ir = build_service(source)
    module = ir.service.module
    folder = f"services/{module}"
    files = {
        f"{module}.py": emit_alias(ir.service),
        f"{folder}/__init__.py": emit_package(ir.service),
        f"{folder}/__init__.pyi": emit_stub(ir, source.service),
        f"{folder}/errors.py": emit_errors(ir.service),
        f"{folder}/errors.pyi": emit_error_stub(ir, source.service),
        f"{folder}/model.json": model_json(ir).decode(),
    }
    if source.endpoint_rules:
        files[f"{folder}/endpoints.py"] = emit_endpoints(source.endpoint_rules, source.name)
    return files
