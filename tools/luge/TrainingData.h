// The data sets that `--data` names.
#ifndef LUGE_TOOLS_LUGE_TRAININGDATA_H
#define LUGE_TOOLS_LUGE_TRAININGDATA_H

#include "runtime/Data/Dataset.h"
#include "tools/luge/Instance.h"

namespace luge::driver {

struct TrainingData {
  data::Dataset train, test;
};

/// Throws unless `name` is that of a data set, or of a file or folder that exists.
void expectDataSet(llvm::StringRef name);

/// Reads the data set called `name`, or the file or folder there, for a step that takes (input, target). Throws when
/// its rows are not what the step takes.
TrainingData loadTrainingData(llvm::StringRef name, const Function &step, uint64_t seed);

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_TRAININGDATA_H
