"""Selecting schools and employers by name, however many names there are."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sim.study.plan import selectors
from sim.study.scenario.partnership import EmployerSelector, PartnershipSpec, SchoolSelector

FIRMS = 300


def firm(number: int) -> SimpleNamespace:
    return SimpleNamespace(
        id=f"f{number}",
        name=f"Firm {number}",
        firm=f"f{number}",
        sector="Manufacturing",
        field="production",
        jobs=(number + 1, 0, 0),
        establishments=1,
        kind="named",
    )


REGION = SimpleNamespace(
    employers=[firm(number) for number in range(FIRMS)],
    zones=[SimpleNamespace(id="n", name="North"), SimpleNamespace(id="s", name="South")],
    schools=[
        SimpleNamespace(id=f"s{at}", name=f"School {at}", zone="ns"[at % 2], level="high",
                        first_grade=9, last_grade=12, econ_disadvantaged=1, pupils=2)
        for at in range(6)
    ],
)  # fmt: skip
ACTIVITY = SimpleNamespace(grades=(11, 12), fields=())


def asked(**selector: object) -> list[int]:
    spec = PartnershipSpec.model_construct(
        grades=None, fields=None, schools=None, employers=EmployerSelector.model_construct(**selector)
    )
    return selectors.employer_mask(spec, ACTIVITY, REGION).nonzero()[0].tolist()  # type: ignore[arg-type]


def teaching(**selector: object) -> list[int]:
    spec = PartnershipSpec.model_construct(
        grades=None, fields=None, employers=None, schools=SchoolSelector.model_construct(**selector)
    )
    return selectors.school_mask(spec, ACTIVITY, REGION).nonzero()[0].tolist()  # type: ignore[arg-type]


def test_a_name_is_the_id_the_name_or_the_firm_whatever_its_letters():
    assert asked(names=("FIRM 3", " f7 ")) == [3, 7]
    assert asked(size_at_least=FIRMS - 1) == [FIRMS - 2, FIRMS - 1]
    assert asked(names=("firm 299", "firm 0"), size_at_least=2) == [FIRMS - 1]
    assert selectors.rows_of_employer(" Firm 12", REGION) == [12]  # type: ignore[arg-type]
    assert teaching(names=("school 2", "S5")) == [2, 5]
    assert teaching(zones=("north",)) == [0, 2, 4] == teaching(zones=("N",))


@pytest.mark.parametrize("many", [10, FIRMS])
def test_names_are_looked_up_and_not_compared_one_by_one(many, monkeypatch):
    """The names of a partnership are folded once, those of an employer once: 400 names cost no 400 passes."""
    folded: list[str] = []
    fold = selectors._fold

    def counted(text: str) -> str:
        folded.append(text)
        return fold(text)

    monkeypatch.setattr(selectors, "_fold", counted)
    assert len(asked(names=tuple(f"firm {number}" for number in range(many)))) == many
    assert len(folded) <= many + 3 * FIRMS
