// RUN: luge-opt %s --luge-limit-vectors=target=avx2 --split-input-file --verify-diagnostics

// Thirty-two registers are many, and no more.
func.func @largest(%x: vector<256xf32>) -> vector<256xf32> {
  %0 = arith.addf %x, %x : vector<256xf32>
  return %0 : vector<256xf32>
}

// -----

func.func @too_large(%x: f64) -> f64 {
  // expected-error @below {{'vector.broadcast' op expected vectors of at most 32 registers, got 'vector<3x43xf64>', which takes 33 of 32 bytes}}
  %0 = vector.broadcast %x : f64 to vector<3x43xf64>
  %1 = vector.extract %0[1, 7] : f64 from vector<3x43xf64>
  return %1 : f64
}
