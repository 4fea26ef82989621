// Models to start from.
#include "tools/luge/Zoo.h"
#include "tools/luge/Failure.h"
#include "llvm/ADT/STLExtras.h"

using namespace luge;
using namespace luge::driver;

static nn::Sequential makeDigitsMlp() {
  return nn::Sequential(nn::Linear(64, 128), nn::ReLU(), nn::Linear(128, 64), nn::ReLU(),
                        nn::Linear(64, 10));
}

static nn::Sequential makeMlp() {
  return nn::Sequential(nn::Linear(784, 512), nn::ReLU(), nn::Linear(512, 512), nn::ReLU(),
                        nn::Linear(512, 10));
}

static nn::Sequential makeTinyMlp() {
  return nn::Sequential(nn::Linear(4, 16), nn::ReLU(), nn::Linear(16, 3));
}

llvm::ArrayRef<ZooModel> luge::driver::zoo() {
  static const ZooModel models[] = {
      {"digits-mlp", "64-128-64-10, ReLU: digits of 8 x 8", {64}, 10, makeDigitsMlp},
      {"mlp", "784-512-512-10, ReLU: pictures of 28 x 28 in ten classes", {784}, 10, makeMlp},
      {"tiny-mlp", "4-16-3, ReLU: four measurements, three classes", {4}, 3, makeTinyMlp},
  };
  return models;
}

const ZooModel *luge::driver::findInZoo(llvm::StringRef name) {
  const ZooModel *found =
      llvm::find_if(zoo(), [&](const ZooModel &model) { return model.name == name; });
  return found == zoo().end() ? nullptr : found;
}

const ZooModel &luge::driver::getFromZoo(llvm::StringRef name) {
  if (const ZooModel *model = findInZoo(name))
    return *model;
  llvm::SmallVector<llvm::StringRef> known;
  for (const ZooModel &model : zoo())
    known.push_back(model.name);
  failUnknown("model", name, known);
}
