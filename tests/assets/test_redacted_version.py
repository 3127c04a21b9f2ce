"""A version made anew is open to whom the one before was open to."""

from pathlib import Path

from assets.redacted_version import keep_permissions


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_files_and_folders_keep_who_can_read_them(tmp_path: Path) -> None:
    version, staged = tmp_path / "version", tmp_path / "staged"
    for folder in (version, staged):
        (folder / "agents").mkdir(parents=True, mode=0o700)
        (folder / "agents" / "A1.html").touch(0o600)
    (version / "agents" / "A1.html").chmod(0o640)
    (version / "agents").chmod(0o750)
    version.chmod(0o755)
    (staged / "agents" / "erased.html").touch(0o600)
    keep_permissions(version, staged)
    assert [_mode(staged), _mode(staged / "agents")] == [0o755, 0o750]
    assert _mode(staged / "agents" / "A1.html") == 0o640
    assert _mode(staged / "agents" / "erased.html") == 0o640, "as the page beside it"
