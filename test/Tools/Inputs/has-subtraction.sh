#!/bin/sh
# Interesting (1) as long as the file subtracts.
if grep -q arith.subf "$1"; then exit 1; else exit 0; fi
