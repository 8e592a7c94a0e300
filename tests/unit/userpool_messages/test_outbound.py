"""Which addresses the server may reach at the operator's word, and which it may not."""

import asyncio

import pytest

from awso_userpool.outbound import OutboundError, allowed_address, endpoint, is_metadata_address, post


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "169.254.170.2",
        "::ffff:169.254.169.254",
        "2002:a9fe:a9fe::",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "fd20:ce::254",
        "100.100.100.200",
        "168.63.129.16",
    ],
)
def test_addresses_that_hand_out_credentials_are_known(address: str) -> None:
    assert is_metadata_address(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "192.0.2.1", "2001:db8::1", "169.253.1.1"])
def test_other_addresses_are_not(address: str) -> None:
    assert not is_metadata_address(address)


@pytest.mark.parametrize("host", ["169.254.169.254", "[::ffff:169.254.169.254]", "0xa9fea9fe", "2852039166"])
def test_a_metadata_address_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(OutboundError, match="metadata address, which is not allowed"):
        asyncio.run(post(endpoint(f"http://{host}/"), b"{}", headers={}, timeout_seconds=5))


def test_an_operator_may_allow_one() -> None:
    target = endpoint("http://169.254.169.254/", allow_metadata_addresses=True)

    assert asyncio.run(allowed_address(target)) == "169.254.169.254"


def test_a_url_is_shown_without_its_secrets() -> None:
    assert repr(endpoint("https://u:p@example.com/hook?token=1#f")) == "Endpoint(https://example.com/hook)"


@pytest.mark.parametrize("url", ["", "/hook", "ftp://example.com", "http://", "http://u:secret@:80", "http://h:port/"])
def test_what_is_no_endpoint_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"expected an absolute|[Pp]ort") as caught:
        endpoint(url)

    assert "secret" not in str(caught.value)


def test_a_closed_port_is_an_outbound_error() -> None:
    with pytest.raises(OutboundError, match=r"http://127\.0\.0\.1:1/"):
        asyncio.run(post(endpoint("http://127.0.0.1:1/"), b"{}", headers={}, timeout_seconds=5))
