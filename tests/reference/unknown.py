"""What the referee has no rule for."""


class UnknownToReferee(NotImplementedError):
    """A scenario asks for something that the referee does not know."""


def refuse_unknown(definition):
    """Raise `UnknownToReferee` if a scenario needs a rule of combat that the referee lacks."""
    combat = definition.combat
    if combat.model != "attrition":
        raise UnknownToReferee(f"the combat model {combat.model!r}")
    for name, place in definition.places.items():
        if place.civilians.value != 0:
            raise UnknownToReferee(f"civilians, who live at {name}")
    if combat.fatigue is not None:
        raise UnknownToReferee("fatigue")
