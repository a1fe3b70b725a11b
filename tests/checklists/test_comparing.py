from nodecluster.formats import change, percent
from tests.checklists.asking import changed, item

COMPARED = [("CLEAR", "42"), ("CLEAR", "48"), ("METRICS", "24")]


def without_assessment(metrics):
    for level in (metrics["node"], *metrics["patient"].values()):
        level.pop("clinical", None)


def test_the_clinical_assessment_is_compared_with_its_figures(real):
    level = real.validate.metrics["patient"]["all"]
    for name, number in COMPARED:
        found = item(real.validate, name, number)
        assert found.status == "filled"
        assert f"CCR of the model {percent(level['ccr']['value'])}" in found.text
        assert f"of the clinical assessment {percent(level['clinical']['ccr']['value'])}" in found.text
        test = level["clinical"]["test"]
        assert f"{test['method']}, p = {test['p']:.4f}" in found.text
        assert f"difference {change(level['clinical']['difference']['value'])} (95 % interval" in found.text


def test_model_and_assessment_are_told_of_the_same_patients(real):
    def partly_assessed(metrics):
        level = metrics["patient"]["all"]
        level["clinical"] |= {"n": 12, "model_ccr": {**level["ccr"], "value": 0.5, "n": 12}}

    text = item(changed(real.validate, "metrics", partly_assessed), "CLEAR", "42").text
    assert "Patients (n = 12 of 14, those with an assessment): CCR of the model 50.00 %" in text

    def earlier(metrics):  # such runs have no figure of the model on the assessed alone
        level = metrics["patient"]["all"]
        level["clinical"].pop("model_ccr", None)
        level["clinical"].pop("n", None)
        level["clinical"]["ccr"]["n"] = 12

    text = item(changed(real.validate, "metrics", earlier), "CLEAR", "42").text
    assert "Patients (n = 12 of 14, those with an assessment): clinical CCR " in text


def test_those_that_the_model_has_not_seen_are_compared_first(real):
    levels = real.seen.metrics["patient"]
    for name, number in COMPARED:
        text = item(real.seen, name, number).text
        said = []
        for who, level in (
            ("Patients whom the model has not seen", levels["all (unseen)"]),
            ("Patients with the 10 that the model was fitted on (no validation)", levels["all"]),
        ):
            assert level["clinical"]["n"] == level["n"]
            ours, theirs = percent(level["ccr"]["value"]), percent(level["clinical"]["ccr"]["value"])
            said.append(text.index(f"{who} (n = {level['n']}): CCR of the model {ours}"))
            assert f"of the clinical assessment {theirs}" in text[said[-1] :]
        assert said == sorted(said)


def test_a_test_of_the_unseen_alone_is_named(real):
    def only_unseen(metrics):
        for name, level in {**metrics["patient"], "nodes": metrics["node"]}.items():
            if "clinical" in level:
                level["clinical"]["test"] = {"p": None, "method": "of everybody", "n": 0, "reason": "no pairs"}
            if name == "all (unseen)":
                level["clinical"]["test"] = {"p": 0.5, "method": "of the unseen", "n": 9}

    text = item(changed(real.seen, "metrics", only_unseen), "CLEAR", "41").text
    assert text.startswith("Tests: of the unseen. ")


def test_p_values_adjusted_by_holm_are_told(real):
    def family(metrics, p_holm):
        metrics["subgroups"] = [{"column": "t", "interaction": {"patient": {"ccr": {"p": 0.02, "p_holm": p_holm}}}}]
        metrics["comparison"] = {"pairs": [{"ccr": {"p_holm": p_holm, "test": {"p": 0.01, "method": "McNemar"}}}]}

    text = item(changed(real.validate, "metrics", lambda metrics: family(metrics, 0.04)), "CLEAR", "41").text
    assert (
        "Of interactions with subgroups and predictions against each other, p adjusted by Holm stands beside." in text
    )
    assert "as they are" not in text
    alone = item(changed(real.validate, "metrics", lambda metrics: family(metrics, None)), "CLEAR", "41").text
    assert "Holm" not in alone


def test_without_an_assessment_nothing_was_compared(real):
    other = changed(real.validate, "metrics", without_assessment)
    for name, number in COMPARED:
        assert item(other, name, number).status == "author"
        assert "compared the predictions with nothing but pathology" in item(other, name, number).text
    assert item(other, "CLEAR", "41").status == "author"


def test_a_test_that_gave_nothing_is_not_named(real):
    def no_p(metrics):
        for level in (metrics["node"], *metrics["patient"].values()):
            level["clinical"]["test"] = {"p": None, "method": "McNemar", "n": 0, "reason": "no pairs"}

    other = changed(real.validate, "metrics", no_p)
    assert "McNemar" not in item(other, "CLEAR", "42").text
    assert "p = " not in item(other, "CLEAR", "42").text
    assert item(other, "CLEAR", "41").status == "author"


def test_comparisons_of_predictions_name_their_tests(real):
    def compared(metrics):
        metrics["comparison"] = {"pairs": [{"auc": {"p": 0.02, "method": "DeLong, two curves", "n": 14}}]}
        metrics["comparison"]["more"] = {"p": None, "method": "never made", "reason": "one class"}

    text = item(changed(real.validate, "metrics", compared), "CLEAR", "41").text
    assert "DeLong, two curves" in text
    assert "never made" not in text


def test_subgroups_are_counted_and_those_that_could_not_be_used_are_not(real):
    usable = {"column": "t_stage", "asked": True, "patient": [{"subgroup": "all"}], "node": [], "interaction": {}}
    unusable = {"column": "grade", "asked": False, "patient": [], "node": [], "interaction": {}, "reason": "one value"}
    other = changed(real.validate, "metrics", lambda metrics: metrics.update(subgroups=[usable, unusable]))
    text = item(other, "STARD 2015", "17").text
    assert "Subgroups by 1 variable (1 of them named beforehand" in text
    assert "given by 1 variable," in item(other, "METRICS", "19").text
    none = changed(real.validate, "metrics", lambda metrics: metrics.update(subgroups=[]))
    assert "Subgroups" not in item(none, "STARD 2015", "17").text


def test_a_decision_curve_is_told_where_there_is_one(real):
    drawn = {"model": {"reason": "too few"}, "prediction": {"net_benefit": [0.3]}, "clinical": {"net_benefit": [0.2]}}
    curve = {"all": {"n": 14, "thresholds": [0.1], "strategies": drawn}}
    with_it = changed(real.validate, "metrics", lambda metrics: metrics.update(decision_curve=curve))
    text = item(with_it, "METRICS", "24").text
    assert "Decision curves are given of the hard prediction and the clinical assessment, beside" in text
    apart = {"all": {**curve["all"], "strategies": {"clinical": {"reason": "not everybody has one"}}}}
    apart["all"]["assessed"] = {"strategies": {"clinical": {"net_benefit": [0.2]}}}
    assessed = changed(real.validate, "metrics", lambda metrics: metrics.update(decision_curve=apart))
    assert "Decision curves are given of the clinical assessment, beside" in item(assessed, "METRICS", "24").text
    failed = {"all": {"n": 0, "reason": "nobody"}}
    without = changed(real.validate, "metrics", lambda metrics: metrics.update(decision_curve=failed))
    assert "Decision curve" not in item(without, "METRICS", "24").text


def test_predictors_count_the_assessed(real):
    text = item(real.validate, "CLEAR", "17").text
    assert "7 cN0 and 7 cN+" in text
    unknown = changed(real.validate, "info", lambda info: info["counts"].update(clinical_n={}))
    assert "cN0" not in item(unknown, "CLEAR", "17").text
