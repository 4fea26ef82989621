#!/bin/sh
# usage: expect-exit.sh CODE COMMAND...: succeeds when COMMAND ends with this exit code.
expected=$1
shift
"$@"
code=$?
[ "$code" = "$expected" ] && exit 0
echo "expected exit code $expected, got $code" >&2
exit 1
