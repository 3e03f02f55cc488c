"""What if the dense fog over the landing on Shumshu had lifted at six, or at eight?

Copy this file, change what is changed, and start it: python fog_lifts_at_six.py [picture.png]
"""

import sys

import matplotlib.pyplot as plt
import pandas as pd

import sim
from sim.plots.what_if import difference

HOURS = ["06:00", "08:00"]  # the scenario has 11:00, Kamchatka time
MEASURE = "soviet.landing_ship.lost"
RUNS = 400

shumshu = sim.load("shumshu")
found = {}
for hour in HOURS:
    lifts = f"1945-08-18 {hour}"
    change = {"weather.fog.0.end": lifts, "weather.fog.1.start": lifts}
    found[hour] = shumshu.what_if(change, RUNS, seed=1)  # the same luck at every hour

rows = {hour: one.table.loc[MEASURE] for hour, one in found.items()}
table = pd.DataFrame.from_dict(rows, orient="index")
print(f"{MEASURE}, fog until 11:00 against fog until")
print(table[["baseline", "change", "difference", "se"]])

figure, panels = plt.subplots(1, len(HOURS), figsize=(8, 3), sharey=True, layout="constrained")
for panel, (hour, one) in zip(panels, found.items(), strict=True):
    difference(one, MEASURE, ax=panel)
    panel.set_title(f"Landing ships lost, fog until {hour}", loc="left", fontsize=9)
picture = sys.argv[1] if len(sys.argv) > 1 else "fog_lifts_at_six.png"
figure.savefig(picture)
print(f"Picture: {picture}")
