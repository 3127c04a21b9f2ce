import pandas as pd


def joined(centre, table, moment):
    contacts = centre.tables["crm/interactions"]
    return (
        centre.tables[table]
        .merge(contacts, on="interaction_id", validate="m:1", suffixes=("", "_contact"))
        .assign(lag=lambda rows: rows[moment] - rows["opened_at"])
    )


def test_a_quarter_answers_and_those_who_do_are_of_the_contact(sample):
    surveys = joined(sample, "crm/surveys", "responded_at")
    assert 0.22 < len(surveys) / len(sample.tables["crm/interactions"]) < 0.29
    assert (surveys["agent_id"] == surveys["agent_id_contact"]).all()
    assert (surveys["responded_at"] > surveys["resolved_at"]).all()
    assert not surveys["interaction_id"].duplicated().any()
    assert 0.8 < surveys["nps"].notna().mean() < 0.9


def test_some_complaints_come_weeks_later(sample):
    complaints = joined(sample, "crm/complaints", "raised_at")
    late = complaints["lag"] > pd.Timedelta(days=14)
    assert 0.2 < late.mean() < 0.35
    assert complaints["lag"].min() > pd.Timedelta(0)
    assert complaints["upheld"].isna().any()
    assert complaints["upheld"].mean() < 0.6


def test_the_angry_and_unresolved_complain_more(crowd):
    contacts = crowd.tables["crm/interactions"]
    complained = contacts["interaction_id"].isin(crowd.tables["crm/complaints"]["interaction_id"])
    rate = complained.groupby(contacts["customer_emotion"]).mean()
    assert rate["calm"] < rate["upset"] < rate["angry"]
    solved = contacts["resolved_first_contact"].fillna(False)
    assert complained[~solved].mean() > 1.3 * complained[solved].mean()
