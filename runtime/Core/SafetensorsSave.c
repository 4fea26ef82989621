#define _GNU_SOURCE
#include "runtime/Core/SafetensorsFile.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static luge_status failIo(luge_detail *detail, const char *reason, int error) {
  detail->reason = reason;
  detail->value = error;
  return LUGE_ERROR_IO;
}

//===----------------------------------------------------------------------===//
// Writing through a small buffer
//===----------------------------------------------------------------------===//

// With descriptor -1 the bytes are only counted.
typedef struct writer {
  int descriptor;
  int error; // errno of the first failure
  int64_t written;
  size_t filled;
  char buffer[4096];
} writer;

static void writeThrough(writer *writer, const char *bytes, size_t count) {
  while (count > 0 && writer->error == 0) {
    ssize_t done = write(writer->descriptor, bytes, count);
    if (done < 0 && errno != EINTR)
      writer->error = errno;
    if (done > 0) {
      bytes += done;
      count -= (size_t)done;
    }
  }
}

static void flush(writer *writer) {
  writeThrough(writer, writer->buffer, writer->filled);
  writer->filled = 0;
}

static void put(writer *writer, const void *bytes, size_t count) {
  writer->written += (int64_t)count;
  if (writer->descriptor < 0)
    return;
  if (writer->filled + count > sizeof writer->buffer)
    flush(writer);
  if (count > sizeof writer->buffer) {
    writeThrough(writer, bytes, count);
    return;
  }
  memcpy(writer->buffer + writer->filled, bytes, count);
  writer->filled += count;
}

static void putText(writer *writer, const char *text) { put(writer, text, strlen(text)); }

static void putNumber(writer *writer, int64_t number) {
  char digits[24];
  snprintf(digits, sizeof digits, "%" PRId64, number);
  putText(writer, digits);
}

static void putString(writer *writer, const char *text) {
  putText(writer, "\"");
  for (; *text; ++text) {
    unsigned char byte = (unsigned char)*text;
    char escaped[8];
    if (byte == '"' || byte == '\\')
      snprintf(escaped, sizeof escaped, "\\%c", byte);
    else if (byte < 0x20)
      snprintf(escaped, sizeof escaped, "\\u%04x", byte);
    else
      snprintf(escaped, sizeof escaped, "%c", byte);
    putText(writer, escaped);
  }
  putText(writer, "\"");
}

//===----------------------------------------------------------------------===//
// The file's contents
//===----------------------------------------------------------------------===//

typedef struct contents {
  const luge_stored_tensor *tensors;
  int32_t tensor_count;
  const luge_metadata *metadata;
  int32_t metadata_count;
} contents;

static int64_t storedBytes(const luge_stored_tensor *tensor) {
  int64_t bytes = (int64_t)luge_dtype_size(tensor->dtype);
  for (int32_t dim = 0; dim < tensor->rank; ++dim)
    bytes *= tensor->extents[dim];
  return bytes;
}

static void putEntry(writer *writer, const luge_stored_tensor *tensor, int64_t begin) {
  putString(writer, tensor->name);
  putText(writer, ":{\"dtype\":\"");
  putText(writer, luge_safetensors_dtype_name(tensor->dtype));
  putText(writer, "\",\"shape\":[");
  for (int32_t dim = 0; dim < tensor->rank; ++dim) {
    if (dim > 0)
      putText(writer, ",");
    putNumber(writer, tensor->extents[dim]);
  }
  putText(writer, "],\"data_offsets\":[");
  putNumber(writer, begin);
  putText(writer, ",");
  putNumber(writer, begin + storedBytes(tensor));
  putText(writer, "]}");
}

// Tensors lie by descending element size, so that each is aligned to its own.
static const size_t elementSizes[] = {8, 4, 1};

static void putHeader(writer *writer, const contents *contents) {
  const char *separator = "{";
  if (contents->metadata_count > 0) {
    putText(writer, "{\"__metadata__\":");
    for (int32_t i = 0; i < contents->metadata_count; ++i) {
      putText(writer, i ? "," : "{");
      putString(writer, contents->metadata[i].key);
      putText(writer, ":");
      putString(writer, contents->metadata[i].value);
    }
    putText(writer, "}");
    separator = ",";
  }
  int64_t begin = 0;
  for (size_t size = 0; size < sizeof elementSizes / sizeof *elementSizes; ++size) {
    for (int32_t i = 0; i < contents->tensor_count; ++i) {
      const luge_stored_tensor *tensor = &contents->tensors[i];
      if (luge_dtype_size(tensor->dtype) != elementSizes[size])
        continue;
      putText(writer, separator);
      separator = ",";
      putEntry(writer, tensor, begin);
      begin += storedBytes(tensor);
    }
  }
  putText(writer, *separator == '{' ? "{}" : "}");
  while (writer->written % 8 != 0)
    putText(writer, " ");
}

static void putContents(writer *file, const contents *contents) {
  writer counter = {.descriptor = -1};
  putHeader(&counter, contents);
  // Eight bytes of length keep the header's padding a multiple of eight.
  uint64_t length = (uint64_t)counter.written;
  put(file, &length, sizeof length);
  putHeader(file, contents);
  for (size_t size = 0; size < sizeof elementSizes / sizeof *elementSizes; ++size)
    for (int32_t i = 0; i < contents->tensor_count; ++i)
      if (luge_dtype_size(contents->tensors[i].dtype) == elementSizes[size])
        put(file, contents->tensors[i].data, (size_t)storedBytes(&contents->tensors[i]));
  flush(file);
}

//===----------------------------------------------------------------------===//
// Atomic replacement
//===----------------------------------------------------------------------===//

// Creates `<path>.<pid>-<try>.tmp`, with the permissions of the file it will replace.
static luge_status createTemporary(const char *path, char temporary[PATH_MAX], int *descriptor,
                                   luge_detail *detail) {
  struct stat old;
  bool replaces = stat(path, &old) == 0;
  if (replaces && !S_ISREG(old.st_mode))
    return failIo(detail, "not a regular file", EINVAL);
  *descriptor = -1;
  for (int attempt = 0; attempt < 100 && *descriptor < 0; ++attempt) {
    int length = snprintf(temporary, PATH_MAX, "%s.%ld-%d.tmp", path, (long)getpid(), attempt);
    if (length < 0 || length >= PATH_MAX)
      return failIo(detail, "path is too long", ENAMETOOLONG);
    *descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (*descriptor < 0 && errno != EEXIST && errno != EINTR)
      break;
  }
  if (*descriptor < 0)
    return failIo(detail, "creating a temporary file", errno);
  if (replaces && fchmod(*descriptor, old.st_mode & 07777) != 0) {
    int error = errno;
    close(*descriptor);
    unlink(temporary);
    return failIo(detail, "setting permissions", error);
  }
  return LUGE_OK;
}

// A rename is durable once its folder is.
static luge_status syncParent(const char *path, luge_detail *detail) {
  char folder[PATH_MAX];
  const char *slash = strrchr(path, '/');
  size_t length = slash ? (size_t)(slash - path) + 1 : 0;
  memcpy(folder, path, length);
  folder[length] = 0;
  int descriptor = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0)
    return failIo(detail, "opening the folder", errno);
  // EINVAL: a file system that does not sync folders.
  int error = fsync(descriptor) != 0 && errno != EINVAL ? errno : 0;
  close(descriptor);
  return error ? failIo(detail, "syncing the folder", error) : LUGE_OK;
}

static luge_status replaceFile(const char *path, const contents *contents, luge_detail *detail) {
  char temporary[PATH_MAX];
  writer file = {0};
  luge_status status = createTemporary(path, temporary, &file.descriptor, detail);
  if (status != LUGE_OK)
    return status;
  putContents(&file, contents);
  if (file.error)
    status = failIo(detail, "writing", file.error);
  if (status == LUGE_OK && fsync(file.descriptor) != 0)
    status = failIo(detail, "syncing", errno);
  if (close(file.descriptor) != 0 && status == LUGE_OK)
    status = failIo(detail, "closing", errno);
  if (status == LUGE_OK && rename(temporary, path) != 0)
    status = failIo(detail, "renaming", errno);
  if (status != LUGE_OK) {
    unlink(temporary);
    return status;
  }
  return syncParent(path, detail);
}

static luge_status checkContents(const contents *contents, luge_detail *detail) {
  for (int32_t i = 0; i < contents->tensor_count; ++i) {
    const luge_stored_tensor *tensor = &contents->tensors[i];
    if (!tensor->name || (!tensor->data && storedBytes(tensor) > 0)) {
      detail->tensor = tensor->name;
      return LUGE_ERROR_NULL;
    }
    if (strlen(tensor->name) >= LUGE_SAFETENSORS_NAME_BYTES ||
        tensor->rank > LUGE_SAFETENSORS_RANK) {
      detail->tensor = tensor->name;
      detail->reason = "name is too long or rank too high";
      return LUGE_ERROR_OPTION;
    }
  }
  for (int32_t i = 0; i < contents->metadata_count; ++i) {
    if (!contents->metadata[i].key || !contents->metadata[i].value)
      return LUGE_ERROR_NULL;
    if (strlen(contents->metadata[i].key) >= LUGE_SAFETENSORS_NAME_BYTES ||
        strlen(contents->metadata[i].value) >= LUGE_SAFETENSORS_VALUE_BYTES) {
      detail->reason = "metadata is too long";
      return LUGE_ERROR_OPTION;
    }
  }
  return LUGE_OK;
}

luge_status luge_safetensors_save(const char *path, const luge_stored_tensor *tensors,
                                  int32_t tensor_count, const luge_metadata *metadata,
                                  int32_t metadata_count, luge_detail *detail) {
  luge_detail ignored;
  if (!detail)
    detail = &ignored;
  *detail = LUGE_NO_DETAIL;
  if (!path || (tensor_count > 0 && !tensors) || (metadata_count > 0 && !metadata))
    return LUGE_ERROR_NULL;
  const contents contents = {tensors, tensor_count, metadata, metadata_count};
  luge_status status = checkContents(&contents, detail);
  return status == LUGE_OK ? replaceFile(path, &contents, detail) : status;
}
