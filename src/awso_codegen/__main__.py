"""`python -m awso_codegen`: generates the services from the models of botocore, the installed one or another."""

import argparse
import sys
import time
from pathlib import Path

from awso_codegen.generate import differences, generate
from awso_codegen.model.source import botocore_version, data_folder


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 means done (or, with --check, nothing differs)."""
    options = _parser().parse_args(arguments)
    folder: Path = options.out.resolve()
    if options.check:
        differing = differences(folder, options.service)
        for path in differing:
            print(f"differs: {path}", file=sys.stderr)
        return 1 if differing else 0
    started = time.monotonic()
    try:
        written = generate(folder, options.service, force=options.force, models=options.models)
    except ValueError as error:
        print(f"awso_codegen: {error}", file=sys.stderr)
        return 2
    if written:
        seconds = time.monotonic() - started
        version = botocore_version(options.models or data_folder())
        print(f"{len(written)} services from botocore {version} in {seconds:.0f} s", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m awso_codegen", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("src/awso/services"), help="folder of the generated packages")
    parser.add_argument("--service", action="append", default=[], metavar="NAME", help="only this service; repeatable")
    parser.add_argument(
        "--models", type=Path, metavar="FOLDER", help="a botocore's data folder, not the installed one's"
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a generated file differs")
    parser.add_argument("--force", action="store_true", help="write even what is fresh")
    return parser


if __name__ == "__main__":
    sys.exit(main())
