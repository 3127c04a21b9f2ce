"""`ladder access add-user`."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.commands.access import command
from pipelines.serve.access import load_access
from pipelines.serve.passwords import fits


def add(file: Path, *given: str, word: str = "correct horse battery") -> Result:
    return CliRunner().invoke(command, ["add-user", str(file), *given], input=f"{word}\n{word}\n")


def test_a_user_is_added_with_a_hash_and_comments_stay(tmp_path: Path) -> None:
    file = tmp_path / "access.yml"
    done = add(file, "--user", "mei", "--name", "李梅", "--role", "manager", "--team", "T1")
    assert (done.exit_code, done.stdout) == (0, f"{file}: added mei, manager\n")
    assert "correct horse" not in file.read_text() + done.output
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text(f"# who may see what\n{file.read_text()}# the last\n")

    more = ["--user", "ann", "--name", "Ann", "--role", "agent", "--agent", "A1"]
    assert add(file, *more, "--email", "ann@example.org").exit_code == 0

    text, (mei, ann) = file.read_text(), load_access(file).users
    assert text.startswith("# who may see what\n")
    assert "# the last\n" in text
    assert fits("correct horse battery", mei.password_hash)
    assert not fits("correct horse", mei.password_hash)
    assert (ann.agent_id, ann.email, ann.password_hash) == ("A1", "ann@example.org", None)


@pytest.mark.parametrize(
    ("given", "word", "told"),
    [
        (["--role", "manager"], "correct horse battery", "needs team_ids or manager_id"),
        (["--role", "data_team"], "short", "12 to 200 characters"),
        (["--role", "data_team", "--names"], "correct horse battery", "names is for the role"),
        (["--role", "agent", "--agent", "A", "--may-approve"], "x" * 12, "not for agents"),
    ],
)
def test_what_makes_no_sense_is_refused(
    given: list[str], word: str, told: str, tmp_path: Path
) -> None:
    file = tmp_path / "access.yml"
    done = add(file, "--user", "u", "--name", "U U", *given, word=word)

    assert (done.exit_code, file.exists()) == (2, False)
    assert told in done.stderr


def test_nobody_is_added_twice(tmp_path: Path) -> None:
    file = tmp_path / "access.yml"
    known = ["--name", "Dan", "--role", "data_team"]
    assert add(file, "--user", "dan", *known).exit_code == 0
    before = file.read_text()
    done = add(file, "--user", "DAN", *known)

    assert (done.exit_code, file.read_text()) == (2, before)
    assert "has a user 'DAN' already" in done.stderr


def test_a_file_whose_users_are_not_last_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "access.yml"
    add(file, "--user", "dan", "--name", "Dan", "--role", "data_team")
    file.write_text(f"{file.read_text()}oidc:\n  issuer: https://id.example\n  client_id: x\n")
    before = file.read_text()
    done = add(file, "--user", "eve", "--name", "Eve", "--role", "data_team")

    assert (done.exit_code, file.read_text()) == (2, before)
    assert "the last part of the file" in done.stderr
