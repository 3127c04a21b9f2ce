"""Who may sign in, and as what: the access file, read and checked."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

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

GRACE_SECONDS = 5 * 60
"""So long what a file said before it could not be read any more still holds."""
RETRY_SECONDS = 5
"""A file that could not be read is tried again so often, and whenever it changes."""
REPEAT_SECONDS = 60
"""And so often it is said again that it cannot be read."""


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
        agent_id: who they are on the roster: whose page an agent sees; nobody decides their own.
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
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # Never the line itself: it may be a hash. A ValueError: a day that no calendar has.
        place, problem = (getattr(error, one, None) for one in ("problem_mark", "problem"))
        line = f":{place.line + 1}" if place else ""
        told = problem or type(error).__name__
        raise AccessError(f"{name}{line}: this is not YAML: {told}") from error
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


_Stamp = tuple[int, ...]
_STILL = f"what it said before holds for {GRACE_SECONDS // 60} minutes"
_NOBODY = "nobody is signed in until it can be read"


class _Broken(NamedTuple):
    """A file that cannot be read: as it is, since when, last tried and told when, and the words."""

    stamp: _Stamp | None
    since: float
    tried: float
    said: float
    told: str


class WatchedAccess:
    """An access file that is read again when it has changed.

    What cannot be read leaves what it said before, is tried again until it can, and after
    `GRACE_SECONDS` lets nobody in: somebody may have been taken out of it.
    """

    def __init__(
        self,
        path: Path,
        tell: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path, self._tell, self._clock = path, tell, clock
        self._lock = threading.Lock()
        self._broken: _Broken | None = None
        self._stamp = self._now()
        self._access = load_access(path)

    def now(self) -> Access:
        """Return what the file says; nobody when it could not be read for too long."""
        with self._lock:
            stamp, now = self._now(), self._clock()
            if self._broken is not None or stamp is None or stamp != self._stamp:
                self._read(stamp, now)
            if self._broken is not None and now - self._broken.since >= GRACE_SECONDS:
                return Access(oidc=self._access.oidc)
            return self._access

    def _read(self, stamp: _Stamp | None, now: float) -> None:
        before = self._broken
        if before and stamp == before.stamp and now - before.tried < RETRY_SECONDS:
            return
        try:
            self._access = load_access(self._path)
        except AccessError as error:
            told, since, said = str(error), now, now
            if before is not None:
                since = before.since
                if told == before.told and now - before.said < REPEAT_SECONDS:
                    said = before.said
            if said == now:
                over = now - since >= GRACE_SECONDS
                self._tell(f"{told}; {_NOBODY if over else _STILL}")
            self._broken = _Broken(stamp, since, now, said, told)
        else:
            # Only what was read is known: a file that changes meanwhile is read again.
            self._stamp, self._broken = stamp, None

    def _now(self) -> _Stamp | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        # The last two change when only the permissions do.
        return found.st_mtime_ns, found.st_size, found.st_ino, found.st_ctime_ns, found.st_mode
