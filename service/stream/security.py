"""How a client introduces itself to the broker, for plain aiokafka clients and for Faust."""

import ssl
from typing import Any

import faust

from service.settings import Settings


def ssl_context(settings: Settings) -> ssl.SSLContext | None:
    """Return the TLS context of the settings; None where the connection is plain."""
    if not settings.security_protocol.endswith("SSL"):
        return None
    return ssl.create_default_context(cafile=settings.ssl_cafile or None)


def client_options(settings: Settings) -> dict[str, Any]:
    """Return the connection arguments of any aiokafka client."""
    options: dict[str, Any] = {
        "bootstrap_servers": settings.brokers(),
        "security_protocol": settings.security_protocol,
        "request_timeout_ms": int(settings.request_timeout * 1000),
        "ssl_context": ssl_context(settings),
    }
    if settings.security_protocol.startswith("SASL"):
        options |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": settings.sasl_password,
        }
    return options


def faust_credentials(settings: Settings) -> Any:
    """Return Faust's `broker_credentials`; None where none are needed."""
    context = ssl_context(settings)
    if settings.security_protocol.startswith("SASL"):
        return faust.SASLCredentials(
            mechanism=settings.sasl_mechanism,
            username=settings.sasl_username,
            password=settings.sasl_password,
            ssl_context=context,
        )
    return faust.SSLCredentials(context=context) if context else None
