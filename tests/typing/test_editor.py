"""What an editor shows while somebody writes a call: the documentation of the operation and of each parameter."""

import shutil
from collections.abc import Iterator

import pytest

from tests.typing.editor import Editor

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(shutil.which("node") is None, reason="pyright's language server runs on node"),
]
CLIENT = "from awso import sqs\nclient = sqs.Client()\n"
WAITER = "from awso import dynamodb\nclient = dynamodb.Client()\n"
TO_WHICH_QUEUE = "The URL of the Amazon SQS queue to which a message is sent."


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    with Editor(tmp_path_factory.mktemp("workspace")) as opened:
        yield opened


def said(markdown: str) -> str:
    """Text as it is read: an editor's Markdown escapes underscores, and indents with entities."""
    return markdown.replace("\\_", "_").replace("&nbsp;", " ")


def test_hovering_over_an_operation_shows_what_it_does_and_each_parameter(editor: Editor) -> None:
    shown = said(editor.hover(CLIENT + "client.send_▮message"))

    assert "queue_url: str, message_body: str, delay_seconds: int | None = None" in shown
    assert "Delivers a message to the specified queue." in shown
    assert f"queue_url: {TO_WHICH_QUEUE}" in shown
    assert "QueueDoesNotExist, " in shown


def test_completing_an_operation_shows_the_same(editor: Editor) -> None:
    found = editor.completions(CLIENT + "client.send_mess▮")

    assert list(found) == ["send_message", "send_message_batch"]
    assert f"queue_url: {TO_WHICH_QUEUE}" in said(found["send_message"])


def test_a_call_being_written_shows_the_parameter_at_the_cursor(editor: Editor) -> None:
    operation, parameter = editor.signature_help(CLIENT + "client.send_message(queue_url=▮)")

    assert "Delivers a message to the specified queue." in operation
    assert said(parameter) == f"queue_url: {TO_WHICH_QUEUE}"


def test_hovering_over_a_calls_keyword_shows_its_type(editor: Editor) -> None:
    # Only its type: of keywords, pyright finds the documentation where a function or a class is called, and what has
    # `.pages()` beside the call is neither. The signature help shows it, and the completion of the operation.
    assert "queue_url: str" in editor.hover(CLIENT + 'client.send_message(queue▮_url="u", message_body="b")')


def test_a_ready_made_input_is_offered_with_the_class_that_it_is_of(editor: Editor) -> None:
    assert "with_input" in editor.completions(CLIENT + "client.send_message.with▮")
    shown = editor.hover(CLIENT + "client.send_message.with_▮input")

    assert "shape: SendMessageRequest" in shown
    assert "with a ready-made input" in shown


def test_the_parameters_of_a_call_are_offered(editor: Editor) -> None:
    assert set(editor.completions(CLIENT + "client.send_message(message_b▮)")) == {"message_body="}


def test_hovering_over_a_constructors_keyword_shows_what_it_means(editor: Editor) -> None:
    shown = editor.hover(CLIENT + 'sqs.SendMessageRequest(queue▮_url="u", message_body="b")')

    assert TO_WHICH_QUEUE in shown


def test_completing_an_attribute_shows_what_it_means(editor: Editor) -> None:
    found = editor.completions(CLIENT + 'client.receive_message(queue_url="u").messages[0].receipt▮')

    assert "An identifier associated with the act of receiving the message." in found["receipt_handle"]


def test_hovering_over_a_waiter_shows_what_it_waits_for_and_for_how_long(editor: Editor) -> None:
    shown = said(editor.hover(WAITER + "client.wait_until.table_▮exists"))

    assert "Wait with `describe_table` every 20 s, at most 25 times." in shown
    assert '`Table.TableStatus` is "ACTIVE"' in shown
    assert "table_name: The name of the table to describe." in shown
    assert "on_attempt: Is told of every attempt" in shown


def test_waiters_errors_and_shapes_are_offered(editor: Editor) -> None:
    assert {"table_exists", "table_not_exists"} == set(editor.completions(WAITER + "client.wait_until.table_▮"))
    assert "TableInUseException" in editor.completions(WAITER + "dynamodb.errors.TableI▮")
    assert "AttributeValue" in editor.completions(WAITER + "dynamodb.AttributeV▮")
