"""Who may see what: pure rules over an account, a path of the site and the site's map.

What no rule allows is not there for them.
"""

from assets.person_names import same_person
from pipelines.serve.access import Account
from pipelines.serve.site_map import SiteMap

SHARED = "shared/"
GROUPS = frozenset(
    {
        "complaints.html",
        "content.html",
        "courses.html",
        "foresight.html",
        "index.html",
        "library.html",
        "people.html",
        "quality.html",
        "standards.html",
        "return.html",
    }
)
"""Pages that show groups of at least five."""
ANALYSIS = "analysis/"
RUN = "run.json"


def is_plain(path: str) -> bool:
    """Tell whether a path is one a site can have: no way up, nothing hidden, no odd character.

    >>> is_plain("teams/T1/index.html"), is_plain("teams/../run.json"), is_plain("/etc/passwd")
    (True, False, False)
    """
    parts = path.split("/")
    return all(part and not part.startswith(".") for part in parts) and not any(
        character in "\\:%" or not character.isprintable() for character in path
    )


def teams_of(account: Account, site: SiteMap) -> frozenset[str]:
    """Teams whose people an account may see by name; those that the site has."""
    if account.role == "manager":
        own = frozenset(account.team_ids)
        if account.manager_id is not None:
            own |= site.teams_of_manager(account.manager_id)
        return own & frozenset(site.folders)
    if account.role == "analyst" and account.names:
        return frozenset(site.folders)
    return frozenset()


def knows(account: Account, agent_id: str, site: SiteMap) -> bool:
    """Tell whether an account may see one person by name."""
    member = site.people.get(agent_id)
    if member is None:
        return False
    if account.role == "agent":
        return account.agent_id == agent_id
    if account.role == "analyst":
        return account.names
    return member.team_id in teams_of(account, site)


def is_oneself(account: Account, agent_id: str, site: SiteMap) -> bool:
    """Tell whether an account is the person themself: managers often stand on their own roster.

    By the ids of the account, and by the name: a namesake is refused rather than taken for another.
    So is everybody while names cannot be read.
    """
    member = site.people.get(agent_id)
    named = member is not None and (member.name is None or same_person(account.name, member.name))
    return named or agent_id in (account.agent_id, account.manager_id)


def may_see(account: Account | None, path: str, site: SiteMap) -> bool:
    """Tell whether somebody, or nobody, may see a path of the site."""
    if not is_plain(path):
        return False
    if path.startswith(SHARED):
        return True
    if account is None:
        return False
    allowed = {
        "manager": path in GROUPS or _in_own_team(account, path, site),
        "agent": _is_own_page(account, path, site),
        "analyst": path in GROUPS
        or path.startswith(ANALYSIS)
        or (account.names and path.startswith("teams/")),
        "data_team": path in GROUPS or path.startswith(ANALYSIS) or path == RUN,
    }
    return allowed[account.role]


def places(account: Account, site: SiteMap) -> list[str]:
    """What somebody may open, as beginnings of paths: pages take links to the rest away."""
    if account.role == "agent":
        return first_pages(account, site)
    if account.role == "manager":
        own = sorted(teams_of(account, site))
        return [*sorted(GROUPS), *(f"teams/{site.folders[team]}/" for team in own)]
    named = ["teams/"] if account.role == "analyst" and account.names else []
    return [*sorted(GROUPS), ANALYSIS, *named]


def first_pages(account: Account, site: SiteMap) -> list[str]:
    """Where somebody begins: a path; several for a manager of several teams; none without any."""
    if account.role == "manager":
        own = sorted(teams_of(account, site), key=lambda team: (site.team_names[team], team))
        return [f"teams/{site.folders[team]}/index.html" for team in own]
    if account.role == "agent":
        member = site.people.get(account.agent_id or "")
        return [member.page] if member else []
    return ["index.html"]


def _in_own_team(account: Account, path: str, site: SiteMap) -> bool:
    return any(path.startswith(f"teams/{site.folders[team]}/") for team in teams_of(account, site))


def _is_own_page(account: Account, path: str, site: SiteMap) -> bool:
    member = site.people.get(account.agent_id or "")
    return member is not None and path == member.page
