/// Luge: training steps, compiled. Everything a user's program needs.
#ifndef LUGE_LUGE_H
#define LUGE_LUGE_H

#include "luge/Activations.h"
#include "luge/ClipGrad.h"
#include "luge/Compile.h"
#include "luge/Factories.h"
#include "luge/Functional.h"
#include "luge/GradMode.h"
#include "luge/Layers.h"
#include "luge/Losses.h"
#include "luge/LrScheduler.h"
#include "luge/Module.h"
#include "luge/Ops.h"
#include "luge/Optim.h"
#include "luge/SwaUtils.h"
#include "luge/Switch.h"
#include "luge/Tensor.h"
#include "runtime/Data/DataLoader.h"
#include "runtime/Data/FashionMnist.h"
#include "runtime/Data/Npz.h"
#include "runtime/Data/Synthetic.h"
#include "runtime/Progress/ProgressBar.h"

#endif // LUGE_LUGE_H
