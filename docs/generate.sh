#!/usr/bin/env bash
# usage: generate.sh FOLDER: writes the reference of ops and passes, from their ODS, as Markdown.
set -euo pipefail
folder=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# generate NAME FILE.td GENERATOR...: leaves out what is the same for all ops, which are pure.
generate() {
  mlir-tblgen-22 "${@:3}" -I . -I "$(llvm-config-22 --includedir)" "$2" |
    sed -E -e '/^\[TOC\]$|^Effects: /d' \
      -e '/^(Traits|Interfaces): /s/`(AlwaysSpeculatable[^`]*|ConditionallySpeculatable|InferType[^`]*|NoMemoryEffect [^`]*)`(, )?//g' \
      -e 's/^(Traits|Interfaces): (.*), $/\1: \2/' -e '/^(Traits|Interfaces): $/d' |
    cat -s >"$folder/$1"
}

generate nn.md dialects/Nn/NnOps.td -gen-dialect-doc -dialect=nn
generate autodiff.md dialects/Autodiff/AutodiffOps.td -gen-dialect-doc -dialect=autodiff
generate optim.md dialects/Optim/OptimOps.td -gen-dialect-doc -dialect=optim
generate passes.md docs/passes.td -gen-pass-doc
