/// Tensors in safetensors files, by the runtime's writer and reader.
#include "Interchange.h"

#include "compiler/Frontend/Random.h"
#include "runtime/Core/Safetensors.h"

#include <nanobind/stl/map.h>

#include <set>

using namespace luge;
using namespace luge::python;

using Metadata = std::map<std::string, std::string>;

static void check(luge_status status, const luge_detail &detail, const std::string &what) {
  if (status == LUGE_OK)
    return;
  char line[512];
  luge_describe(status, &detail, line, sizeof line);
  throw Error(what + ": " + line, here());
}

static luge_stored_tensor describe(const std::string &name, const Tensor &tensor) {
  static_assert(int(DType::Float32) == LUGE_F32 && int(DType::Float64) == LUGE_F64 &&
                int(DType::Int64) == LUGE_I64 && int(DType::Bool) == LUGE_BOOL);
  return {name.c_str(), luge_dtype(tensor.dtype()), int32_t(tensor.dim()), tensor.sizes().data(),
          elements(tensor, here())};
}

static std::vector<luge_stored_tensor>
describe(const std::vector<std::pair<std::string, Tensor>> &tensors) {
  std::vector<luge_stored_tensor> stored;
  for (const auto &[name, tensor] : tensors)
    stored.push_back(describe(name, tensor));
  return stored;
}

static void saveFile(const nb::dict &dict, const std::string &path, const Metadata &metadata) {
  std::vector<std::pair<std::string, Tensor>> tensors;
  for (auto [name, value] : dict)
    tensors.emplace_back(nb::cast<std::string>(name), nb::isinstance<TensorImpl>(value)
                                                          ? nb::cast<Tensor>(value)
                                                          : fromMemory(value));
  std::vector<luge_stored_tensor> stored = describe(tensors);
  std::vector<luge_metadata> pairs;
  for (const auto &[key, value] : metadata)
    pairs.push_back({key.c_str(), value.c_str()});
  luge_detail detail = LUGE_NO_DETAIL;
  luge_status status = luge_safetensors_save(path.c_str(), stored.data(), int32_t(stored.size()),
                                             pairs.data(), int32_t(pairs.size()), &detail);
  check(status, detail, "cannot save '" + path + "'");
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

namespace {
struct Described {
  std::string name, type;
  Sizes sizes;
  int64_t begin, end;
};
struct Header {
  std::vector<Described> tensors;
  Metadata metadata;
};
} // namespace

static luge_status addTensor(void *context, const luge_described_tensor *found, luge_detail *) {
  static_cast<Header *>(context)->tensors.push_back(
      {found->name, found->dtype, Sizes(found->extents, found->extents + found->rank), found->begin,
       found->end});
  return LUGE_OK;
}

static luge_status addMetadata(void *context, const luge_metadata *pair, luge_detail *) {
  static_cast<Header *>(context)->metadata[pair->key] = pair->value;
  return LUGE_OK;
}

static std::optional<DType> toDType(const std::string &name) {
  static const std::map<std::string, DType> known = {
      {"F32", kFloat32}, {"F64", kFloat64}, {"I64", kInt64}, {"BOOL", kBool}};
  auto found = known.find(name);
  return found == known.end() ? std::nullopt : std::optional(found->second);
}

/// Tensors of zeros, as the header describes them.
static std::vector<std::pair<std::string, Tensor>> makeTensors(const Header &header,
                                                               const std::string &what) {
  int64_t bytes = 0, end = 0;
  for (const Described &tensor : header.tensors) {
    bytes += tensor.end - tensor.begin;
    end = std::max(end, tensor.end);
    // A small file cannot ask for much memory.
    if (bytes < 0 || bytes > end)
      throw Error(what + ": tensors overlap", here());
  }
  std::vector<std::pair<std::string, Tensor>> tensors;
  std::set<std::string> names;
  for (const Described &tensor : header.tensors) {
    if (!names.insert(tensor.name).second)
      throw Error(what + ": tensor given twice: '" + tensor.name + "'", here());
    std::optional<DType> dtype = toDType(tensor.type);
    if (!dtype)
      throw Error(what + ": expected elements of F32, F64, I64 or BOOL, got " + tensor.type +
                      " in '" + tensor.name + "'",
                  here());
    tensors.emplace_back(tensor.name, frontend::makeTensor(*dtype, tensor.sizes, here()));
  }
  return tensors;
}

/// The tensors and the metadata of a file.
static std::pair<nb::dict, Metadata> loadFile(const std::string &path) {
  std::string what = "cannot load '" + path + "'";
  Header header;
  const luge_safetensors_visitor visitor = {&header, addTensor, addMetadata};
  luge_detail detail = LUGE_NO_DETAIL;
  check(luge_safetensors_scan(path.c_str(), &visitor, &detail), detail, what);
  std::vector<std::pair<std::string, Tensor>> tensors = makeTensors(header, what);
  std::vector<luge_stored_tensor> stored = describe(tensors);
  std::vector<luge_byte_range> ranges(stored.size());
  luge_status status = luge_safetensors_load(path.c_str(), stored.data(), int32_t(stored.size()),
                                             ranges.data(), &detail);
  check(status, detail, what);
  nb::dict result;
  for (const auto &[name, tensor] : tensors)
    result[name.c_str()] = tensor;
  return {result, header.metadata};
}

namespace luge::python {
void bindCheckpoint(nb::module_ &m) {
  m.def("_save_file", saveFile, "tensors"_a, "path"_a, "metadata"_a,
        nb::sig("def _save_file(tensors: dict[str, typing.Any], path: str, "
                "metadata: dict[str, str]) -> None"));
  m.def("_load_file", loadFile, "path"_a,
        nb::sig("def _load_file(path: str) -> tuple[dict[str, Tensor], dict[str, str]]"));
  m.def(
      "_fail", [](const std::string &message) { throw Error(message, here()); }, "message"_a,
      nb::sig("def _fail(message: str) -> typing.NoReturn"),
      "Raises luge.Error at the user's line.");
  m.def(
      "_generator_state",
      [] {
        const frontend::Generator &generator = frontend::Generator::get();
        return std::pair(generator.seed(), generator.step());
      },
      "The seed and the step of the generator of random numbers, which are its own tensors.");
}
} // namespace luge::python
