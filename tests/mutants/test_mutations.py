"""The list of mutations fits the source as it stands."""

import pytest

from tests.mutants.mutations import MUTATIONS, SIM


def test_there_are_enough():
    assert len(MUTATIONS) >= 30
    assert len({(m.file, m.old, m.new) for m in MUTATIONS}) == len(MUTATIONS)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.why)
def test_it_fits_just_once(mutation):
    text = (SIM / mutation.file).read_text()
    compile(mutation.applied(text), mutation.file, "exec")
