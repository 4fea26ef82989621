//===- Zip.h - Archives of files --------------------------------*- C++ -*-===//
#ifndef LUGE_RUNTIME_DATA_ZIP_H
#define LUGE_RUNTIME_DATA_ZIP_H

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

namespace luge::data {

/// One member of an archive, as the central directory describes it.
struct ZipMember {
  std::string name;
  uint16_t method; ///< 0: stored, 8: deflated
  uint32_t checksum;
  uint64_t compressedBytes, bytes;
  uint64_t offset; ///< of its local header
};

/// Reads zip archives below 4 GiB, members stored or deflated. All throw Error.
class ZipReader {
public:
  explicit ZipReader(const std::filesystem::path &path);

  const std::vector<ZipMember> &members() const { return directory; }

  /// Hands the member's bytes to `sink`, piece by piece, then checks their number
  /// and checksum.
  void read(const ZipMember &member, const std::function<void(const char *, size_t)> &sink);

  [[noreturn]] void fail(const std::string &reason) const;

private:
  std::string readAt(uint64_t offset, uint64_t count);
  void readDirectory();
  uint64_t findData(const ZipMember &member);

  std::filesystem::path path;
  std::ifstream file;
  uint64_t fileBytes = 0;
  std::vector<ZipMember> directory;
};

/// Writes an archive of stored members. All throw Error; nothing stands at `path`
/// before finish().
class ZipWriter {
public:
  explicit ZipWriter(const std::filesystem::path &path);
  ~ZipWriter();
  ZipWriter(const ZipWriter &) = delete;
  ZipWriter &operator=(const ZipWriter &) = delete;

  /// Adds a member that consists of `head` and `bytes`.
  void add(const std::string &name, const std::string &head, const std::vector<std::byte> &bytes);
  void finish();

private:
  void write(const std::string &bytes);
  std::filesystem::path path, temporary;
  std::ofstream file;
  uint64_t written = 0;
  std::vector<ZipMember> directory;
};

} // namespace luge::data

#endif // LUGE_RUNTIME_DATA_ZIP_H
