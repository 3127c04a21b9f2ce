import pytest

from competency.criteria import claims, dimension_of


@pytest.mark.parametrize(
    ("source", "name", "indicator"),
    [
        pytest.param("qa/reviews", "Process compliance", "qa_process", id="english"),
        pytest.param("qa/reviews", "流程执行", "qa_process", id="chinese"),
        pytest.param("qa/reviews", "accuracy of answer", "qa_knowledge", id="accuracy"),
        pytest.param("qa/reviews", "emotion control", "qa_mediation", id="human emotion"),
        pytest.param(
            "qa/reviews", "ai_emotion_score", "machine_read_emotion", id="machine emotion"
        ),
        pytest.param("qa/reviews", "语速稳定性", "speech_rate_stability", id="speech rate"),
        pytest.param("qa/reviews", "overall", "qa_relationship", id="fallback"),
        pytest.param("lms/assessments", "unspecified", "test_knowledge", id="test fallback"),
        pytest.param("qa/feedback_360", "teamwork", "feedback_growth", id="360"),
    ],
)
def test_names_find_their_indicator(framework, source, name, indicator):
    assert claims(framework, source, [name]) == {name: indicator}


def test_without_a_fallback_a_strange_name_is_left_out(framework):
    bare = framework.model_copy(
        update={
            "indicators": tuple(
                item.model_copy(update={"fallback": False}) for item in framework.indicators
            )
        }
    )
    assert claims(bare, "qa/reviews", ["overall"]) == {}


@pytest.mark.parametrize(
    ("name", "dimension"),
    [
        ("process", "process"),
        ("Problem solving", "resolution"),
        ("客户关系", "relationship"),
        ("沟通技巧", "relationship"),
        ("cooking", None),
    ],
)
def test_catalogue_names_find_their_dimension(framework, name, dimension):
    assert dimension_of(framework, name) == dimension
