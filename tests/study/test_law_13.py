"""Law 13: every key of a file of a study changes what is counted, or is warned of, refused, or words.

The keys are those of the models and tables themselves, so that a new one is walked, and must act, from the
moment it exists; ``tests/core/test_columns_act.py`` shows which columns of a plan act at all. The walk, which
``test_law_13_regions.py`` goes on with, is over more than 500 keys; ``-s`` prints how they answered.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from answers import ACTS, REFUSED, TOLD, WARNED, Study, answer, changed
from law_13_values import (
    BASE,
    BEFORE,
    COUNTS,
    MEANINGS,
    OF_REGION,
    PLACES,
    SECTIONS,
    TRIED,
    judged,
    value_of,
)  # fmt: skip
from tiny_region import tiny_region

from sim.core.columns import CHANNELS, Channel
from sim.study.evidence.overrides import evidence_cards
from sim.study.levers.registry import lever_models
from sim.study.region.columns import COLUMNS
from sim.study.scenario.shock_kinds import SHOCK_KEYS, SHOCK_KINDS

PARENT = {"parent.yaml": BASE | {"seed": 99, "shocks": [{"what": "recession", "when": "2028-29"}]}}


@pytest.fixture(scope="module")
def region():
    return tiny_region()


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return Study(tmp_path_factory.mktemp("law13") / "scenarios")


@pytest.fixture(scope="module")
def ask(study, region):
    """How a change of the scenario is answered."""

    def asked(before, after, base=BASE):
        start = changed(base, before)
        reads = [study.read(tree, region, PARENT) for tree in (start, changed(start, after))]
        return answer(*reads)

    return asked


OF_SCENARIO = [(name, key) for name in PLACES for key in SECTIONS[name].keys]


def test_every_section_has_a_walk():
    walked = {
        *PLACES,
        *OF_REGION,
        *(f"lever {name}" for name in lever_models()),
        "scenario.shocks",
        "scenario.sweep",
    }
    assert set(SECTIONS) == walked, "say in tests/law_13_values.py where the keys of a new section stand"


@pytest.mark.parametrize(("section", "key"), OF_SCENARIO)
def test_keys_of_a_scenario(ask, section, key):
    before = BEFORE.get(section, {})
    if (section, key) == ("scenario", "sweep"):
        pytest.skip("has a test of its own")
    own, after = TRIED.get((section, key)) or (
        {},
        {PLACES[section] + key: value_of(MEANINGS[section][key][1])},
    )
    judged(section, key, ask({**before, **own}, after))


@pytest.mark.parametrize("name", lever_models())
def test_keys_of_a_lever(ask, name):
    """The lever's own example, and each key with the example of its declaration, else with other numbers."""
    model = lever_models()[name]
    stated = value_of(model.example)
    before = {"partnerships/lever": stated}
    for key in SECTIONS[f"lever {name}"].keys:
        if key == "lever":
            found = ask(before, {"partnerships/lever/lever": "no such lever"})
            COUNTS[f"lever {name}", found] += 1
            assert found == REFUSED
            continue
        example = value_of(MEANINGS[f"lever {name}"][key][1])
        tried = [example, *other_values(stated.get(key, example))]
        if key == "until":
            tried = ["2030-31"]
        if key == "for":
            tried = [["hosted"], ["certified"]]
        found = [ask(before, {f"partnerships/lever/{key}": value}) for value in tried]
        best = next((kind for kind in (ACTS, WARNED, TOLD) if kind in found), found[0])
        COUNTS[f"lever {name}", best] += 1
        assert best == (TOLD if key == "note" else ACTS), f"'{key}' of the lever {name} is {best}"


def other_values(value):
    """Values of the same kind as one that is stated: another number, another answer."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value * 2, value / 2]
    if isinstance(value, dict):
        return [{key: other_values(one)[0] for key, one in value.items()}]
    if isinstance(value, list):
        return [value[:1], value[1:]]
    return [
        re.sub(r"\d[\d_]*", lambda found: str(int(found[0].replace("_", "")) // 2 + 1), str(value), count=1)
    ]


SHOCKED = {
    "what": "no such shock",
    "when": "2029-30",
    "probability": "0 %",
    "employer": "erlanger",
    "field": "maintenance",
    "level": "skilled",
    "size": "40 %",
    "jobs": 55,
    "years": 4,
    "recovery": "7 years",
    "notice": "4 years",
    "outdated": "60 %",
}


@pytest.mark.parametrize("kind", SHOCK_KINDS)
def test_keys_of_a_shock(ask, kind):
    """Of every kind each key; those that a kind does not take are refused."""
    stated = value_of(SHOCK_KINDS[kind].example)
    assert set(SECTIONS["scenario.shocks"].keys) == {"what", "when", *SHOCK_KEYS} == set(SHOCKED)
    for key, value in SHOCKED.items():
        if key == "employer" and "employer" not in stated:
            value = "volkswagen"
        found = ask({"shocks": [stated]}, {f"shocks/0/{key}": value})
        taken = key in ("when", "probability", *SHOCK_KINDS[kind].keys)
        COUNTS["scenario.shocks", found] += 1
        assert found == (ACTS if taken else REFUSED), f"'{key}' of {kind} is {found}"


@pytest.mark.parametrize("channel", CHANNELS)
def test_channels_of_an_activity(ask, channel):
    moved = Channel[channel.upper()]
    value = {
        "value": f"0.2 {moved.unit}" if moved.unit in ("SD", "log-odds") else 0.2,
        "evidence": {"grade": "E", "source": "a pilot", "note": "none"},
    }
    if moved.unit == "USD/year":
        value["value"] = "1_000 USD/year"
    found = ask({}, {f"activities/mine/channels/{channel}": value})
    COUNTS["channels", found] += 1
    assert found == ACTS


@pytest.fixture(scope="module")
def overridden(study, region):
    """Cards whose number in the plan is another one when a scenario states nearly its central value."""
    acting = set()
    for factor in (0.9, 1.1, 0.5):
        stated = {name: _nearby(card.draw(None), factor) for name, card in evidence_cards().items()}
        evidence = {"grade": "judgement", "source": "a trial"}
        within = {
            name: {"value": value, "evidence": dict(evidence)}
            for name, value in stated.items()
            if name not in acting
        }
        before, after = study.read(BASE, region, {}), study.read(BASE | {"parameters": within}, region, {})
        while after.refused:  # leave out what does not fit its card
            wrong = set(re.findall(r"error\[SIM01\d\]: ([\w.]+)[: ]", after.refused))
            assert wrong & set(within), after.refused
            within = {name: value for name, value in within.items() if name not in wrong}
            after = study.read(BASE | {"parameters": within}, region, {})
        acting |= {
            name
            for name in within
            if before.plan[f"parameters.{name} None"] != after.plan[f"parameters.{name} None"]
        }
    return acting


@pytest.mark.parametrize("name", evidence_cards())
def test_every_parameter_can_be_given_another_value(overridden, name):
    assert name in overridden
    COUNTS["parameters", ACTS] += 1


def _nearby(central, factor: float):
    if isinstance(central, tuple):
        return list(reversed(central)) if factor == 0.9 else [(value or 0.01) * factor for value in central]
    return central * factor if central else 0.01 * factor


def test_the_keys_of_a_sweep_make_and_take_scenarios(study, region):
    from tiny_region import write_region, write_tree

    from sim.study.load.scenario import load_study

    write_region(study.folder / "regions" / "tiny", region)
    seats, years = "partnerships.hosted.seats", "partnerships.own.seats"
    plain = {seats: [10, 20], years: [5, 6]}
    numbers = []
    for sweep in (
        plain,
        {"zip": plain},
        plain | {"include": [{seats: 99}]},
        plain | {"exclude": [{seats: 10, years: 5}]},
    ):
        path = study.folder / "test" / "swept.yaml"
        write_tree(path, BASE | {"sweep": sweep})
        numbers.append(len(load_study(path)))
    assert numbers == [4, 2, 5, 3]
    COUNTS["scenario.sweep", ACTS] += len(SECTIONS["scenario.sweep"].keys)
    assert set(SECTIONS["scenario.sweep"].keys) == {"zip", "include", "exclude"}


def test_the_walk_is_over_all_of_them():
    """How many keys there are in all, and what was answered so far in this process."""
    columns = sum(len(names) for names in COLUMNS.values())
    walked = sum(len(section.keys) for section in SECTIONS.values()) + columns + len(evidence_cards())
    assert walked + len(CHANNELS) + len(SHOCK_KINDS) * len(SHOCKED) > 500
    kinds: Counter[str] = Counter()
    for (_, kind), number in COUNTS.items():
        kinds[kind] += number
    print(f"\n{sum(kinds.values())} answers: {dict(sorted(kinds.items()))}")
