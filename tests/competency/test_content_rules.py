from competency.content_rules import ContentRules
from competency.loading import load_framework


def test_the_shipped_file_says_what_the_model_would():
    """Topics and courses on security are the file's own; every number is the default."""
    shipped = load_framework().content
    own = {"topics", "security_courses"}
    assert shipped.model_dump(exclude=own) == ContentRules().model_dump(exclude=own)
    assert {topic.dimension for topic in shipped.topics} == set(load_framework().dimension_keys)
