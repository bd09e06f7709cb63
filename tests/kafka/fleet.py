"""Workers as separate processes under a supervisor that restarts them, as one would in production."""

import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import psutil

from service.settings import Settings
from tests.kafka.brokers import ROOT, free_ports
from tests.kafka.worker import extractors, worker_environment

RESTART_PAUSE = 0.5


@dataclass(slots=True)
class Member:
    """A worker's place: its process is started again whenever it ends, while it is `wanted`."""

    process: subprocess.Popen[bytes]
    environment: dict[str, str]
    wanted: bool = True


@dataclass(slots=True)
class Fleet:
    """Workers of `settings`; `exits` counts the exit codes of those that ended by themselves."""

    settings: Settings
    log: Path
    overrides: dict[str, str] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    exits: Counter[int] = field(default_factory=Counter)
    _over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _keeper: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._keeper:
            self._keeper.join()
        for member in self.members:
            if member.process.poll() is None:
                member.process.kill()
            member.process.wait()

    def add(self, number: int = 1, **environment: str) -> None:
        """Start `number` workers more, with variables of their own in `environment`."""
        for _ in range(number):
            with self._lock:
                self.members.append(Member(self._start(environment), environment))

    def remove(self) -> None:
        """End one gracefully, for good."""
        with self._lock:
            member = self.members.pop()
            member.wanted = False
        member.process.terminate()
        member.process.wait(60)

    def send(self, rng: random.Random, how: signal.Signals) -> None:
        """Send `how` to one worker."""
        rng.choice(self.members).process.send_signal(how)

    def send_all(self, how: signal.Signals) -> None:
        """Send `how` to all."""
        for member in self.members:
            member.process.send_signal(how)

    def kill_extractor(self, rng: random.Random) -> bool:
        """Kill one extraction process of one worker; return whether there was one."""
        try:
            rng.choice(extractors(rng.choice(self.members).process.pid)).kill()
        except (psutil.Error, IndexError):
            return False
        return True

    def stop(self) -> list[int]:
        """End all gracefully; return their exit codes."""
        self._over.set()
        if self._keeper:
            self._keeper.join()
        for member in self.members:
            member.process.terminate()
        return [member.process.wait(60) for member in self.members]

    def memory(self) -> list[int]:
        """Return the resident bytes of each worker, without its extraction processes."""
        sizes = []
        for member in self.members:
            try:
                sizes.append(psutil.Process(member.process.pid).memory_info().rss)
            except psutil.Error:
                continue
        return sizes

    def _keep(self) -> None:
        while not self._over.wait(0.1):
            for member in list(self.members):
                code = member.process.poll()
                if code is None or not member.wanted:
                    continue
                time.sleep(RESTART_PAUSE)
                with self._lock:
                    if member.wanted and not self._over.is_set():
                        self.exits[code] += 1
                        member.process = self._start(member.environment)

    def _start(self, own: dict[str, str]) -> subprocess.Popen[bytes]:
        environment = worker_environment(self.settings) | self.overrides | own
        environment["KABAR_WEB_PORT"] = str(free_ports(1)[0])
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "service", "worker"],
                env=environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
