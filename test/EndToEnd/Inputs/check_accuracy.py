"""usage: check_accuracy.py EVENTS MINIMUM: the last epoch's accuracy is at least MINIMUM."""

import json
import sys

accuracies = [event["accuracy"] for event in map(json.loads, open(sys.argv[1])) if "accuracy" in event]
print("accuracies:", *accuracies)
sys.exit(accuracies[-1] < float(sys.argv[2]))
