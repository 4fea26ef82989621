#include "runtime/Data/Zip.h"

#include "runtime/Data/Error.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>
#include <zlib.h>

namespace luge::data {

/// `value` as `count` little-endian bytes.
static std::string number(uint64_t value, size_t count) {
  std::string bytes;
  for (size_t i = 0; i < count; ++i)
    bytes += char(value >> 8 * i);
  return bytes;
}

/// What local and central headers share, from "version needed" to the name's length.
/// The date is 1980-01-01, so that equal arrays give equal files.
static std::string commonFields(const ZipMember &member) {
  return number(20, 2) + number(0, 2) + number(member.method, 2) + number(0, 2) + number(0x21, 2) +
         number(member.checksum, 4) + number(member.compressedBytes, 4) + number(member.bytes, 4) +
         number(member.name.size(), 2);
}

ZipWriter::ZipWriter(const std::filesystem::path &path)
    : path(path), temporary(path.string() + "." + std::to_string(getpid()) + ".tmp") {
  if (std::filesystem::exists(path) && !std::filesystem::is_regular_file(path))
    throw Error("cannot write '" + path.string() + "': it is not a regular file");
  file.open(temporary, std::ios::binary);
  if (!file)
    throw Error("cannot write '" + path.string() + "': " + std::strerror(errno));
}

ZipWriter::~ZipWriter() {
  std::error_code ignored; // after finish() there is nothing to remove
  std::filesystem::remove(temporary, ignored);
}

void ZipWriter::write(const std::string &bytes) {
  file.write(bytes.data(), std::streamsize(bytes.size()));
  written += bytes.size();
}

void ZipWriter::add(const std::string &name, const std::string &head,
                    const std::vector<std::byte> &bytes) {
  uLong checksum = crc32(0, reinterpret_cast<const Bytef *>(head.data()), uInt(head.size()));
  if (!bytes.empty()) // for a null pointer zlib starts anew
    checksum = crc32_z(checksum, reinterpret_cast<const Bytef *>(bytes.data()), bytes.size());
  uint64_t size = head.size() + bytes.size();
  if (size + written >= 0xFFFF0000)
    throw Error("cannot write '" + path.string() + "': the archive would exceed 4 GiB");
  directory.push_back({name, 0, uint32_t(checksum), size, size, written});
  write("PK\3\4" + commonFields(directory.back()) + number(0, 2) + name + head);
  file.write(reinterpret_cast<const char *>(bytes.data()), std::streamsize(bytes.size()));
  written += bytes.size();
}

void ZipWriter::finish() {
  uint64_t begin = written;
  for (const ZipMember &member : directory)
    write("PK\1\2" + number(20, 2) + commonFields(member) + std::string(12, '\0') +
          number(member.offset, 4) + member.name);
  write("PK\5\6" + number(0, 4) + number(directory.size(), 2) + number(directory.size(), 2) +
        number(written - begin, 4) + number(begin, 4) + number(0, 2));
  file.close();
  std::error_code error;
  if (file)
    std::filesystem::rename(temporary, path, error);
  if (!file || error)
    throw Error("cannot write '" + path.string() +
                "': " + (error ? error.message() : std::strerror(errno)));
}

} // namespace luge::data
