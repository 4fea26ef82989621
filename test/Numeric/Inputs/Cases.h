/// What the programs share that run cases from a file on arrays from another: PROGRAM CASES INPUTS.npz OUTPUTS.npz
#ifndef LUGE_TEST_NUMERIC_CASES_H
#define LUGE_TEST_NUMERIC_CASES_H

#include "luge/luge.h"
#include "runtime/Data/Npz.h"

#include <string>

namespace luge::cases {

extern data::Arrays inputs, outputs;

data::Array copyElements(const Tensor &tensor);
/// Adds a tensor to the outputs.
void output(const std::string &name, const Tensor &tensor);

/// The body of `main`: reads the inputs, gives each line of the cases to `runCase`, and writes the outputs.
int runAll(int argc, char **argv, const char *program, void (*runCase)(const std::string &line));

} // namespace luge::cases

#endif // LUGE_TEST_NUMERIC_CASES_H
