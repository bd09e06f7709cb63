"""Where Prometheus's programs are: on this machine, or unpacked once from Debian's packages.

Nothing is installed: what apt-get fetches is unpacked under .tools/ of the checkout, with
package lists of its own, so neither root nor an earlier `apt-get update` is needed.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.kafka.brokers import ROOT

# Program: what else it may be called, and the package that has it.
PROGRAMS = {
    "prometheus": ("prometheus", "prometheus"),
    "promtool": ("promtool", "prometheus"),
    "prometheus-node-exporter": ("node_exporter", "prometheus-node-exporter"),
}
PACKAGES = sorted({package for _, package in PROGRAMS.values()})
FETCH_LIMIT = 180.0


class ProgramMissing(Exception):
    """A program of Prometheus is not here and cannot be had."""


def program(name: str) -> str:
    """Return the path of program `name`, fetched if need be; raises `ProgramMissing`."""
    upstream, _ = PROGRAMS[name]
    home = Path(os.environ.get("KABAR_PROMETHEUS_HOME", ROOT / ".tools" / "prometheus"))
    if found := shutil.which(name) or shutil.which(upstream):
        return found
    path = home / "usr" / "bin" / name
    if not path.exists():
        _fetch(home)
    return str(path)


def _fetch(home: Path) -> None:
    """Unpack the packages under `home`, all or nothing."""
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        raise ProgramMissing(
            "Prometheus and its node exporter are not on PATH and there is no apt-get to fetch "
            "them: install prometheus, promtool and node_exporter"
        )
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix="prometheus-") as folder:
        scratch = Path(folder)
        for name in ("state/lists/partial", "cache/archives/partial", "packages", "root"):
            (scratch / name).mkdir(parents=True)
        options = [
            f"Dir::State={scratch}/state",
            "Dir::State::status=/var/lib/dpkg/status",
            f"Dir::Cache={scratch}/cache",
            "APT::Sandbox::User=" + ("root" if os.geteuid() == 0 else ""),
            "Debug::NoLocking=1",
        ]
        apt = ["apt-get", "-qq", *(part for option in options for part in ("-o", option))]
        _run([*apt, "update"], scratch)
        _run([*apt, "download", *PACKAGES], scratch / "packages")
        for package in (scratch / "packages").glob("*.deb"):
            _run(["dpkg", "-x", str(package), str(scratch / "root")], scratch)
        shutil.rmtree(home, ignore_errors=True)
        (scratch / "root").rename(home)


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, timeout=FETCH_LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        raise ProgramMissing(f"{command[0]} took more than {FETCH_LIMIT:g} s") from None
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip()
        raise ProgramMissing(f"Prometheus could not be fetched: {command[0]} said: {told}")
