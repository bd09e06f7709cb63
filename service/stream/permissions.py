"""Which topics the broker lets us write, asked without writing anything.

Kafka's Metadata response tells the operations that the asking user may do, from version 8 on
(KIP-430). aiokafka speaks up to version 5, so version 8 is described here.
"""

from typing import Any

from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Array, Boolean, Int16, Int32, Schema, String

# Bits of the operations READ and WRITE (org.apache.kafka.common.acl.AclOperation).
READ = 1 << 3
WRITE = 1 << 4
UNKNOWN_TOPIC = 3
NOT_ALLOWED = 29


class _MetadataResponse(Response):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 8
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            Array(
                ("node_id", Int32),
                ("host", String("utf-8")),
                ("port", Int32),
                ("rack", String("utf-8")),
            ),
        ),
        ("cluster_id", String("utf-8")),
        ("controller_id", Int32),
        (
            "topics",
            Array(
                ("error_code", Int16),
                ("topic", String("utf-8")),
                ("is_internal", Boolean),
                (
                    "partitions",
                    Array(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", Array(Int32)),
                        ("isr", Array(Int32)),
                        ("offline_replicas", Array(Int32)),
                    ),
                ),
                ("authorized_operations", Int32),
            ),
        ),
        ("authorized_operations", Int32),
    )


class _MetadataStruct(RequestStruct):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 8
    RESPONSE_TYPE = _MetadataResponse
    SCHEMA = Schema(
        ("topics", Array(String("utf-8"))),
        ("allow_auto_topic_creation", Boolean),
        ("include_cluster_authorized_operations", Boolean),
        ("include_topic_authorized_operations", Boolean),
    )


class _Metadata(Request[_MetadataStruct]):  # type: ignore[misc]
    API_KEY = 3

    def __init__(self, names: list[str]) -> None:
        self._names = names

    def build(self, request_struct_class: type[_MetadataStruct]) -> _MetadataStruct:
        return request_struct_class(self._names, False, False, True)


async def lacking(admin: Any, read: list[str], write: list[str]) -> list[str]:
    """Return a sentence for each topic (full name) that we may not read or write.

    Empty when the broker is too old to tell. `admin` is a started AIOKafkaAdminClient.
    """
    try:
        answer = await admin._send_request(_Metadata([*read, *write]))  # noqa: SLF001
    except NotImplementedError:
        return []
    allowed = {item["topic"]: item for item in answer.to_object()["topics"]}
    return [
        f"no permission to {verb} {name}"
        for names, bit, verb in ((read, READ, "read"), (write, WRITE, "write"))
        for name in names
        if not _may(allowed[name], bit)
    ]


def _may(topic: dict[str, Any], bit: int) -> bool:
    if topic["error_code"] in {UNKNOWN_TOPIC, NOT_ALLOWED}:
        return False
    return bool(topic["authorized_operations"] & bit)
