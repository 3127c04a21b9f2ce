from assets.report.charts.share_bar import share_bar


def test_bar_and_mark_stand_at_their_shares():
    drawn = share_bar(0.25, 0.5)
    assert 'width="25.00%"' in drawn
    assert 'x1="50.00%"' in drawn
    assert "25 %, target 50 %" in drawn


def test_the_largest_of_a_kind_can_fill_the_bar():
    drawn = share_bar(0.1, full=0.2)
    assert 'width="50.00%"' in drawn
    assert "10 %" in drawn
    assert "aim" not in drawn
