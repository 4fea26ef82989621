// A safetensors file, read and written whole.
#include "tools/luge-run/TensorFile.h"

#include "runtime/Core/Safetensors.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace luge::run {
namespace {

struct Reader {
  StringRef data;
  TensorMap tensors = {};
};

} // namespace

Error makeError(luge_status status, const luge_detail &detail) {
  char line[512];
  luge_describe(status, &detail, line, sizeof line);
  return createStringError(line);
}

static luge_status readTensor(void *context, const luge_described_tensor *tensor,
                              luge_detail *detail) {
  auto &reader = *static_cast<Reader *>(context);
  int dtype = StringSwitch<int>(tensor->dtype)
                  .Case("F32", LUGE_F32)
                  .Case("F64", LUGE_F64)
                  .Case("I64", LUGE_I64)
                  .Case("BOOL", LUGE_BOOL)
                  .Default(-1);
  StringRef bytes = reader.data.slice(tensor->begin, tensor->end);
  if (dtype < 0 || bytes.size() != static_cast<size_t>(tensor->end - tensor->begin)) {
    detail->reason = dtype < 0 ? "expected F32, F64, I64 or BOOL" : "a tensor ends after the file";
    return LUGE_ERROR_FORMAT;
  }
  reader.tensors[tensor->name] = {static_cast<luge_dtype>(dtype),
                                  {tensor->extents, tensor->extents + tensor->rank},
                                  {bytes.begin(), bytes.end()}};
  return LUGE_OK;
}

Expected<TensorMap> readTensors(const std::string &path) {
  auto file = MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!file)
    return createStringError(file.getError(), "cannot read '" + path + "'");
  StringRef text = (*file)->getBuffer();
  // The header's length stands in front of it; the scan below checks both.
  uint64_t header = text.size() < 8 ? 0 : support::endian::read64le(text.data());
  Reader reader{text.substr(8).substr(header)};
  luge_safetensors_visitor visitor{&reader, readTensor, nullptr};
  luge_detail detail = LUGE_NO_DETAIL;
  if (luge_status status = luge_safetensors_scan(path.c_str(), &visitor, &detail))
    return joinErrors(createStringError("cannot read '" + path + "'"), makeError(status, detail));
  return std::move(reader.tensors);
}

Error writeTensors(const std::string &path, TensorMap &tensors) {
  std::vector<std::string> names;
  std::vector<luge_stored_tensor> stored;
  for (auto &entry : tensors)
    names.push_back(entry.first().str());
  llvm::sort(names);
  for (const std::string &name : names) {
    StoredTensor &tensor = tensors.find(name)->second;
    stored.push_back({name.c_str(), tensor.dtype, static_cast<int32_t>(tensor.extents.size()),
                      tensor.extents.data(), tensor.bytes.data()});
  }
  luge_detail detail = LUGE_NO_DETAIL;
  if (luge_status status = luge_safetensors_save(
          path.c_str(), stored.data(), static_cast<int32_t>(stored.size()), nullptr, 0, &detail))
    return joinErrors(createStringError("cannot write '" + path + "'"), makeError(status, detail));
  return Error::success();
}

} // namespace luge::run
