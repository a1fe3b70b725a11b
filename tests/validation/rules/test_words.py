from nodecluster.validation.choosing.candidates import CANDIDATES
from nodecluster.validation.rules.words import rule_words


def test_every_candidate_rule_has_words_of_its_own():
    said = [rule_words(rule) for rule in CANDIDATES]
    assert all(said)
    assert len(set(said)) == len(said)
    assert rule_words("count:2") == "at least 2 of its nodes lie in group 2"
    assert rule_words("largest") == "its largest node lies in group 2"


def test_what_is_no_rule_has_none():
    assert rule_words("") == rule_words("tuned") == ""
