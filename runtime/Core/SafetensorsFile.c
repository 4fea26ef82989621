#define _GNU_SOURCE
#include "runtime/Core/SafetensorsFile.h"

#include "runtime/Core/JsonReader.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "safetensors files are little-endian"
#endif

static luge_status failIo(luge_detail *detail, const char *reason, int error) {
  detail->reason = reason;
  detail->value = error;
  return LUGE_ERROR_IO;
}

static luge_status failFormat(luge_detail *detail, const char *reason, int64_t position) {
  detail->reason = reason;
  detail->position = position;
  return LUGE_ERROR_FORMAT;
}

static luge_status readExactly(int descriptor, void *data, int64_t bytes, int64_t offset,
                               luge_detail *detail) {
  char *cursor = data;
  while (bytes > 0) {
    ssize_t got = pread(descriptor, cursor, (size_t)bytes, offset);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return failIo(detail, "reading", got < 0 ? errno : 0);
    cursor += got;
    offset += got;
    bytes -= got;
  }
  return LUGE_OK;
}

static luge_status checkSizes(luge_safetensors_file *file, luge_detail *detail) {
  struct stat info;
  if (fstat(file->descriptor, &info) != 0)
    return failIo(detail, "reading the file's size", errno);
  if (!S_ISREG(info.st_mode))
    return failIo(detail, "not a regular file", EINVAL);
  if (info.st_size < 8)
    return failFormat(detail, "file ends within the header's length", info.st_size);
  uint64_t length;
  luge_status status = readExactly(file->descriptor, &length, 8, 0, detail);
  if (status != LUGE_OK)
    return status;
  if (length > LUGE_SAFETENSORS_HEADER_BYTES)
    return failFormat(detail, "header is longer than 100 MB", 0);
  if (length > (uint64_t)info.st_size - 8)
    return failFormat(detail, "file ends within the header", info.st_size);
  file->header_end = 8 + (int64_t)length;
  file->data_bytes = info.st_size - file->header_end;
  return LUGE_OK;
}

luge_status luge_safetensors_open(const char *path, luge_safetensors_file *file,
                                  luge_detail *detail) {
  // Without O_NONBLOCK, opening a pipe would wait for a writer.
  file->descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file->descriptor < 0)
    return failIo(detail, "opening", errno);
  luge_status status = checkSizes(file, detail);
  if (status != LUGE_OK)
    luge_safetensors_close(file);
  return status;
}

void luge_safetensors_close(luge_safetensors_file *file) { close(file->descriptor); }

luge_status luge_safetensors_read(const luge_safetensors_file *file, int64_t begin, int64_t end,
                                  void *data, luge_detail *detail) {
  return readExactly(file->descriptor, data, end - begin, file->header_end + begin, detail);
}

//===----------------------------------------------------------------------===//
// Header
//===----------------------------------------------------------------------===//

static const struct {
  const char *name;
  int64_t bytes;
} dtypes[] = {{"F32", 4}, {"F64", 8}, {"I64", 8},     {"BOOL", 1},    {"F16", 2},    {"BF16", 2},
              {"I32", 4}, {"I16", 2}, {"I8", 1},      {"U8", 1},      {"U16", 2},    {"U32", 4},
              {"U64", 8}, {"C64", 8}, {"F8_E4M3", 1}, {"F8_E5M2", 1}, {"F8_E8M0", 1}};

const char *luge_safetensors_dtype_name(luge_dtype dtype) {
  return dtypes[dtype].name; // the table begins with Luge's types, in their order
}

static int64_t findDtypeBytes(const char *name) {
  for (size_t i = 0; i < sizeof dtypes / sizeof *dtypes; ++i)
    if (strcmp(dtypes[i].name, name) == 0)
      return dtypes[i].bytes;
  return 0;
}

// One tensor's entry while it is read.
typedef struct entry {
  char name[LUGE_SAFETENSORS_NAME_BYTES];
  char dtype[16];
  int32_t rank;
  int64_t extents[LUGE_SAFETENSORS_RANK];
  int64_t begin, end;
} entry;

static bool readShape(luge_json_reader *reader, entry *entry) {
  if (!luge_json_expect(reader, '['))
    return false;
  if (luge_json_accept(reader, ']'))
    return true;
  do {
    if (entry->rank == LUGE_SAFETENSORS_RANK)
      return luge_json_fail(reader, "more than 32 extents");
    if (!luge_json_natural(reader, &entry->extents[entry->rank++]))
      return false;
  } while (luge_json_accept(reader, ','));
  return luge_json_expect(reader, ']');
}

static bool readOffsets(luge_json_reader *reader, entry *entry) {
  return luge_json_expect(reader, '[') && luge_json_natural(reader, &entry->begin) &&
         luge_json_expect(reader, ',') && luge_json_natural(reader, &entry->end) &&
         luge_json_expect(reader, ']');
}

static bool readFields(luge_json_reader *reader, entry *entry) {
  enum { dtypeSeen = 1, shapeSeen = 2, offsetsSeen = 4 };
  int seen = 0;
  entry->rank = 0;
  if (!luge_json_expect(reader, '{'))
    return false;
  do {
    char field[16];
    bool fits;
    if (!luge_json_string(reader, field, sizeof field, &fits) || !luge_json_expect(reader, ':'))
      return false;
    int bit = strcmp(field, "dtype") == 0          ? dtypeSeen
              : strcmp(field, "shape") == 0        ? shapeSeen
              : strcmp(field, "data_offsets") == 0 ? offsetsSeen
                                                   : 0;
    if (!bit || !fits)
      return luge_json_fail(reader, "unknown field of a tensor");
    if (seen & bit)
      return luge_json_fail(reader, "field of a tensor given twice");
    seen |= bit;
    bool valid = bit == dtypeSeen
                     ? luge_json_string(reader, entry->dtype, sizeof entry->dtype, &fits)
                 : bit == shapeSeen ? readShape(reader, entry)
                                    : readOffsets(reader, entry);
    if (!valid)
      return false;
    if (!fits)
      return luge_json_fail(reader, "unknown type");
  } while (luge_json_accept(reader, ','));
  if (!luge_json_expect(reader, '}'))
    return false;
  return seen == (dtypeSeen | shapeSeen | offsetsSeen) ||
         luge_json_fail(reader, "tensor without dtype, shape or data_offsets");
}

static bool checkRange(luge_json_reader *reader, const entry *entry, int64_t data_bytes) {
  int64_t bytes = findDtypeBytes(entry->dtype);
  if (bytes == 0)
    return luge_json_fail(reader, "unknown type");
  for (int32_t dim = 0; dim < entry->rank; ++dim)
    if (__builtin_mul_overflow(bytes, entry->extents[dim], &bytes))
      return luge_json_fail(reader, "shape is too large");
  if (entry->begin > entry->end || entry->end > data_bytes)
    return luge_json_fail(reader, "data_offsets outside the file");
  if (entry->end - entry->begin != bytes)
    return luge_json_fail(reader, "data_offsets do not agree with shape and type");
  return true;
}

static bool visitTensor(luge_json_reader *reader, entry *entry, int64_t data_bytes,
                        const luge_safetensors_visitor *visitor) {
  if (!readFields(reader, entry) || !checkRange(reader, entry, data_bytes))
    return false;
  if (!visitor->tensor)
    return true;
  luge_described_tensor tensor = {entry->name,    entry->dtype, entry->rank,
                                  entry->extents, entry->begin, entry->end};
  reader->status = visitor->tensor(visitor->context, &tensor, reader->detail);
  return reader->status == LUGE_OK;
}

static bool visitMetadata(luge_json_reader *reader, const luge_safetensors_visitor *visitor) {
  if (!luge_json_expect(reader, '{'))
    return false;
  if (luge_json_accept(reader, '}'))
    return true;
  do {
    char key[LUGE_SAFETENSORS_NAME_BYTES], value[LUGE_SAFETENSORS_VALUE_BYTES];
    bool keyFits, valueFits;
    if (!luge_json_string(reader, key, sizeof key, &keyFits) || !luge_json_expect(reader, ':') ||
        !luge_json_string(reader, value, sizeof value, &valueFits))
      return false;
    if (!keyFits)
      return luge_json_fail(reader, "metadata key is too long");
    if (!visitor->metadata || !valueFits)
      continue;
    luge_metadata pair = {key, value};
    reader->status = visitor->metadata(visitor->context, &pair, reader->detail);
    if (reader->status != LUGE_OK)
      return false;
  } while (luge_json_accept(reader, ','));
  return luge_json_expect(reader, '}');
}

static bool visitEntries(luge_json_reader *reader, int64_t data_bytes,
                         const luge_safetensors_visitor *visitor) {
  bool metadataSeen = false;
  entry entry;
  do {
    bool fits;
    if (!luge_json_string(reader, entry.name, sizeof entry.name, &fits) ||
        !luge_json_expect(reader, ':'))
      return false;
    if (!fits)
      return luge_json_fail(reader, "tensor name is too long");
    if (strcmp(entry.name, "__metadata__") != 0) {
      if (!visitTensor(reader, &entry, data_bytes, visitor))
        return false;
      continue;
    }
    if (metadataSeen)
      return luge_json_fail(reader, "__metadata__ given twice");
    metadataSeen = true;
    if (!visitMetadata(reader, visitor))
      return false;
  } while (luge_json_accept(reader, ','));
  return luge_json_expect(reader, '}');
}

luge_status luge_safetensors_visit(const luge_safetensors_file *file,
                                   const luge_safetensors_visitor *visitor, luge_detail *detail) {
  luge_json_reader reader;
  luge_json_open(&reader, file->descriptor, 8, file->header_end, detail);
  if (luge_json_peek(&reader) != '{')
    luge_json_fail(&reader, "header does not begin with '{'");
  if (luge_json_expect(&reader, '{') &&
      (luge_json_accept(&reader, '}') || visitEntries(&reader, file->data_bytes, visitor)))
    luge_json_expect_end(&reader);
  return reader.status;
}
