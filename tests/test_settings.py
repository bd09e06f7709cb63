"""Settings: what is wrong is said at once and in full, and secrets are never repeated."""

import pytest

from service.errors import SettingsError
from service.settings import Settings

SECRET = "rahasia-sekali"  # noqa: S105  # a made-up one
SASL = {"KABAR_SECURITY_PROTOCOL": "SASL_SSL", "KABAR_SASL_USERNAME": "kabar"}


@pytest.mark.parametrize(
    ("environ", "told"),
    (
        ({"KABAR_TIME_LIMIT": "30"}, "raise the grace"),
        ({"KABAR_REQUEST_TIMEOUT": "90"}, "KABAR_DELIVERY_TIMEOUT"),
        ({"KABAR_STALL_LIMIT": "30"}, "KABAR_DELIVERY_TIMEOUT"),
        ({"KABAR_MAX_INPUT_BYTES": "9000000"}, "KABAR_MAX_RECORD_BYTES"),
        ({"KABAR_MAX_OUTPUT_BYTES": "9000000"}, "KABAR_MAX_RECORD_BYTES"),
        ({"KABAR_BREAKER_SHARE": "0.1"}, "at least 0.5"),
        ({"KABAR_BREAKER_SHARE": "2"}, "at most 1"),
        (SASL, "KABAR_SASL_PASSWORD"),
        ({"KABAR_SASL_PASSWORD": SECRET}, "make it SASL_SSL"),
        ({"KABAR_SSL_CAFILE": "ca.pem"}, "make it SSL"),
        ({"KABAR_SECURITY_PROTOCOL": "SSL", "KABAR_SSL_CAFILE": "ca.pem"}, "is no file"),
        ({"KABAR_SASL_MECHANISM": "GSSAPI"}, "SCRAM-SHA-512"),
        ({"KABAR_WINDOW": "banyak"}, "is not a number"),
        ({"KABAR_CONSOLE": "yes"}, "KABAR_CONSOLE.*off"),
        ({"KABAR_CONSOLE_EVENTS": "0"}, "KABAR_CONSOLE_EVENTS"),
        ({"KABAR_CONSOLE_EVENTS": "10001"}, "KABAR_CONSOLE_EVENTS"),
    ),
)
def test_what_is_wrong_is_said_with_how_to_mend_it(environ: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsError, match=told) as caught:
        Settings.from_env(environ)
    assert SECRET not in str(caught.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"KABAR_TIME_LIMIT": "60", "KABAR_WEB_PORT": "0", "KABAR_LOG_LEVEL": "x"})
    for part in ("KABAR_TIME_LIMIT", "KABAR_WEB_PORT", "KABAR_LOG_LEVEL"):
        assert part in str(caught.value)


def test_a_secret_is_in_no_representation() -> None:
    settings = Settings.from_env(SASL | {"KABAR_SASL_PASSWORD": SECRET})
    assert settings.sasl_password == SECRET
    for text in (repr(settings), str(settings), f"{settings!s}"):
        assert SECRET not in text


def test_the_web_server_listens_on_loopback_unless_told_otherwise() -> None:
    assert Settings.from_env({}).web_host == "127.0.0.1"


def test_the_console_is_off_unless_it_is_switched_on() -> None:
    assert Settings.from_env({}).console == "off"
    assert Settings.from_env({"KABAR_CONSOLE": "on"}).console == "on"
