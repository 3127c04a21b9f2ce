"""Tiers in the documents' other terms."""

from assets.report.crosswalk import crosswalk
from assets.report.names import read_names


def test_every_tier_has_its_terms(marts, measures):
    lines = crosswalk(marts, read_names(marts))
    assert [x.number for x in lines] == [1, 2, 3, 4, 5]
    assert lines[0].level is None
    assert [x.seniority.zh for x in lines if x.seniority][:2] == ["新员工", "在职员工"]
    assert [x.standard.zh for x in lines if x.standard][-1] == "精英级"
    assert [x.layer.zh for x in lines] == ["基础层", "基础层", "核心层", "价值层", "领导力"]
    assert len(measures.find("tr", data_tier_terms="*")) == 5
