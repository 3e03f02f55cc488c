"""What if the garrison of Port Arthur had fought: does the refusal matter, or the attack?

Copy this file, change what is changed, and start it: python port_arthur_defended.py [picture.png]
"""

import sys

import matplotlib.pyplot as plt
import pandas as pd

import sim

REFUSAL = {"combat.parley.reluctance": 50}  # the admiral does not give up
ATTACK = {"operations.sortie.enabled": True}  # the guard troops attack the landing group
CHANGES = {"refuses": REFUSAL, "attacks": ATTACK, "both": REFUSAL | ATTACK}
MEASURE = "soviet.casualties"
RUNS = 300

port_arthur = sim.load("port_arthur")
found = {name: port_arthur.what_if(change, RUNS, seed=1) for name, change in CHANGES.items()}
table = pd.DataFrame(
    {
        "battles decided, %": {
            name: round(100 * one.decisions / RUNS) for name, one in found.items()
        },
        "as it was": {name: one.table.loc[MEASURE, "baseline"] for name, one in found.items()},
        "with the change": {name: one.table.loc[MEASURE, "change"] for name, one in found.items()},
    }
)
print(f"The garrison of Port Arthur, and {MEASURE}")
print(table.to_string())

figure, panel = plt.subplots(figsize=(6, 2.4), layout="constrained")
panel.barh(table.index, table["with the change"].astype(float), color="#D55E00", label="change")
panel.plot(table["as it was"].astype(float), table.index, "kD", label="as it was")
panel.set_xlabel("Soviet casualties, mean (men)")
panel.set_ylabel("The garrison")
panel.legend(frameon=False)
picture = sys.argv[1] if len(sys.argv) > 1 else "port_arthur_defended.png"
figure.savefig(picture, dpi=150)
print(f"Picture: {picture}")
