"""An agent for `beachhead table SCENARIO --side SIDE --json-lines`, as short as can be.

    python tests/table/agent.py toro japan

It asks what it knows and what it can order, and sends whoever is idle to the fighting. A language
model would be shown the text of `{"do": "tell"}` and asked for one of the orders instead.
"""

import json
import subprocess
import sys

scenario, side = sys.argv[1:]
words = [sys.executable, "-m", "sim", "table", scenario, "--side", side, "--json-lines"]
game = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ask(**request):
    game.stdin.write(json.dumps(request) + "\n")
    game.stdin.flush()
    return json.loads(game.stdout.readline())


print(json.loads(game.stdout.readline())["scenario"])
now = ask(do="view")
while now["type"] == "view":
    fights = [place["name"] for place in now["places"] if place["contact"]]
    idle = [unit["name"] for unit in now["units"] if unit["posture"] == "in the field"]
    for legal in ask(do="legal")["orders"] if fights else []:
        if legal["kind"] == "counter_attack" and legal["units"][0] in idle:
            answer = ask(do="order", order=legal["order"])
            print(now["time"], legal["text"], answer["type"])
            idle.remove(legal["units"][0])
    now = ask(do="advance", turns=4)
print(now["outcome"]["winner"], now["score"])
game.stdin.close()
