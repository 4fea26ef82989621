#include "runtime/Core/SafetensorsFile.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

luge_status luge_safetensors_scan(const char *path, const luge_safetensors_visitor *visitor,
                                  luge_detail *detail) {
  luge_detail ignored;
  if (!detail)
    detail = &ignored;
  *detail = LUGE_NO_DETAIL;
  if (!path || !visitor)
    return LUGE_ERROR_NULL;
  luge_safetensors_file file;
  luge_status status = luge_safetensors_open(path, &file, detail);
  if (status != LUGE_OK)
    return status;
  status = luge_safetensors_visit(&file, visitor, detail);
  luge_safetensors_close(&file);
  return status;
}

//===----------------------------------------------------------------------===//
// Metadata
//===----------------------------------------------------------------------===//

typedef struct metadata_search {
  const char *key;
  char *value;
  size_t bytes;
  luge_status status;
} metadata_search;

static luge_status matchMetadata(void *context, const luge_metadata *pair, luge_detail *detail) {
  metadata_search *search = context;
  if (strcmp(pair->key, search->key) != 0)
    return LUGE_OK;
  size_t length = strlen(pair->value);
  search->status = length < search->bytes ? LUGE_OK : LUGE_ERROR_SIZE;
  if (search->status == LUGE_OK)
    memcpy(search->value, pair->value, length + 1);
  return LUGE_OK;
}

luge_status luge_safetensors_find_metadata(const char *path, const char *key, char *value,
                                           size_t bytes, luge_detail *detail) {
  if (!key || !value)
    return LUGE_ERROR_NULL;
  metadata_search search = {key, value, bytes, LUGE_ERROR_NAME};
  const luge_safetensors_visitor visitor = {&search, NULL, matchMetadata};
  luge_status status = luge_safetensors_scan(path, &visitor, detail);
  return status == LUGE_OK ? search.status : status;
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

typedef struct load {
  const luge_stored_tensor *tensors;
  int32_t count;
  luge_byte_range *ranges; // by tensor; begin -1: not in the file yet
  int32_t next;            // where the last match suggests to look first
} load;

static int32_t findStored(load *self, const char *name) {
  for (int32_t i = 0; i < self->count; ++i) {
    int32_t candidate = (self->next + i) % self->count;
    if (strcmp(self->tensors[candidate].name, name) == 0) {
      self->next = candidate + 1;
      return candidate;
    }
  }
  return -1;
}

static void describeFound(const luge_described_tensor *found, luge_detail *detail) {
  size_t used = (size_t)snprintf(detail->found, sizeof detail->found, "%s[", found->dtype);
  for (int32_t dim = 0; dim < found->rank && used < sizeof detail->found; ++dim)
    used += (size_t)snprintf(detail->found + used, sizeof detail->found - used, "%s%" PRId64,
                             dim ? ", " : "", found->extents[dim]);
  if (used < sizeof detail->found)
    snprintf(detail->found + used, sizeof detail->found - used, "]");
}

static luge_status matchTensor(void *context, const luge_described_tensor *found,
                               luge_detail *detail) {
  load *self = context;
  int32_t index = findStored(self, found->name);
  if (index < 0) {
    detail->reason = "unexpected tensor";
    snprintf(detail->found, sizeof detail->found, "%s", found->name);
    return LUGE_ERROR_MISMATCH;
  }
  const luge_stored_tensor *expected = &self->tensors[index];
  detail->tensor = expected->name;
  if (self->ranges[index].begin >= 0) {
    detail->reason = "tensor given twice";
    return LUGE_ERROR_FORMAT;
  }
  bool sameType = strcmp(found->dtype, luge_safetensors_dtype_name(expected->dtype)) == 0;
  bool sameShape = found->rank == expected->rank &&
                   (found->rank == 0 || memcmp(found->extents, expected->extents,
                                               (size_t)found->rank * sizeof(int64_t)) == 0);
  if (!sameType || !sameShape) {
    detail->reason = sameType ? "shape differs" : "type differs";
    describeFound(found, detail);
    return LUGE_ERROR_MISMATCH;
  }
  detail->tensor = NULL;
  self->ranges[index] = (luge_byte_range){found->begin, found->end, index};
  return LUGE_OK;
}

// Sorts by position; files hold tensors nearly in order, so insertion is quick.
static void sortRanges(luge_byte_range *ranges, int32_t count) {
  for (int32_t i = 1; i < count; ++i) {
    luge_byte_range range = ranges[i];
    int32_t place = i;
    for (; place > 0 &&
           (ranges[place - 1].begin > range.begin ||
            (ranges[place - 1].begin == range.begin && ranges[place - 1].end > range.end));
         --place)
      ranges[place] = ranges[place - 1];
    ranges[place] = range;
  }
}

static luge_status checkLayout(const load *self, const luge_safetensors_file *file,
                               luge_detail *detail) {
  for (int32_t i = 0; i < self->count; ++i) {
    if (self->ranges[i].begin < 0) {
      detail->tensor = self->tensors[i].name;
      detail->reason = "tensor is missing";
      return LUGE_ERROR_MISMATCH;
    }
  }
  sortRanges(self->ranges, self->count);
  int64_t position = 0;
  for (int32_t i = 0; i <= self->count; ++i) {
    int64_t begin = i < self->count ? self->ranges[i].begin : file->data_bytes;
    if (begin != position) {
      detail->reason = begin < position ? "tensors overlap" : "bytes that belong to no tensor";
      detail->position = file->header_end + (begin < position ? begin : position);
      return LUGE_ERROR_FORMAT;
    }
    position = i < self->count ? self->ranges[i].end : position;
  }
  return LUGE_OK;
}

// Reads everything once for nothing: a file that cannot be read changes no tensor, and there is no memory to read it to.
static luge_status checkReadable(const luge_safetensors_file *file, luge_detail *detail) {
  char bytes[16384];
  luge_status status = LUGE_OK;
  for (int64_t begin = 0; begin < file->data_bytes && status == LUGE_OK;) {
    int64_t left = file->data_bytes - begin;
    int64_t end = begin + (left < (int64_t)sizeof bytes ? left : (int64_t)sizeof bytes);
    status = luge_safetensors_read(file, begin, end, bytes, detail);
    begin = end;
  }
  return status;
}

static luge_status readTensors(const load *self, const luge_safetensors_file *file,
                               luge_detail *detail) {
  for (int32_t i = 0; i < self->count; ++i) {
    const luge_byte_range *range = &self->ranges[i];
    const luge_stored_tensor *tensor = &self->tensors[range->tensor];
    luge_status status =
        luge_safetensors_read(file, range->begin, range->end, tensor->data, detail);
    if (status != LUGE_OK)
      return status;
    if (tensor->dtype == LUGE_BOOL)
      for (int64_t byte = 0; byte < range->end - range->begin; ++byte)
        ((uint8_t *)tensor->data)[byte] = ((uint8_t *)tensor->data)[byte] != 0;
  }
  return LUGE_OK;
}

luge_status luge_safetensors_load(const char *path, const luge_stored_tensor *tensors,
                                  int32_t tensor_count, luge_byte_range *ranges,
                                  luge_detail *detail) {
  luge_detail ignored;
  if (!detail)
    detail = &ignored;
  *detail = LUGE_NO_DETAIL;
  if (!path || (tensor_count > 0 && (!tensors || !ranges)))
    return LUGE_ERROR_NULL;
  luge_safetensors_file file;
  luge_status status = luge_safetensors_open(path, &file, detail);
  if (status != LUGE_OK)
    return status;
  for (int32_t i = 0; i < tensor_count; ++i)
    ranges[i] = (luge_byte_range){-1, -1, i};
  load self = {tensors, tensor_count, ranges, 0};
  const luge_safetensors_visitor visitor = {&self, matchTensor, NULL};
  status = luge_safetensors_visit(&file, &visitor, detail);
  if (status == LUGE_OK)
    status = checkLayout(&self, &file, detail);
  if (status == LUGE_OK)
    status = checkReadable(&file, detail);
  if (status == LUGE_OK)
    status = readTensors(&self, &file, detail);
  luge_safetensors_close(&file);
  return status;
}
