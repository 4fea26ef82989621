// All ops of the nn dialect.
#ifndef LUGE_NN_OPS
#define LUGE_NN_OPS

include "dialects/Nn/NnContraction.td"
include "dialects/Nn/NnElementwise.td"
include "dialects/Nn/NnLosses.td"
include "dialects/Nn/NnRandom.td"
include "dialects/Nn/NnReduction.td"
include "dialects/Nn/NnShape.td"

#endif // LUGE_NN_OPS
