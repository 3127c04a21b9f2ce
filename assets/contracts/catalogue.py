"""The fifteen tables of the exports, parents before children. Rows are in `crm`, `qa`, `lms`."""

from assets.contracts import crm, lms, qa
from assets.contracts.table import TableContract

TABLES: tuple[TableContract, ...] = tuple(
    TableContract(row)
    for row in (
        crm.Deletion,
        crm.Agent,
        crm.Interaction,
        crm.Survey,
        crm.Complaint,
        qa.Review,
        qa.ReviewScore,
        qa.Finding,
        qa.Feedback,
        lms.Course,
        lms.ContentReview,
        lms.Session,
        lms.Enrollment,
        lms.Assessment,
        lms.Override,
    )
)


def table(key: str) -> TableContract:
    """Return the contract of a table.

    Raises:
        KeyError: when no table has that key; the message lists those there are.

    >>> table("qa/reviews").key_columns
    ('review_id',)
    """
    for contract in TABLES:
        if contract.key == key:
            return contract
    known = ", ".join(contract.key for contract in TABLES)
    raise KeyError(f"there is no table {key!r}; the tables are {known}")
