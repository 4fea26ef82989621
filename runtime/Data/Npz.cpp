#include "runtime/Data/Npz.h"

#include "runtime/Data/Error.h"
#include "runtime/Data/Npy.h"
#include "runtime/Data/Zip.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace luge::data {

constexpr size_t maxHeaderBytes = 1 << 16;

namespace {
/// Collects the bytes of one member to an array.
class NpyCollector {
public:
  explicit NpyCollector(uint64_t memberBytes) : memberBytes(memberBytes) {}

  void add(const char *piece, size_t count) {
    if (!haveHeader) {
      head.append(piece, count);
      takeHeader();
    } else {
      append(piece, count);
    }
  }

  Array finish() {
    if (!haveHeader)
      throw NpyError("the npy header ends early");
    return std::move(array);
  }

private:
  void append(const char *piece, size_t count) {
    auto *bytes = reinterpret_cast<const std::byte *>(piece);
    array.bytes.insert(array.bytes.end(), bytes, bytes + count);
  }

  void takeHeader() {
    if (head.size() < NpyPrefix::maxBytes)
      return;
    NpyPrefix prefix = parseNpyPrefix(head);
    if (prefix.headerBytes > maxHeaderBytes)
      throw NpyError("the npy header is longer than 64 KiB");
    size_t begin = prefix.bytes + prefix.headerBytes;
    if (head.size() < begin)
      return;
    array = parseNpyHeader(std::string_view(head).substr(prefix.bytes, prefix.headerBytes));
    checkSize(memberBytes - begin);
    haveHeader = true;
    append(head.data() + begin, head.size() - begin);
  }

  void checkSize(uint64_t found) const {
    int64_t expected = int64_t(sizeOf(array.type));
    bool overflow = false;
    for (int64_t extent : array.extents)
      overflow |= __builtin_mul_overflow(expected, extent, &expected);
    if (overflow || uint64_t(expected) != found)
      throw NpyError("expected elements of " + std::string(nameOf(array.type)) + " " +
                     toString(array.extents) + ", found " + std::to_string(found) + " bytes");
  }

  uint64_t memberBytes;
  std::string head;
  bool haveHeader = false;
  Array array;
};
} // namespace

Arrays readNpz(const std::filesystem::path &path) {
  ZipReader zip(path);
  Arrays arrays;
  for (const ZipMember &member : zip.members()) {
    if (!member.name.ends_with(".npy"))
      zip.fail("expected members that end with .npy, found '" + member.name + "'");
    NpyCollector collector(member.bytes);
    Array array;
    try {
      zip.read(member, [&](const char *piece, size_t count) { collector.add(piece, count); });
      array = collector.finish();
    } catch (const NpyError &error) {
      zip.fail("'" + member.name + "': " + error.what());
    }
    std::string name = member.name.substr(0, member.name.size() - 4);
    if (!arrays.emplace(name, std::move(array)).second)
      zip.fail("'" + name + "' is given twice");
  }
  return arrays;
}

void writeNpz(const std::filesystem::path &path, const Arrays &arrays) {
  ZipWriter zip(path);
  for (const auto &[name, array] : arrays)
    zip.add(name + ".npy", formatNpyHeader(array), array.bytes);
  zip.finish();
}

/// Moves the array of the first of these names out of `arrays`.
static Array take(Arrays &arrays, const std::filesystem::path &path,
                  std::initializer_list<std::string> names) {
  for (const std::string &name : names)
    if (auto found = arrays.find(name); found != arrays.end())
      return std::move(found->second);
  std::string expected, present;
  for (const std::string &name : names)
    expected += (expected.empty() ? "'" : " or '") + name + "'";
  for (const auto &[name, array] : arrays)
    present += (present.empty() ? "'" : ", '") + name + "'";
  throw Error("'" + path.string() + "': expected an array " + expected + ", found " +
              (present.empty() ? "none" : present));
}

/// Class indices as i64, and their number.
static int64_t countClasses(const Array &targets, const std::filesystem::path &path) {
  auto *begin = targets.data<int64_t>(), *end = begin + targets.elements();
  auto [low, high] = std::minmax_element(begin, end);
  if (begin == end)
    return 0;
  if (*low < 0 || *high > std::numeric_limits<int32_t>::max())
    throw Error("'" + path.string() + "': expected class indices from 0 up, found " +
                std::to_string(*low < 0 ? *low : *high));
  return *high + 1;
}

Dataset readNpzDataset(Split split, const std::filesystem::path &path) {
  Arrays arrays = readNpz(path);
  std::string suffix = split == Split::train ? "_train" : "_test";
  Array inputs = take(arrays, path, {"x" + suffix, "x"});
  Array targets = take(arrays, path, {"y" + suffix, "y"});
  if (inputs.extents.empty() || inputs.rows() == 0 || targets.extents.empty() ||
      targets.rows() != inputs.rows())
    throw Error("'" + path.string() +
                "': expected as many targets as samples, and at least one, "
                "found " +
                toString(inputs.extents) + " and " + toString(targets.extents));
  if (inputs.type != Type::f64 && inputs.type != Type::u8)
    inputs = inputs.as(Type::f32);
  if (targets.type == Type::f32 || targets.type == Type::f64)
    return {std::move(inputs), targets.as(inputs.type == Type::f64 ? Type::f64 : Type::f32), 0};
  targets = targets.as(Type::i64);
  int64_t classes = countClasses(targets, path);
  return {std::move(inputs), std::move(targets), classes};
}

} // namespace luge::data
