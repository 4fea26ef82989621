"""usage: interrupt.py SIGNAL EXIT_CODE COMMAND...

Runs COMMAND with --json, sends it SIGNAL after its first epoch, and expects EXIT_CODE.
"""

import json
import signal
import subprocess
import sys

process = subprocess.Popen([*sys.argv[3:], "--json"], stdout=subprocess.PIPE, text=True)
for line in process.stdout:
    if json.loads(line)["event"] == "epoch":
        process.send_signal(signal.Signals["SIG" + sys.argv[1]])
        break
process.stdout.read()
code = process.wait()
if code != int(sys.argv[2]):
    sys.exit(f"expected exit code {sys.argv[2]}, got {code}")
