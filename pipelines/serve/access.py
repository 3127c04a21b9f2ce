"""Who may sign in, and as what: the access file, read and checked."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    ValidationError,
    model_validator,
)

from assets.person_names import person_name

Role = Literal["manager", "agent", "analyst", "data_team"]
Word = Annotated[str, Field(min_length=1, max_length=200)]


class AccessError(ValueError):
    """The access file cannot be read, or does not make sense."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Account(_Strict):
    """Somebody who may sign in.

    Attributes:
        user: what they type, and what the records keep beside the name.
        name: who they are to others; stands beside what they decide.
        role: what they may see, with the fields below.
        team_ids: a manager's teams.
        manager_id: the manager's id in the CRM export; teams whose people all have it are theirs.
        agent_id: whose page an agent's own page is.
        names: an analyst may see teams and people, too.
        may_approve: may approve proposed configurations, and decide on appeals they may see.
        password_hash: Argon2 hash, for those who sign in here.
        subject: the provider's name of them (claim `sub`), for those who sign in there.
        email: or their address there, if the provider says that it has verified it.
    """

    user: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$")]
    name: Annotated[str, Field(max_length=100), AfterValidator(person_name)]
    role: Role
    team_ids: tuple[Word, ...] = ()
    manager_id: Word | None = None
    agent_id: Word | None = None
    names: bool = False
    may_approve: bool = False
    password_hash: Annotated[str, Field(pattern=r"^\$argon2id\$")] | None = None
    subject: Word | None = None
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=200)] | None = None

    @model_validator(mode="after")
    def _fields_fit_the_role(self) -> "Account":
        if self.role == "manager" and not (self.team_ids or self.manager_id):
            raise ValueError("a manager needs team_ids or manager_id")
        if self.role == "agent" and not self.agent_id:
            raise ValueError("an agent needs agent_id")
        for field, role in (
            ("team_ids", "manager"),
            ("manager_id", "manager"),
            ("agent_id", "agent"),
            ("names", "analyst"),
        ):
            if getattr(self, field) and self.role != role:
                raise ValueError(f"{field} is for the role {role}, not {self.role}")
        if self.role == "agent" and self.may_approve:
            raise ValueError("may_approve is not for agents")
        if not (self.password_hash or self.subject or self.email):
            raise ValueError("nobody can sign in without password_hash, subject or email")
        return self


class Provider(_Strict):
    """Where people sign in by OpenID Connect.

    Attributes:
        issuer: its address, as its discovery document names it.
        client_id: what it calls this server.
        client_secret_file: file with its secret, relative to the access file; without it the
            environment variable LADDER_OIDC_CLIENT_SECRET.
        label: what the button says.
    """

    issuer: HttpUrl
    client_id: Word
    client_secret_file: Path | None = None
    label: Annotated[str, Field(max_length=60)] = "OpenID Connect"

    def secret(self, beside: Path) -> str:
        """Return the client's secret.

        Args:
            beside: folder of the access file.

        Raises:
            AccessError: there is none.
        """
        try:
            given = (
                (beside / self.client_secret_file).read_text("utf-8")
                if self.client_secret_file
                else os.environ.get("LADDER_OIDC_CLIENT_SECRET", "")
            ).strip()
        except OSError as error:
            raise AccessError(
                f"oidc.client_secret_file: cannot read {error.filename}: {error.strerror}"
            ) from error
        if not given:
            raise AccessError(
                "oidc: set client_secret_file, or the variable LADDER_OIDC_CLIENT_SECRET"
            )
        return given


class Access(_Strict):
    """The access file."""

    oidc: Provider | None = None
    users: tuple[Account, ...] = ()

    @model_validator(mode="after")
    def _nobody_twice(self) -> "Access":
        for field in ("user", "subject", "email"):
            seen: set[str] = set()
            for account in self.users:
                value = getattr(account, field)
                if value is None:
                    continue
                folded = value if field == "subject" else value.casefold()
                if folded in seen:
                    raise ValueError(f"two users have the {field} {value!r}")
                seen.add(folded)
        return self

    def by_user(self, user: str) -> Account | None:
        """Return the account of what somebody typed."""
        return self._one(lambda account: account.user.casefold() == user.casefold())

    def by_claims(self, subject: str, email: str | None) -> Account | None:
        """Return the account of what the provider says: its subject first, then its address."""
        found = self._one(lambda account: account.subject == subject)
        if found is None and email:
            # Somebody known by their subject is nobody else's address.
            found = self._one(
                lambda account: (
                    account.subject is None
                    and account.email is not None
                    and account.email.casefold() == email.casefold()
                )
            )
        return found

    def _one(self, fits: Callable[[Account], bool]) -> Account | None:
        return next((account for account in self.users if fits(account)), None)


def parse_access(text: str, name: str) -> Access:
    """Read an access file's text.

    Raises:
        AccessError: names the file, the user and what is wrong.
    """
    try:
        given = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        line = f":{place.line + 1}" if place else ""
        raise AccessError(f"{name}{line}: this is not YAML: {error}") from error
    try:
        return Access.model_validate(given)
    except ValidationError as error:
        # Never the input: it may be a hash.
        told = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'file'}{_who(given, one['loc'])}: {one['msg']}"
            for one in error.errors(include_input=False, include_url=False)
        )
        raise AccessError(f"{name}: {told}") from error


def _who(given: object, place: tuple[int | str, ...]) -> str:
    match given, place:
        case {"users": list(users)}, ("users", int(number), *_) if number < len(users):
            one = users[number]
            return f" ({one['user']})" if isinstance(one, dict) and one.get("user") else ""
    return ""


def load_access(path: Path) -> Access:
    """Read and check an access file.

    Raises:
        AccessError: it is not there, others may write it, or it makes no sense.
    """
    try:
        if os.name == "posix" and path.stat().st_mode & 0o022:
            raise AccessError(f"{path}: others may write this file; run `chmod 600 {path}`")
        return parse_access(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise AccessError(f"cannot read {path}: {error}") from error


class WatchedAccess:
    """An access file that is read again when it has changed; a broken change leaves the last."""

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        self._path, self._tell = path, tell
        self._stamp = self._now()
        self._access = load_access(path)

    def now(self) -> Access:
        """Return what the file says."""
        if (stamp := self._now()) != self._stamp:
            self._stamp = stamp
            try:
                self._access = load_access(self._path)
            except AccessError as error:
                self._tell(f"{error}; what it said before still holds")
        return self._access

    def _now(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
