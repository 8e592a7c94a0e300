"""The operator's table of triggers: what it may say, and what is said about a table that is wrong."""

from pathlib import Path

import pytest

from awso_userpool.triggers.bindings import BindingError, read_bindings
from awso_userpool.triggers.callables import PythonFunction
from awso_userpool.triggers.commands import Command
from awso_userpool.triggers.lambda_api import LambdaEndpoint

TABLE = """
[[trigger]]
arn = "arn:aws:lambda:us-east-1:000000000000:function:one"
python = "json:dumps"

[[trigger]]
arn = "arn:aws:lambda:us-east-1:000000000000:function:two"
command = ["node", "two.js"]

[[trigger]]
arn = "arn:aws:lambda:us-east-1:000000000000:function:three"
invoke = "http://127.0.0.1:3001"
function = "function"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "triggers.toml"
    path.write_text(text)
    return path


def test_each_way_of_running_a_function_can_be_bound(tmp_path: Path) -> None:
    bindings = read_bindings(written(tmp_path, TABLE))

    assert [(arn.rpartition(":")[2], type(function)) for arn, function in bindings.items()] == [
        ("one", PythonFunction),
        ("two", Command),
        ("three", LambdaEndpoint),
    ]


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('arn = "arn:x"', "exactly one of python, command (not empty) and invoke"),
        ('arn = "arn:x"\ncommand = []', "exactly one of"),
        ('arn = "arn:x"\npython = "json:dumps"\ninvoke = "http://h"', "exactly one of"),
        ('arn = "x"\npython = "json:dumps"', "arn must look like"),
        ('arn = "arn:x"\npython = "json"', "expected 'module:function', got 'json'"),
        ('arn = "arn:x"\npython = "no_such_module:f"', "cannot import no_such_module"),
        ('arn = "arn:x"\npython = "json:nothing"', "module json has no function nothing"),
        ('arn = "arn:x"\ninvoke = "ftp://h"', "expected an absolute http:// or https:// URL"),
        ('arn = "arn:x"\ninvoke = "http://"', "expected an absolute http:// or https:// URL"),
        ('arn = "arn:x"\npythn = "json:dumps"', "unknown field `pythn`"),
        ("arn = 1", "Expected `str`, got `int`"),
        ("arn = ", "Invalid value"),
        ('arn = "arn:x"\npython = "json:dumps"\n[[trigger]]\narn = "arn:x"\npython = "json:loads"', "bound twice"),
    ],
)
def test_a_wrong_table_is_refused_with_its_file_and_reason(tmp_path: Path, entry: str, complaint: str) -> None:
    path = written(tmp_path, f"[[trigger]]\n{entry}\n")

    with pytest.raises(BindingError) as caught:
        read_bindings(path)

    assert str(caught.value).startswith(str(path))
    assert complaint in str(caught.value)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(BindingError, match=r"nowhere\.toml: No such file"):
        read_bindings(tmp_path / "nowhere.toml")
