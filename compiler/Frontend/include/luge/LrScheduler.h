/// All learning-rate schedulers but SWALR, which is in SwaUtils.h.
#ifndef LUGE_LRSCHEDULER_H
#define LUGE_LRSCHEDULER_H

#include "luge/LrSchedulerCombined.h"
#include "luge/LrSchedulerCyclic.h"
#include "luge/LrSchedulerDecay.h"
#include "luge/LrSchedulerPlateau.h"

#endif // LUGE_LRSCHEDULER_H
