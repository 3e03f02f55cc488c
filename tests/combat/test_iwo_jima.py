import numpy as np

from sim.experiments.play import play
from sim.scenario import load

TOLERANCE = 0.005


def test_engels_trajectory_day_by_day(table):
    played = play(load("iwo_jima").definition, np.arange(3), seed=1, series_every=24)
    ashore = played.series.values["ashore"].astype(float)
    worst = 0.0
    for row in table("engel_model_trajectory_recomputed.csv"):
        day = int(row["day_end"])
        for side, column in enumerate(("us_model", "japan_model")):
            expected = float(row[column])
            found = ashore[:, day, side]
            if expected <= 0:  # the model runs on below zero, a battle does not
                assert (found == 0).all()
                continue
            error = np.abs(found / expected - 1).max()
            worst = max(worst, error)
            print(f"day {day:2d} {column:12s} {expected:9.2f} {found[0]:7.0f} {error:.4%}")
            assert error < TOLERANCE, (day, column)
    print(f"largest error {worst:.3%}")
    assert (played.outcomes["winner"] == "us").all()
