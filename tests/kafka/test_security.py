"""TLS and SASL against a real Kafka that asks for them, with certificates and users made here."""

import asyncio
import importlib
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from service.errors import KabarError
from service.settings import Settings
from service.stream import topics
from tests.kafka import apache
from tests.kafka.brokers import free_ports, has_java
from tests.kafka.test_clients import environment, kabar
from tests.kafka.test_life import refused
from tests.kafka.worker import Sent, exchange, prepared, running, stop

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.skipif(not has_java(), reason="needs an Apache Kafka to set up: Java and Maven"),
]
SECRET = "rahasia-9f2c"  # noqa: S105  # of a broker that lives as long as these tests
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
STUB = {"KABAR_ENRICH": "tests.stream.stubs:enrich"}


@dataclass(frozen=True, slots=True)
class Guarded:
    """A Kafka with a port for each protocol; `authority` signed its certificate."""

    plain: str
    ports: dict[str, int]
    authority: Path

    def settings(self, protocol: str, mechanism: str = "PLAIN", **more: str) -> Settings:
        """Return settings for topics of their own, with the right secrets unless `more` has others."""
        own = prepared(self.plain, partitions=1, extractors=1)
        sasl, tls = protocol.startswith("SASL"), protocol.endswith("SSL")
        secure = {
            "broker": f"localhost:{self.ports[protocol]}",
            "security_protocol": protocol,
            "sasl_mechanism": mechanism,
            "sasl_username": "kabar" if sasl else "",
            "sasl_password": SECRET if sasl else "",
            "ssl_cafile": str(self.authority) if tls else "",
        }
        return replace(own, **(secure | more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """Return a Kafka that speaks SSL, SASL_SSL and SASL_PLAINTEXT beside PLAINTEXT."""
    folder = tmp_path_factory.mktemp("certificates")
    authority, store = certificates(folder)
    ports = dict(zip(("SSL", "SASL_SSL", "SASL_PLAINTEXT"), free_ports(3), strict=True))
    outside = ",".join(f"{name}://localhost:{port}" for name, port in ports.items())
    security = "org.apache.kafka.common.security"
    properties = {
        "listeners": f"PLAINTEXT://localhost:PORT,CONTROLLER://localhost:CONTROLLER_PORT,{outside}",
        "advertised.listeners": f"PLAINTEXT://localhost:PORT,{outside}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SSL:SSL,"
        "SASL_SSL:SASL_SSL,SASL_PLAINTEXT:SASL_PLAINTEXT",
        "inter.broker.listener.name": "PLAINTEXT",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(store),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS;User:kabar",
    }
    for listener in ("sasl_ssl", "sasl_plaintext"):
        name = f"listener.name.{listener}"
        properties[f"{name}.sasl.enabled.mechanisms"] = ",".join(MECHANISMS)
        properties[f"{name}.plain.sasl.jaas.config"] = (
            f"{security}.plain.PlainLoginModule required "
            f'user_kabar="{SECRET}" user_tamu="{SECRET}";'
        )
        for mechanism in MECHANISMS[1:]:
            properties[f"{name}.{mechanism.lower()}.sasl.jaas.config"] = (
                f"{security}.scram.ScramLoginModule required;"
            )
    users = [
        part
        for mechanism in MECHANISMS[1:]
        for part in ("--add-scram", f"{mechanism}=[name=kabar,password={SECRET}]")
    ]
    kafka = apache.cluster(more=properties, formatting=users)
    yield Guarded(kafka.address, ports, authority)
    kafka.stop()


def certificates(folder: Path) -> tuple[Path, Path]:
    """Return an authority's certificate and a broker's key and certificate for localhost, PEM."""
    names = ("ca.key", "ca.pem", "broker.key", "broker.csr", "broker.pem", "extensions")
    ca_key, ca, key, request, certificate, extensions = (folder / name for name in names)
    extensions.write_text("subjectAltName=DNS:localhost", encoding="utf-8")
    ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    _openssl("req", "-x509", *ec, "-keyout", ca_key, "-out", ca, "-days", "2", "-subj", "/CN=kabar")
    _openssl("req", *ec, "-keyout", key, "-out", request, "-subj", "/CN=localhost")
    _openssl(
        "x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-days",
        "2", "-extfile", extensions, "-out", certificate,
    )  # fmt: skip
    store = folder / "broker-store.pem"
    store.write_bytes(key.read_bytes() + certificate.read_bytes() + ca.read_bytes())
    return ca, store


def _openssl(*arguments: object) -> None:
    command = ["openssl", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


@pytest.mark.parametrize(
    ("protocol", "mechanism"),
    (
        ("SSL", "PLAIN"),
        *(("SASL_SSL", name) for name in MECHANISMS),
        ("SASL_PLAINTEXT", "SCRAM-SHA-256"),
    ),
)
def test_the_whole_road_works_and_the_secret_is_told_nowhere(
    guarded: Guarded, capfd: pytest.CaptureFixture[str], protocol: str, mechanism: str
) -> None:
    """Topics are checked, articles read, outputs and dead letters written, at the wordiest level."""
    settings = guarded.settings(protocol, mechanism)
    titles = ["satu", "raise", "dua"]
    records = [Sent(orjson.dumps({"title": title}), title.encode()) for title in titles]
    with running(settings, **STUB, KABAR_LOG_LEVEL="DEBUG") as (process, address):
        got = exchange(settings, records)
        pages = [
            urllib.request.urlopen(f"{address}{page}", timeout=5).read().decode()  # noqa: S310
            for page in ("/metrics", "/live", "/ready")
        ]
        assert stop(process) == 0
    assert sum(item.topic == topics.ENRICHED for item in got) == 2
    assert sum(item.topic == topics.DLQ for item in got) == 1
    told = capfd.readouterr()
    assert "reading 1 partitions" in told.err
    for text in (*pages, told.out, told.err):
        assert SECRET not in text


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_wrong_password_is_refused_clearly_and_not_repeated(
    guarded: Guarded, mechanism: str
) -> None:
    told = refused(guarded.settings("SASL_SSL", mechanism, sasl_password="salah-7d1e"))  # noqa: S106
    assert "Authentication" in told
    assert "is KABAR_BROKER right?" in told
    assert "salah-7d1e" not in told


def test_a_certificate_that_no_one_we_trust_signed_is_refused(
    guarded: Guarded, tmp_path: Path
) -> None:
    other, _ = certificates(tmp_path)
    told = refused(guarded.settings("SSL", ssl_cafile=str(other)))
    assert "certificate verify failed" in told.lower()


def test_a_plain_client_on_a_guarded_port_is_told_so_in_time(guarded: Guarded) -> None:
    settings = replace(guarded.settings("SSL"), security_protocol="PLAINTEXT", ssl_cafile="")
    assert "KABAR_SECURITY_PROTOCOL" in refused(settings, 15)


def test_a_worker_that_may_read_but_not_write_refuses_to_start(guarded: Guarded) -> None:
    """The broker is asked beforehand; nothing is written to find out."""
    settings = guarded.settings("SASL_SSL", sasl_username="tamu")
    allow(guarded.plain, "tamu", ("READ", "DESCRIBE", "DESCRIBE_CONFIGS"))
    told = refused(settings)
    for name in topics.OUTPUTS:
        assert f"no permission to write {settings.topic(name)}" in told
    assert "no permission to read" not in told


def test_every_command_uses_the_same_door(guarded: Guarded) -> None:
    settings = guarded.settings("SASL_SSL", "SCRAM-SHA-512")
    asyncio.run(topics.create(settings))
    more = {
        "KABAR_SECURITY_PROTOCOL": settings.security_protocol,
        "KABAR_SASL_MECHANISM": settings.sasl_mechanism,
        "KABAR_SASL_USERNAME": settings.sasl_username,
        "KABAR_SASL_PASSWORD": settings.sasl_password,
        "KABAR_SSL_CAFILE": settings.ssl_cafile,
    }
    assert environment(settings)["KABAR_BROKER"] == settings.broker
    for command in (("dlq",), ("replay", "--dry-run"), ("topics", "check")):
        done = kabar(settings, *command, **more, KABAR_PARTITIONS="1")
        assert done.returncode == 0, done.stderr.decode()


def test_an_error_of_the_client_does_not_tell_the_secret(guarded: Guarded) -> None:
    settings = guarded.settings("SASL_SSL", sasl_username="tidak-ada")
    with pytest.raises(KabarError) as caught:
        asyncio.run(topics.missing(settings))
    assert SECRET not in "".join(map(repr, (caught.value, caught.value.__cause__)))


def allow(address: str, user: str, operations: tuple[str, ...]) -> None:
    """Let `user` do `operations` on every topic and group."""
    admin: Any = importlib.import_module("confluent_kafka.admin")
    client = admin.AdminClient({"bootstrap.servers": address})
    kinds = (admin.ResourceType.TOPIC, admin.ResourceType.GROUP)
    bindings = [
        admin.AclBinding(
            kind, "*", admin.ResourcePatternType.LITERAL, f"User:{user}", "*",
            admin.AclOperation[operation], admin.AclPermissionType.ALLOW,
        )
        for kind in kinds
        for operation in operations
        if not (kind is admin.ResourceType.GROUP and operation == "DESCRIBE_CONFIGS")
    ]  # fmt: skip
    for done in client.create_acls(bindings).values():
        done.result(20)
