"""Every worked case of the manual comes out within the tolerance it states: one folder, one runner.

What a case stands for is in its file (`src/plan_metrics/manual/cases`); here is which function answers it. What a
method does beside its cases is tested in the file of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from method_cases import case, cases, near

from plan_metrics.manual.models import Case
from plan_metrics.manual.read import read_cases
from plan_metrics.measure import (
    accumulation,
    comparability,
    composite,
    disclosure,
    disparity,
    growth,
    normalise,
    projection,
    sensitivity,
    target_kinds,
    trend,
)
from plan_metrics.measure.methods import escap, eurostat, statcan, un

# ---------------------------------------------------------------- which cases there are

# The cases that the methods were agreed on. More of each kind may be there; none of these may go.
AGREED = {
    "cagr_ratio_to_target": (
        "CIF-11-1-1 CIF-11-3-1 CIF-15-4-1 CIF-15-5-1 CIF-3-14-1 CIF-5-4-1 CIF-8-6-1 CIF-9-7-1 CIF-3-2-1 "
        "EUROSTAT-renewables"
    ),
    "cagr_direction_limit": "CIF-11-4-1 CIF-15-1-1 CIF-17-1-1 CIF-4-1-1 CIF-4-2-1",
    "cagr_direction": "CIF-1-4-1 CIF-10-1-1 UN2022-defect",
    "indicator_score_mean_of_series": "CIF-AGG-3-9-1",
    "cagr_ratio_edge": (
        "SDGB-EDGE-target0 SDGB-EDGE-bothneg SDGB-EDGE-bothneg_notarget SDGB-EDGE-signchange "
        "SDGB-EDGE-base_eq_limit_hold SDGB-EDGE-minlimit SDGB-EDGE-nochange SDGB-BASE-EQ-TARGET-2.4"
    ),
    "eurostat_threshold_with_target": "EUROSTAT-thr-2 EUROSTAT-thr-3 EUROSTAT-thr-4 EUROSTAT-thr-5",
    "un_progress_chart_projection_ratio": "UN2023-0 UN2023-1 UN2023-2 UN2023-3",
    "un_progress_chart_cr": "UN2022-CR-1",
    "linear_progress_csi_0_10": "ESCAP-CSI-0 ESCAP-CSI-1 ESCAP-CSI-3 ESCAP-CSI-4 ESCAP-CSI-5 ESCAP-CSI-degenerate",
    "normalise_minmax": "COINR-minmax_0_100",
    "normalise_zscore": "COINR-zscore_10_2",
    "normalise_dist2max": "COINR-dist2max",
    "normalise_dist2ref": "COINR-dist2ref4_cap",
    "normalise_dist2targ": "COINR-dist2targ3_neg COINR-dist2targ3_neg_cap",
    "normalise_borda": "COINR-borda",
    "normalise_goalposts": "COINR-goalposts_notrunc",
    "aggregate_weighted_mean": "COINR-agg-gmean COINR-agg-hmean COINR-agg-gmean-zero COINR-agg-na COINR-agg-na-gm",
    "aggregate_copeland": "COINR-copeland",
    "cagr_gap": "COINR-cagr-00",
    "mann_kendall_exact": "MK-n5-exact",
    "mann_kendall": "MK-ties",
    "sen_slope": "SEN-gaps-nan",
    "theil_sen_ci95": "SEN-ci SEN-irregular",
    "spearman_trend": "SPEARMAN-trend",
    "linear_projection": "LIN-2030-95 LIN-2030-80",
    "loglinear_projection": "LOG-2030-95",
    "logit_projection_percent": "LOGIT-2030",
    "random_walk_drift": "RWD-2030",
    "theil_decomposition": "THEIL-6",
    "inequality_small": "INEQ-5",
    "inequality_population_weighted": "INEQ-weighted",
    "small_count_rule": "SDC-ons-0 SDC-ons-1 SDC-ons-2 SDC-ons-3",
    "dominance_nk": "SDC-acro-safe",
    "obs_status_handling": "SDMX-use SDMX-W-trap",
    "sobol_indices": "SOBOL-additive",
    "goldilocks_transform": "RANGE-fold",
    "milestone": "BINARY-milestone",
    "accumulation_type": "DNP-acumulado DNP-capacidad DNP-reduccion DNP-flujo",
}


def test_every_agreed_case_is_there_under_its_kind():
    """Eighty-five ids, each of the kind named here."""
    agreed = {name: kind for kind, names in AGREED.items() for name in names.split()}
    assert len(agreed) == 85
    assert {name: case(name).method for name in agreed} == agreed


def test_every_kind_is_answered():
    """No case lies in a file without a function that answers it here, or a card that works it by hand."""
    kinds = {one.method for one in read_cases().values()}
    assert kinds - {"by_hand"} == set(ANSWERS)


# ---------------------------------------------------------------- answers


def way(inputs: dict) -> str:
    """The desired direction in our words."""
    return "increase" if inputs["direction"] == 1 else "decrease"


def spans(inputs: dict) -> tuple[float, float | None]:
    """Years from the base year to the current one, and to the target's."""
    base, end = inputs["base_year"], inputs.get("target_year")
    return inputs["current_year"] - base, None if end is None else end - base


def growing(one: Case) -> dict[str, Any]:
    """Statistics Canada's result, and Eurostat's where the case is theirs."""
    i = one.inputs
    (years, target_years), direction = spans(i), way(i)
    value, base, target = i["current_value"], i["base_value"], i["target"]
    found = statcan.series_progress(
        value, base, years, direction, target=target, target_years=target_years, limit=i.get("limit")
    )
    answer = {"progress_value": found.value, "score": found.score, "status": found.status, "coefficient": found.factor}
    if one.id.startswith("EUROSTAT"):
        ratio = eurostat.growth_ratio(value, base, target, years, target_years, direction)
        answer = {"ratio": ratio, "status": eurostat.status_with_target(ratio)}
        answer["cagr_actual"] = growth.annual_growth(value, base, years)
        answer["cagr_required"] = growth.required_growth(base, target, target_years)
    if "status_not" in one.expected:  # a fall where an increase is desired: no progress by any of the methods
        wanted = un.wanted_growth(value, base, years, direction)
        assert {found.status, un.trend_status_2022(wanted)} == {"deterioration"}
        answer = {"status_not": "on_track"}
    return answer


def projected_share(one: Case) -> dict[str, Any]:
    """The projection ratio of the United Nations and its score."""
    i = one.inputs
    ratio = un.projection_ratio(i["current_value"], i["base_value"], i["target"], *spans(i))
    return {"ratio": ratio, "score": un.projection_score(ratio)}


def growths(one: Case) -> dict[str, Any]:
    """The ratio of growths of 2022; the target is below the baseline."""
    i = one.inputs
    ratio = un.growth_ratio(i["current_value"], i["base_value"], i["target"], *spans(i), "decrease")
    return {"cr": ratio, "status": un.status_2022(ratio)}


def csi(one: Case) -> dict[str, Any]:
    """ESCAP's index."""
    values = [one.inputs[name] for name in ("current", "base", "target")]
    if one.inputs.get("parity"):
        return {"csi": escap.parity_status(*values)}
    return {"csi": escap.current_status(*values, way(one.inputs))}


def cumulated(one: Case) -> dict[str, Any]:
    """The types of accumulation, under their Spanish names."""
    i = dict(one.inputs)
    rule = {"flujo": "flow", "acumulado": "cumulative", "capacidad": "capacity", "reduccion": "reduction"}[
        i.pop("kind")
    ]
    names = {"annual_results": "results", "annual_targets": "targets"}
    return {"progress": getattr(accumulation, rule)(**{names.get(name, name): value for name, value in i.items()})}


def steps_done(one: Case) -> dict[str, Any]:
    """A list of milestones: achieved only if all are."""
    done = one.inputs["milestones"]
    words = {"target_not_achieved": "not_achieved", "target_achieved": "achieved"}
    share = target_kinds.milestone_share(done, one.inputs["weights"])
    return {"progress": share, "status": words[statcan.binary(done)]}


def series_scores(one: Case) -> dict[str, Any]:
    """The indicator of several series."""
    found = statcan.indicator_progress(one.inputs["series_scores"], one.inputs["series_target_achieved"])
    return dict(zip(("score", "status"), found, strict=True))


def observed(one: Case) -> dict[str, Any]:
    """What may be compared: a break begins again, Q is missing, F no observation; W is a value like any other."""
    if "status" in one.inputs:
        flag = one.inputs["status"]
        meaning = "withheld" if disclosure.is_suppressed(flag) else disclosure.MEANINGS[flag].lower()
        return {"meaning": meaning, "not_meaning": "withheld" if meaning != "withheld" else None}
    rows = one.inputs["series"]
    columns = ([str(row["year"]) for row in rows], [row["value"] for row in rows], [row["status"] for row in rows])
    found = comparability.comparable(*columns, "stock", "A")
    why = {rows[i]["year"]: reason for i, reason in found.excluded}
    left_out = {str(row["year"]): row["status"] for row in rows if why.get(row["year"]) in ("missing", "forecast")}
    flags = {rows[i]["year"]: rows[i]["status"] for i in found.used}
    said = {"B": "break at {}", "P": "provisional {}"}
    return {
        "used_in_progress": list(flags),
        "excluded": left_out,
        "warn": [said[flag].format(year) for year, flag in flags.items() if flag in said],
        "baseline_before_break": next(f"{year} not comparable" for year in why if why[year] == "before_break"),
    }


def normalised(one: Case) -> dict[str, Any]:
    """COINr's forms under their names here."""
    i = dict(one.inputs)
    x, direction = i["x"], "decrease" if i.get("direction") == -1 else "increase"
    forms: dict[str, Callable[[], Any]] = {
        "minmax": lambda: normalise.min_max(x, *i["l_u"], direction=direction),
        "zscore": lambda: normalise.z_score(x, *i["m_sd"], direction=direction),
        "dist2max": lambda: normalise.distance_to_max(x, direction),
        "dist2ref": lambda: normalise.distance_to_reference(x, i["iref"] - 1, i["cap_max"], direction),
        "dist2targ": lambda: normalise.distance_to_target(x, i["target"], i.get("cap_max", False), direction),
        "borda": lambda: normalise.borda(x, direction, i["ties"]),
        "goalposts": lambda: normalise.goalposts(x, i["low"], i["high"], i["scale"], direction, i["truncate"]),
    }
    found = forms[one.method.removeprefix("normalise_")]()
    return {"y": [None if number != number else number for number in found.tolist()]}


def averaged(one: Case) -> dict[str, Any]:
    """The mean of the parts; one that a zero forbids is refused, and a floor gives it a number."""
    i = one.inputs
    rule = {"kind": i["kind"], "least": 0}
    try:
        return {"value": float(composite.aggregate(i["values"], i["weights"], composite.Rule(**rule)))}
    except ValueError:
        floored = composite.aggregate(i["values"], i["weights"], composite.Rule(**rule, floor=1))
        assert 1 < floored < max(i["values"])
        return {"must": "raise_or_floor"}


def compared_in_pairs(one: Case) -> dict[str, Any]:
    """The outranking matrix and the score of Copeland."""
    table, weights = one.inputs["X"], one.inputs["weights"]
    found = composite.outranking(table, weights), composite.copeland(table, weights)
    return dict(zip(("outranking", "copeland"), (one.tolist() for one in found), strict=True))


def series(one: Case) -> tuple[list[float], list[float]]:
    """Times and values; positions where no years are given."""
    values = one.inputs["values"]
    return one.inputs.get("years", list(range(len(values)))), values


def mann_kendall(one: Case) -> dict[str, Any]:
    """The test under the names of the case: `p` of the peer is the normal one."""
    found = trend.mann_kendall(*series(one))
    exact = {"S": found.s, "p_two_sided": found.p_exact, "p_normal_approx": found.p_normal}
    normal = {"s": found.s, "var_s": found.var_s, "z": found.z, "p": found.p_normal, "Tau": found.tau}
    return exact | normal | {"slope": trend.sen_slope(*series(one)).slope}


def sen(one: Case) -> dict[str, Any]:
    """Slope, interval and intercept."""
    return vars(trend.sen_slope(*series(one)))


def spearman(one: Case) -> dict[str, Any]:
    """The p that other programs print is that of t."""
    found = trend.spearman(*series(one))
    return {"rho": found.rho, "p": found.p_t}


def line(one: Case) -> dict[str, Any]:
    """Least squares on the scale that the kind names, with one interval."""
    i = one.inputs
    scale = {"linear_projection": "identity", "loglinear_projection": "log", "logit_projection_percent": "logit"}
    model = projection.fit(i["years"], i["values"], scale[one.method])
    found = projection.projection(model, i["target_year"], levels=[i["level"]])
    ((_, low, high),) = found.intervals
    middle = {"fit": found.central, "fit_median": found.central, "low": low, "high": high}
    return {"slope": model.slope, "sigma": model.sigma, "growth": model.growth} | middle


def walk(one: Case) -> dict[str, Any]:
    """The random walk with drift, with the normal distribution that R takes."""
    i = one.inputs
    model = projection.fit(i["years"], i["values"], method=projection.WALK, distribution="normal")
    ahead = [projection.projection(model, i["years"][-1] + h + 1, levels=i["levels"]) for h in range(i["h"])]
    _, low, high = zip(*ahead[-1].intervals, strict=True)
    return {"mean": [step.central for step in ahead], "low": list(low), "high": list(high)}


def unequal(one: Case) -> dict[str, Any]:
    """All measures of disparity, and the split where there are groups."""
    values, population = one.inputs["values"], one.inputs.get("population")
    found = vars(disparity.disparity(values, population)) | {"T": disparity.theil(values, population)}
    found["theil_T"] = found["T"]
    found["atkinson"] = {str(e): disparity.atkinson(values, float(e), population) for e in ("0.5", "1", "2")}
    if "groups" in one.inputs:
        found |= vars(disparity.theil_split(values, one.inputs["groups"], population))
    return found


def small_count(one: Case) -> dict[str, Any]:
    """The rule of the Office for National Statistics."""
    count = one.inputs["numerator"]
    found = disclosure.release(count, count)
    words = {"obs_status": disclosure.MEANINGS[found.flag], "sdmx_code": found.flag}
    return words | {"publish_value": found.value is not None}


def dominated(one: Case) -> dict[str, Any]:
    """The (n, k) and the p % rule."""
    i = one.inputs
    found = disclosure.dominance(i["contributions"], i["n"], i["k"])
    return {"share_top_n": found.share_top, "p_ratio": found.p_ratio, "unsafe": found.unsafe}


def influence(one: Case) -> dict[str, Any]:
    """Sobol indices of the weighted sum that the case names."""
    assert one.inputs["function"] == "0.5x1+0.3x2+0.2x3, x~U(0,1)"
    found = sensitivity.sobol_effects(lambda x: x @ [0.5, 0.3, 0.2], {"x1": 1, "x2": 1, "x3": 1}, seed=1)
    return {"S1": found.first[0].tolist(), "ST": found.total[0].tolist()}


ANSWERS: dict[str, Callable[[Case], dict[str, Any]]] = {
    "cagr_ratio_to_target": growing,
    "cagr_direction_limit": growing,
    "cagr_direction": growing,
    "cagr_ratio_edge": growing,
    "indicator_score_mean_of_series": series_scores,
    "eurostat_threshold_with_target": lambda one: {"status": eurostat.status_with_target(one.inputs["ratio"])},
    "un_progress_chart_projection_ratio": projected_share,
    "un_progress_chart_cr": growths,
    "linear_progress_csi_0_10": csi,
    "goldilocks_transform": lambda one: {"transformed": statcan.goldilocks(**one.inputs)},
    "milestone": steps_done,
    "accumulation_type": cumulated,
    "cagr_gap": lambda one: {"cagr": growth.annual_growth(*one.inputs["values"][::-1], 5)},
    "obs_status_handling": observed,
    "normalise_minmax": normalised,
    "normalise_zscore": normalised,
    "normalise_dist2max": normalised,
    "normalise_dist2ref": normalised,
    "normalise_dist2targ": normalised,
    "normalise_borda": normalised,
    "normalise_goalposts": normalised,
    "aggregate_weighted_mean": averaged,
    "aggregate_copeland": compared_in_pairs,
    "mann_kendall_exact": mann_kendall,
    "mann_kendall": mann_kendall,
    "sen_slope": sen,
    "theil_sen_ci95": sen,
    "spearman_trend": spearman,
    "linear_projection": line,
    "loglinear_projection": line,
    "logit_projection_percent": line,
    "random_walk_drift": walk,
    "theil_decomposition": unequal,
    "inequality_small": unequal,
    "inequality_population_weighted": unequal,
    "small_count_rule": small_count,
    "dominance_nk": dominated,
    "sobol_indices": influence,
}


@pytest.mark.parametrize("one", [given for given in cases() if given.values[0].method != "by_hand"])
def test_a_case_comes_out_as_expected(one):
    """Every figure and word that the case expects, each within the tolerance of the case and no wider."""
    found = ANSWERS[one.method](one)  # must_not: raise
    expected = {name: value for name, value in one.expected.items() if name != "must_not"}
    assert {name: plain(found[name]) for name in expected} == near(one, expected)


def plain(value: object) -> object:
    """A list as it is, so that each of its numbers is compared."""
    return list(value) if isinstance(value, tuple) else value


def test_the_tolerance_of_a_case_is_neither_widened_nor_lost():
    """A figure just outside is refused, within lists and tables too; a word has no tolerance."""
    one = case("COINR-copeland")
    assert near(one, [[0.2]]) == [[0.2 + 9e-13]]
    assert near(one, [[0.2]]) != [[0.2 + 2e-12]]
    assert near(case("SDC-ons-0"), {"publish_value": False}) == {"publish_value": False}
    assert near(case("BINARY-milestone"), 0.5) != 0.5 + 1e-15
