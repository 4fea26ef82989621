/// All functions of tensors.
#ifndef LUGE_OPS_H
#define LUGE_OPS_H

#include "luge/Contractions.h"
#include "luge/Elementwise.h"
#include "luge/Reductions.h"
#include "luge/Shapes.h"

#endif // LUGE_OPS_H
