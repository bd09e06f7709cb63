"""Prometheus's programs: found, fetched, or told how to get."""

from pathlib import Path

import pytest

from tests.deploy.programs import ProgramMissing, program


def test_a_program_on_the_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "node_exporter"
    own.touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert program("prometheus-node-exporter") == str(own)


def test_what_was_fetched_once_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "usr" / "bin" / "promtool"
    kept.parent.mkdir(parents=True)
    kept.touch()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("KABAR_PROMETHEUS_HOME", str(tmp_path))
    assert program("promtool") == str(kept)


def test_without_apt_it_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("KABAR_PROMETHEUS_HOME", str(tmp_path / "none"))
    with pytest.raises(ProgramMissing, match="install prometheus, promtool and node_exporter"):
        program("promtool")
    assert not (tmp_path / "none").exists()
