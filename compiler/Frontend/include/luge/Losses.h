/// Losses: `criterion(input, target)` (https://docs.pytorch.org/docs/stable/nn.html#loss-functions).
#ifndef LUGE_LOSSES_H
#define LUGE_LOSSES_H

#include "luge/ClassificationLosses.h"
#include "luge/MarginLosses.h"
#include "luge/RegressionLosses.h"
#include "luge/SequenceLosses.h"
#include "luge/VocabularyLosses.h"

#endif // LUGE_LOSSES_H
