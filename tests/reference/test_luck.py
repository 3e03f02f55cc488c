"""The referee's own luck: the published vectors of its generator, and quantiles."""

import pytest
from scipy.stats import binom

from tests.reference.luck import Luck, binomial
from tests.reference.philox import philox4x32


# published with the generator: Random123, kat_vectors
@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        ([0] * 4, [0] * 2, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        (
            [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
            [0xA4093822, 0x299F31D0],
            "d16cfe09 94fdcceb 5001e420 24126ea1",
        ),
    ],
)
def test_known_answers_of_the_generator(counter, key, words):
    assert " ".join(f"{word:08x}" for word in philox4x32(counter, key)) == words


@pytest.mark.parametrize("count", [1, 7, 60, 900, 9000])
@pytest.mark.parametrize("chance", [1e-6, 0.01, 0.3, 0.5, 0.97])
def test_binomial_is_the_quantile(count, chance):
    luck = Luck(1, 0)
    for turn in range(40):
        uniform = luck.uniform("test", "binomial", turn)
        assert binomial(count, chance, uniform) == binom.ppf(uniform, count, chance)
