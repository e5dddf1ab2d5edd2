"""Commands that print what the model knows: evidence, activities, indicators."""

from __future__ import annotations

from sim.app.commands.options import Json


def evidence(name: str | None = None, /, *, as_json: Json = False) -> int:
    """Print the parameters with their values and sources, or one of them in full.

    Parameters
    ----------
    name
        Identity of a card such as matching.search_on_job, or the first part of it.
    """
    from sim.app import catalogue

    return catalogue.say_evidence(name, as_json)


def levers(name: str | None = None, /, *, as_json: Json = False) -> int:
    """Print the activities of the library and the levers on the system, or one of them in full.

    Parameters
    ----------
    name
        Name of an activity or lever, such as youth_apprenticeship.
    """
    from sim.app import catalogue

    return catalogue.say_levers(name, as_json)


def indicators(code: str | None = None, /, *, as_json: Json = False) -> int:
    """Print what is counted, or one indicator in full.

    Parameters
    ----------
    code
        Code of an indicator, such as lives_and_works_here_5y.
    """
    from sim.app import catalogue

    return catalogue.say_indicators(code, as_json)
