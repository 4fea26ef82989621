// The format: two zero bytes, the element type (8: unsigned byte), the number of
// extents, the extents (32 bits, big-endian), the elements.
#include "runtime/Data/Idx.h"

#include "runtime/Data/Error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <zlib.h>

namespace luge::data {
namespace {

/// Reads a file, through gzip if it is compressed; knows its name for errors.
class GzipFile {
public:
  explicit GzipFile(const std::filesystem::path &path)
      : path(path), file(gzopen(path.c_str(), "rb")) {
    if (!file)
      throw Error("cannot open '" + path.string() + "': " + std::strerror(errno));
    gzbuffer(file.get(), 1 << 17);
  }

  /// Reads up to `count` bytes; fewer only at the end of the file.
  size_t readSome(void *bytes, size_t count) {
    int got = gzread(file.get(), bytes, unsigned(count));
    int code = Z_OK;
    const char *message = gzerror(file.get(), &code);
    if (got < 0 || code == Z_BUF_ERROR)
      fail(code == Z_BUF_ERROR ? "the compressed data end early"
           : code == Z_ERRNO   ? std::strerror(errno)
                               : message);
    return size_t(got);
  }

  void read(void *bytes, size_t count, const char *what) {
    size_t got = readSome(bytes, count);
    if (got != count)
      fail("the file ends within its " + std::string(what));
  }

  [[noreturn]] void fail(const std::string &reason) const {
    throw Error("cannot read '" + path.string() + "': " + reason);
  }

private:
  struct Close {
    void operator()(gzFile_s *file) const { gzclose(file); }
  };
  std::filesystem::path path;
  std::unique_ptr<gzFile_s, Close> file;
};

std::vector<int64_t> readExtents(GzipFile &file) {
  uint8_t magic[4];
  file.read(magic, sizeof magic, "header");
  if (magic[0] != 0 || magic[1] != 0)
    file.fail("expected an idx file, which begins with two zero bytes");
  if (magic[2] != 8)
    file.fail("expected elements of type 8 (unsigned byte), found type " +
              std::to_string(magic[2]));
  if (magic[3] < 1 || magic[3] > 3)
    file.fail("expected one to three extents, found " + std::to_string(magic[3]));
  std::vector<int64_t> extents;
  for (int dim = 0; dim < magic[3]; ++dim) {
    uint8_t word[4];
    file.read(word, sizeof word, "header");
    extents.push_back(int64_t(word[0]) << 24 | word[1] << 16 | word[2] << 8 | word[3]);
  }
  return extents;
}

} // namespace

Array readIdx(const std::filesystem::path &path) {
  GzipFile file(path);
  Array array;
  array.type = Type::u8;
  array.extents = readExtents(file);
  int64_t elements = 1;
  for (int64_t extent : array.extents)
    if (__builtin_mul_overflow(elements, extent, &elements))
      file.fail("the extents " + toString(array.extents) + " are too large");

  // Memory grows with what the file really holds, not with what it claims.
  for (int64_t done = 0; done < elements;) {
    size_t count = size_t(std::min<int64_t>(elements - done, 1 << 20));
    array.bytes.resize(size_t(done) + count);
    size_t got = file.readSome(array.bytes.data() + done, count);
    done += int64_t(got);
    if (got < count)
      file.fail("expected " + std::to_string(elements) + " elements of extents " +
                toString(array.extents) + ", found " + std::to_string(done));
  }
  if (uint8_t extra; file.readSome(&extra, 1) != 0)
    file.fail("found more than the " + std::to_string(elements) + " elements of extents " +
              toString(array.extents));
  return array;
}

} // namespace luge::data
