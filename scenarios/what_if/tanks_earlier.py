"""What if the tanks at Shumshu had not waited to assemble?

Copy this file, change what is changed, and start it: python tanks_earlier.py [picture.png]
"""

import sys

import sim
from sim.plots.what_if import differences

CHANGE = {"operations.tank_attack.start.delay": {"uniform": ["0 min", "60 min"]}}  # 90 to 180 min
MEASURES = ["tank_attack.started_at", "soviet.casualties", "japan.armour.lost"]
RUNS = 500

# Every battle is played with and without the change, both times with the same luck.
found = sim.load("shumshu").what_if(CHANGE, RUNS, seed=1)
table = found.table.loc[MEASURES, ["baseline", "change", "difference", "se", "changed"]]
print(table.to_string())

picture = sys.argv[1] if len(sys.argv) > 1 else "tanks_earlier.png"
differences(found, MEASURES[1:])[0].ax.figure.savefig(picture)
print(f"Times differ in minutes. Picture: {picture}")
