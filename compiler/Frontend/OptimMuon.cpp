/// What Muon keeps, reads and allows.
#include "luge/OptimMuon.h"

#include "compiler/Frontend/OptimChecks.h"
#include "compiler/Frontend/TensorImpl.h"

using namespace luge;
using namespace luge::optim;

MuonOptions::MuonOptions(double lr)
    : OptimizerOptions{{{"lr", lr},
                        {"weight_decay", 0.1},
                        {"momentum", 0.95},
                        {"ns_a", 3.4445},
                        {"ns_b", -4.7750},
                        {"ns_c", 2.0315},
                        {"eps", 1e-7},
                        {"ns_steps", 5}},
                       {{"nesterov", true}, {"match_rms_adamw", false}},
                       {{"adjust_lr_fn", "original"}}} {}

void MuonOptions::check(OptimizerOptions &options, Location where) {
  expectRates(options, where);
  expectNonNegative(options, "momentum", "momentum value", where);
  expectRange(options.numbers.at("ns_steps"), 0, 100, "number of steps 'ns_steps'", where);
  expectInteger(options, "ns_steps", "number of steps 'ns_steps'", where);
  const std::string &adjustment = options.choices.at("adjust_lr_fn");
  if (adjustment != "original" && adjustment != "match_rms_adamw")
    throw ValueError("Invalid function 'adjust_lr_fn': '" + adjustment +
                         "'; expected 'original' or 'match_rms_adamw'",
                     where);
  options.flags["match_rms_adamw"] = adjustment == "match_rms_adamw";
}

UpdateRule MuonOptions::rule(const OptimizerOptions &, const Sizes &shape, Location where) {
  if (shape.size() != 2)
    throw ValueError("Muon only supports parameters of two dimensions, got one of shape " +
                         frontend::toString(shape),
                     where);
  return {"optim.muon",
          {{"momentum_buffer"}},
          {"lr", "weight_decay", "momentum", "ns_a", "ns_b", "ns_c", "eps"},
          {"nesterov", "match_rms_adamw"},
          {"ns_steps"}};
}
