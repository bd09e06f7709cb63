"""What can go wrong, each as a function that does it to a running world and heals it again."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from service.settings import Settings
from tests.kafka import apache
from tests.kafka.fleet import Fleet
from tests.kafka.load import Load
from tests.kafka.proxy import Proxy
from tests.kafka.worker import prepared

STUB = {
    "enrich": "tests.stream.stubs:enrich",
    "extractors": 1,
    "extractor_memory_mb": 256,
    "time_limit": 1.0,
    "shutdown_grace": 15.0,
    "session_timeout": 6.0,
    "request_timeout": 3.0,
    "delivery_timeout": 10.0,
    "commit_interval": 0.5,
    "partitions": 3,
    "log_level": "WARNING",
}


@dataclass(slots=True)
class World:
    """A Kafka, a proxy before it, workers behind the proxy, and a stream of articles."""

    rng: random.Random
    cluster: apache.Cluster
    settings: Settings
    proxy: Proxy
    fleet: Fleet
    load: Load
    injected: Counter[str] = field(default_factory=Counter)

    def inject(self, name: str) -> None:
        """Do fault `name`, heal it, and count it."""
        if FAULTS[name](self) is not False:
            self.injected[name] += 1

    def heal(self) -> None:
        """Undo whatever may still be wrong."""
        self.proxy.open()
        self.fleet.send_all(signal.SIGCONT)


@contextmanager
def world(folder: Path, seed: int, rate: float, **overrides: object) -> Iterator[World]:
    """Make a world with one broker and no workers yet; `overrides` are settings."""
    kafka = apache.cluster(proxied=True)
    try:
        ((port, target),) = kafka.proxied
        settings = prepared(kafka.address, **(STUB | overrides))
        behind = {"KABAR_BROKER": f"localhost:{port}"}
        with (
            Proxy(port, target) as proxy,
            Fleet(settings, folder / "workers.log", behind) as fleet,
        ):
            load = Load(settings, rate)
            yield World(random.Random(seed), kafka, settings, proxy, fleet, load)
    finally:
        kafka.stop()


def _kill(world: World) -> None:
    world.fleet.send(world.rng, signal.SIGKILL)


def _kill_all(world: World) -> None:
    world.fleet.send_all(signal.SIGKILL)


def _terminate(world: World) -> None:
    world.fleet.send(world.rng, signal.SIGTERM)


def _join_and_leave(world: World) -> None:
    world.fleet.add()
    time.sleep(world.rng.uniform(4, 8))
    world.fleet.remove()


def _pause(world: World) -> None:
    """Longer than the session timeout at times: a worker that comes back as a zombie."""
    world.fleet.send(world.rng, signal.SIGSTOP)
    time.sleep(world.rng.uniform(1, 9))
    world.fleet.send_all(signal.SIGCONT)


def _kill_extractor(world: World) -> bool:
    return world.fleet.kill_extractor(world.rng)


def _cut(world: World) -> None:
    world.proxy.cut()
    time.sleep(world.rng.uniform(0.2, 4))
    world.proxy.open()


def _stall(world: World) -> None:
    world.proxy.mode = "stall"
    time.sleep(world.rng.uniform(0.5, 5))
    world.proxy.open()


def _slow(world: World) -> None:
    world.proxy.delay = world.rng.uniform(0.02, 0.3)
    time.sleep(world.rng.uniform(1, 4))
    world.proxy.open()


def _restart_broker(world: World) -> None:
    (node,) = world.cluster.nodes
    node.end(world.rng.choice((signal.SIGTERM, signal.SIGKILL)))
    time.sleep(world.rng.uniform(0, 2))
    node.start()
    node.wait()


FAULTS: dict[str, Callable[[World], bool | None]] = {
    "extraction process killed": _kill_extractor,
    "worker killed": _kill,
    "worker terminated": _terminate,
    "worker joins and leaves": _join_and_leave,
    "worker frozen": _pause,
    "all workers killed": _kill_all,
    "network cut": _cut,
    "network stalled": _stall,
    "network slow": _slow,
    "broker restarted": _restart_broker,
}
# How often each comes in a soak; the dear ones are rare.
WEIGHTS = dict(zip(FAULTS, (40, 8, 8, 5, 6, 2, 12, 5, 10, 3), strict=True))
