//===- OptimOps.td - Every op of the optim dialect ----------------------------------------===//

#ifndef LUGE_DIALECTS_OPTIM_OPTIMOPS_TD
#define LUGE_DIALECTS_OPTIM_OPTIMOPS_TD

include "dialects/Optim/OptimAdam.td"
include "dialects/Optim/OptimAdaptive.td"
include "dialects/Optim/OptimMuon.td"
include "dialects/Optim/OptimSgd.td"
include "dialects/Optim/OptimSign.td"

#endif // LUGE_DIALECTS_OPTIM_OPTIMOPS_TD
