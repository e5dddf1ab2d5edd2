"""``mesa.batch_run`` takes the model as it is, and every seed gives another life (case 14)."""

import mesa
import pytest

import sim
from tests.studies import SHIPPED

SMALL = {"horizon.years": 5, "headline_year": "2030-31", "population.scale": 0.05}


@pytest.fixture(scope="module")
def option():
    return sim.load(SHIPPED / "c-apprenticeship.yaml").with_(SMALL)


def test_the_batch_runner_of_mesa_takes_the_model_and_its_seeds(option):
    runs = {"parameters": {"scenario": option}, "max_steps": 3, "display_progress": False}
    rows = mesa.batch_run(sim.PipelineModel, rng=[1, 2, 3, 1], data_collection_period=1, **runs)
    assert [row["year"] for row in rows[:4]] == ["2026-27", "2027-28", "2028-29", "2029-30"]
    lives = [tuple(row["live_and_work_here"] for row in rows if row["RunId"] == run) for run in range(4)]
    assert len(set(lives)) == 3
    assert lives[0] == lives[3]
    last = mesa.batch_run(sim.PipelineModel, **runs)
    model = sim.PipelineModel(option)
    for _ in range(3):
        model.step()
    employers = [person.employer for person in model.students.select(stage="work", place="local")]
    inside = [firm for firm in employers if firm is not None and "outside the region" not in firm.name]
    assert last[0]["live_and_work_here"] == len(inside) > 0
    wanted = sum(firm.field in option.target_fields for firm in inside)
    assert 0 < last[0]["in_target_fields"] == wanted < len(inside)
    assert last[0]["in_school"] == len(model.students.select(stage="school"))


class Counted(sim.PipelineModel):
    """A model with a collector of its own, filled by hand."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.datacollector = mesa.DataCollector({"wages": lambda m: float(m.students.get("wage").sum())})

    def step(self):
        super().step()
        self.datacollector.collect(self)


def test_a_collector_of_ones_own_is_filled_once_a_year(option):
    runs = {"max_steps": 2, "display_progress": False, "data_collection_period": 1}
    rows = mesa.batch_run(Counted, {"scenario": [option]}, rng=[1, 2], **runs)
    assert [row["Step"] for row in rows] == [1, 2, 1, 2]
    assert len({row["wages"] for row in rows}) == 4
