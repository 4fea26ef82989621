#include "runtime/Data/FashionMnist.h"

#include "runtime/Data/Error.h"
#include "runtime/Data/Idx.h"

#include <algorithm>
#include <cstdlib>

namespace luge::data {

/// The file with or without ".gz", whichever exists.
static std::filesystem::path findFile(const std::filesystem::path &folder,
                                      const std::string &name) {
  std::filesystem::path plain = folder / name, compressed = folder / (name + ".gz");
  return std::filesystem::exists(plain) && !std::filesystem::exists(compressed) ? plain
                                                                                : compressed;
}

Dataset readMnistFiles(Split split, const std::filesystem::path &folder, int64_t classes) {
  std::string prefix = split == Split::train ? "train" : "t10k";
  std::filesystem::path imageFile = findFile(folder, prefix + "-images-idx3-ubyte");
  std::filesystem::path labelFile = findFile(folder, prefix + "-labels-idx1-ubyte");
  Array images = readIdx(imageFile), labels = readIdx(labelFile);
  if (images.extents.size() != 3)
    throw Error("'" + imageFile.string() + "': expected images [n, height, width], found " +
                toString(images.extents));
  if (labels.extents.size() != 1 || labels.rows() != images.rows())
    throw Error("'" + labelFile.string() + "': expected " + std::to_string(images.rows()) +
                " labels, one per image of '" + imageFile.filename().string() + "', found " +
                toString(labels.extents));
  auto *begin = labels.data<uint8_t>(), *end = begin + labels.elements();
  auto *outside = std::find_if(begin, end, [&](uint8_t label) { return label >= classes; });
  if (outside != end)
    throw Error("'" + labelFile.string() + "': expected labels below " + std::to_string(classes) +
                ", found " + std::to_string(*outside) + " at " + std::to_string(outside - begin));
  images.extents.insert(images.extents.begin() + 1, 1); // one channel, as torch has it
  return {std::move(images), labels.as(Type::i64), classes};
}

static std::filesystem::path findFolder(const std::filesystem::path &folder) {
  if (!folder.empty())
    return folder;
  const char *root = std::getenv("LUGE_DATA_DIR");
  auto found =
      std::filesystem::path(root && *root ? root : "/usr/share/datasets") / "fashion-mnist";
  if (!std::filesystem::is_directory(found))
    throw Error("no folder '" + found.string() +
                "': install Debian's package dataset-fashion-mnist, or set LUGE_DATA_DIR to the "
                "folder that has 'fashion-mnist' in it");
  return found;
}

FashionMNIST::FashionMNIST(Split split, const std::filesystem::path &folder)
    : Dataset(readMnistFiles(split, findFolder(folder), 10)) {}

} // namespace luge::data
