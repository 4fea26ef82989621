// RUN: luge-opt %S/Inputs/step.mlir --luge-pipeline=stop-after=trace > %t.traced
// RUN: luge-opt %S/Inputs/step.mlir | diff - %t.traced

// What the user wrote: no pass has run.
