// An archive ends with the end record, which points to the central directory,
// which points to the members' local headers (PKWARE APPNOTE 6.3, section 4.3).
// Sizes and checksums are taken from the central directory.
#include "runtime/Data/Zip.h"

#include "runtime/Data/Error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <zlib.h>

namespace luge::data {

constexpr size_t endBytes = 22, centralBytes = 46, localBytes = 30, pieceBytes = 1 << 16;

/// The little-endian number of `count` bytes at `offset`.
static uint64_t number(const std::string &bytes, size_t offset, size_t count) {
  uint64_t value = 0;
  for (size_t i = 0; i < count; ++i)
    value |= uint64_t(uint8_t(bytes[offset + i])) << 8 * i;
  return value;
}

void ZipReader::fail(const std::string &reason) const {
  throw Error("cannot read '" + path.string() + "': " + reason);
}

ZipReader::ZipReader(const std::filesystem::path &path) : path(path) {
  if (std::filesystem::is_directory(path))
    throw Error("cannot open '" + path.string() + "': it is a folder");
  file.open(path, std::ios::binary);
  if (!file)
    throw Error("cannot open '" + path.string() + "': " + std::strerror(errno));
  file.seekg(0, std::ios::end);
  fileBytes = uint64_t(file.tellg());
  readDirectory();
}

std::string ZipReader::readAt(uint64_t offset, uint64_t count) {
  if (offset > fileBytes || count > fileBytes - offset)
    fail("the archive is truncated");
  std::string bytes(count, '\0');
  file.seekg(std::streamoff(offset));
  if (!file.read(bytes.data(), std::streamsize(count)))
    fail("reading failed");
  return bytes;
}

void ZipReader::readDirectory() {
  // A comment of up to 65535 bytes may follow the end record.
  uint64_t tailBytes = std::min<uint64_t>(fileBytes, endBytes + 0xFFFF);
  std::string tail = readAt(fileBytes - tailBytes, tailBytes);
  size_t place = tail.rfind("PK\5\6");
  if (place == tail.npos || tail.size() - place < endBytes)
    fail("expected a zip archive, found no end record");
  uint64_t count = number(tail, place + 10, 2);
  uint64_t bytes = number(tail, place + 12, 4), offset = number(tail, place + 16, 4);
  if (count == 0xFFFF || bytes == 0xFFFFFFFF || offset == 0xFFFFFFFF)
    fail("expected an archive below 4 GiB, found a zip64 archive");

  std::string central = readAt(offset, bytes);
  size_t at = 0;
  for (uint64_t i = 0; i < count; ++i) {
    if (central.size() - at < centralBytes || central.compare(at, 4, "PK\1\2") != 0)
      fail("the central directory is malformed");
    size_t nameBytes = number(central, at + 28, 2);
    size_t skipped = number(central, at + 30, 2) + number(central, at + 32, 2);
    if (central.size() - at - centralBytes < nameBytes + skipped)
      fail("the central directory is malformed");
    ZipMember member = {central.substr(at + centralBytes, nameBytes),
                        uint16_t(number(central, at + 10, 2)),
                        uint32_t(number(central, at + 16, 4)),
                        number(central, at + 20, 4),
                        number(central, at + 24, 4),
                        number(central, at + 42, 4)};
    if (number(central, at + 8, 2) & 1)
      fail("'" + member.name + "' is encrypted");
    if (member.method != 0 && member.method != 8)
      fail("'" + member.name + "': expected compression method 0 or 8, found " +
           std::to_string(member.method));
    directory.push_back(std::move(member));
    at += centralBytes + nameBytes + skipped;
  }
}

uint64_t ZipReader::findData(const ZipMember &member) {
  std::string local = readAt(member.offset, localBytes);
  if (local.compare(0, 4, "PK\3\4") != 0)
    fail("'" + member.name + "' has no local header");
  return member.offset + localBytes + number(local, 26, 2) + number(local, 28, 2);
}

namespace {
/// Decompresses a raw deflate stream.
class Inflater {
public:
  Inflater() { ok = inflateInit2(&stream, -MAX_WBITS) == Z_OK; }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater &) = delete;
  Inflater &operator=(const Inflater &) = delete;

  /// Decompresses `input` into pieces for `sink`; false if it is damaged.
  template <typename Sink> bool feed(const std::string &input, Sink sink) {
    char output[pieceBytes];
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(input.data()));
    stream.avail_in = uInt(input.size());
    do {
      stream.next_out = reinterpret_cast<Bytef *>(output);
      stream.avail_out = sizeof output;
      int code = ok && !ended ? inflate(&stream, Z_NO_FLUSH) : Z_DATA_ERROR;
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
        return false;
      ended = code == Z_STREAM_END;
      sink(output, sizeof output - stream.avail_out);
    } while (stream.avail_out == 0 || (stream.avail_in > 0 && !ended));
    return stream.avail_in == 0;
  }
  bool complete() const { return ended; }

private:
  z_stream stream = {};
  bool ok, ended = false;
};
} // namespace

void ZipReader::read(const ZipMember &member,
                     const std::function<void(const char *, size_t)> &sink) {
  uint64_t offset = findData(member), left = member.compressedBytes, bytes = 0;
  uLong checksum = crc32(0, nullptr, 0);
  auto receive = [&](const char *piece, size_t count) {
    bytes += count;
    if (bytes > member.bytes)
      fail("'" + member.name + "' holds more bytes than the directory says");
    checksum = crc32(checksum, reinterpret_cast<const Bytef *>(piece), uInt(count));
    sink(piece, count);
  };
  Inflater inflater;
  for (; left > 0; left -= std::min<uint64_t>(left, pieceBytes)) {
    std::string piece = readAt(offset, std::min<uint64_t>(left, pieceBytes));
    offset += piece.size();
    if (member.method == 0)
      receive(piece.data(), piece.size());
    else if (!inflater.feed(piece, receive))
      fail("'" + member.name + "': the compressed data are damaged");
  }
  if (member.method == 8 && !inflater.complete())
    fail("'" + member.name + "': the compressed data end early");
  if (bytes != member.bytes)
    fail("'" + member.name + "': expected " + std::to_string(member.bytes) + " bytes, found " +
         std::to_string(bytes));
  if (checksum != member.checksum)
    fail("'" + member.name + "': the checksum is wrong");
}

} // namespace luge::data
