#include "TemporaryFile.h"

#include "runtime/Core/Safetensors.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <random>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

/// Of each file: what lies behind them is on a broken part of the disk.
static int64_t readableBytes = INT64_MAX;

/// libc's, for the runtime in this program.
extern "C" ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) {
  if (offset >= readableBytes) {
    errno = EIO;
    return -1;
  }
  return syscall(SYS_pread64, descriptor, bytes, std::min<int64_t>(count, readableBytes - offset),
                 offset);
}

namespace {
std::string withLength(const std::string &header, const std::string &data = "") {
  uint64_t length = header.size();
  return std::string(reinterpret_cast<char *>(&length), 8) + header + data;
}

// Two tensors of a program: "w" f32 [2, 3] and "n" i64 [].
class Safetensors : public testing::Test {
protected:
  luge_status save(const std::vector<luge_metadata> &metadata = {}) {
    return luge_safetensors_save(path.c_str(), tensors, 2, metadata.data(),
                                 int32_t(metadata.size()), &detail);
  }
  luge_status load() { return luge_safetensors_load(path.c_str(), tensors, 2, ranges, &detail); }
  luge_status loadBytes(const std::string &bytes) {
    writeFile(path, bytes);
    return load();
  }
  luge_status loadHeader(const std::string &header) {
    return loadBytes(withLength(header, std::string(32, '\0')));
  }
  void expectMalformed(const std::string &header, const char *reason) {
    EXPECT_EQ(loadHeader(header), LUGE_ERROR_FORMAT) << header;
    EXPECT_STREQ(detail.reason, reason) << header;
  }

  TemporaryFolder folder;
  std::string path = folder / "model.safetensors";
  float w[6] = {1, 2, 3, 4, 5, 6};
  int64_t n = 7;
  int64_t extents[2] = {2, 3};
  luge_stored_tensor tensors[2] = {{"w", LUGE_F32, 2, extents, w}, {"n", LUGE_I64, 0, nullptr, &n}};
  luge_byte_range ranges[2];
  luge_detail detail;
};

const std::string wEntry = R"("w":{"dtype":"F32","shape":[2,3],"data_offsets":[8,32]})";
const std::string nEntry = R"("n":{"dtype":"I64","shape":[],"data_offsets":[0,8]})";
} // namespace

TEST_F(Safetensors, WritesWiderElementsFirstAndPadsTheHeader) {
  ASSERT_EQ(save({{"step", "12"}}), LUGE_OK);
  std::string bytes = readFile(path);
  std::string header = R"({"__metadata__":{"step":"12"},)" + nEntry + "," + wEntry + "}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  std::string data(reinterpret_cast<char *>(&n), 8);
  data.append(reinterpret_cast<char *>(w), 24);
  EXPECT_EQ(bytes, withLength(header, data));
}

TEST_F(Safetensors, LoadsWhatItSaved) {
  ASSERT_EQ(save(), LUGE_OK);
  std::fill(w, w + 6, 0);
  n = 0;
  ASSERT_EQ(load(), LUGE_OK);
  EXPECT_EQ(std::vector<float>(w, w + 6), (std::vector<float>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(n, 7);
}

TEST_F(Safetensors, LoadsTensorsInAnyOrderAndWithSpaces) {
  EXPECT_EQ(loadHeader("{ " + wEntry + " ,\n\t" + nEntry + " }   "), LUGE_OK);
  EXPECT_EQ(loadHeader(R"({"n":{"shape":[],"data_offsets":[24,32],"dtype":"I64"},)"
                       R"("w":{"data_offsets":[0,24],"dtype":"F32","shape":[2,3]}})"),
            LUGE_OK);
}

TEST_F(Safetensors, EmptyCheckpoint) {
  ASSERT_EQ(luge_safetensors_save(path.c_str(), nullptr, 0, nullptr, 0, &detail), LUGE_OK);
  EXPECT_EQ(readFile(path), withLength("{}      "));
  EXPECT_EQ(luge_safetensors_load(path.c_str(), nullptr, 0, nullptr, &detail), LUGE_OK);
}

TEST_F(Safetensors, EscapesNamesAndMetadata) {
  tensors[0].name = "a\"b\\c\nd\xC3\xA9";
  ASSERT_EQ(save({{"quote\"", "line\nbreak"}}), LUGE_OK);
  EXPECT_EQ(load(), LUGE_OK);
  char value[32];
  EXPECT_EQ(luge_safetensors_find_metadata(path.c_str(), "quote\"", value, sizeof value, nullptr),
            LUGE_OK);
  EXPECT_STREQ(value, "line\nbreak");
}

TEST_F(Safetensors, DecodesUnicodeEscapes) {
  writeFile(path, withLength(R"({"__metadata__":{"\u00e9":"\ud83d\ude00\/\u20ac"}})"));
  char value[32];
  ASSERT_EQ(luge_safetensors_find_metadata(path.c_str(), "é", value, sizeof value, nullptr),
            LUGE_OK);
  EXPECT_STREQ(value, "😀/€");
}

TEST_F(Safetensors, FindsMetadata) {
  ASSERT_EQ(save({{"epoch", "3"}, {"seed", "0"}}), LUGE_OK);
  char value[8];
  auto find = [&](const char *key, size_t bytes) {
    return luge_safetensors_find_metadata(path.c_str(), key, value, bytes, &detail);
  };
  EXPECT_EQ(find("epoch", 8), LUGE_OK);
  EXPECT_STREQ(value, "3");
  EXPECT_EQ(find("step", 8), LUGE_ERROR_NAME);
  EXPECT_EQ(find("seed", 1), LUGE_ERROR_SIZE);
}

//===----------------------------------------------------------------------===//
// Files of another program
//===----------------------------------------------------------------------===//

TEST_F(Safetensors, UnexpectedTensorIsNamed) {
  EXPECT_EQ(loadHeader(R"({"v":{"dtype":"F32","shape":[2,4],"data_offsets":[0,32]}})"),
            LUGE_ERROR_MISMATCH);
  EXPECT_STREQ(detail.reason, "unexpected tensor");
  EXPECT_STREQ(detail.found, "v");
}

TEST_F(Safetensors, MissingTensorIsNamed) {
  EXPECT_EQ(loadHeader("{" + nEntry + "}"), LUGE_ERROR_MISMATCH);
  EXPECT_STREQ(detail.tensor, "w");
  EXPECT_STREQ(detail.reason, "tensor is missing");
}

TEST_F(Safetensors, OtherShapeIsShown) {
  EXPECT_EQ(
      loadHeader(R"({"w":{"dtype":"F32","shape":[3,2],"data_offsets":[8,32]},)" + nEntry + "}"),
      LUGE_ERROR_MISMATCH);
  EXPECT_STREQ(detail.tensor, "w");
  EXPECT_STREQ(detail.reason, "shape differs");
  EXPECT_STREQ(detail.found, "F32[3, 2]");
}

TEST_F(Safetensors, OtherTypeIsShown) {
  EXPECT_EQ(loadHeader(R"({"w":{"dtype":"F64","shape":[3],"data_offsets":[8,32]},)" + nEntry + "}"),
            LUGE_ERROR_MISMATCH);
  EXPECT_STREQ(detail.reason, "type differs");
  EXPECT_STREQ(detail.found, "F64[3]");
}

TEST_F(Safetensors, MismatchChangesNoTensor) {
  // "n" is valid and comes first; its value in the file is 0.
  EXPECT_EQ(loadHeader("{" + nEntry + R"(,"w":{"dtype":"F32","shape":[6],"data_offsets":[8,32]}})"),
            LUGE_ERROR_MISMATCH);
  EXPECT_EQ(n, 7);
}

TEST_F(Safetensors, UnreadableBytesChangeNoTensor) {
  ASSERT_EQ(save(), LUGE_OK);
  int64_t size = int64_t(readFile(path).size());
  n = 0;
  std::fill(w, w + 6, 0);
  for (readableBytes = 0; readableBytes < size; ++readableBytes) {
    EXPECT_EQ(load(), LUGE_ERROR_IO) << readableBytes;
    EXPECT_EQ(detail.value, EIO);
    EXPECT_EQ(n, 0);
    EXPECT_EQ(std::vector<float>(w, w + 6), std::vector<float>(6));
  }
  readableBytes = INT64_MAX;
  EXPECT_EQ(load(), LUGE_OK);
  EXPECT_EQ(n, 7);
}

//===----------------------------------------------------------------------===//
// Malformed files
//===----------------------------------------------------------------------===//

TEST_F(Safetensors, TruncatedFiles) {
  ASSERT_EQ(save(), LUGE_OK);
  std::string bytes = readFile(path);
  for (size_t length = 0; length < bytes.size(); ++length)
    EXPECT_EQ(loadBytes(bytes.substr(0, length)), LUGE_ERROR_FORMAT) << length;
  EXPECT_EQ(loadBytes(bytes + "x"), LUGE_ERROR_FORMAT);
  EXPECT_STREQ(detail.reason, "bytes that belong to no tensor");
}

TEST_F(Safetensors, HeaderLengthsOutOfRange) {
  uint64_t length = LUGE_SAFETENSORS_HEADER_BYTES + 1;
  EXPECT_EQ(loadBytes(std::string(reinterpret_cast<char *>(&length), 8)), LUGE_ERROR_FORMAT);
  EXPECT_STREQ(detail.reason, "header is longer than 100 MB");
  length = ~uint64_t(0);
  EXPECT_EQ(loadBytes(std::string(reinterpret_cast<char *>(&length), 8)), LUGE_ERROR_FORMAT);
  EXPECT_EQ(loadBytes(withLength("")), LUGE_ERROR_FORMAT);
  EXPECT_STREQ(detail.reason, "header does not begin with '{'");
}

TEST_F(Safetensors, MalformedJson) {
  expectMalformed(" {" + wEntry + "}", "header does not begin with '{'");
  expectMalformed("[]", "header does not begin with '{'");
  expectMalformed("{" + wEntry, "expected ',' or '}'");
  expectMalformed("{" + wEntry + ",}", "expected a string");
  expectMalformed("{" + wEntry + "} x", "text after the header's final '}'");
  expectMalformed(R"({"w")", "expected ':'");
  expectMalformed(R"({"w)", "unterminated string");
  expectMalformed("{\"w\n", "control character in a string");
  expectMalformed(R"({"\x")", "unknown escape in a string");
  expectMalformed(R"({"\u12g4")", "invalid \\u escape in a string");
  expectMalformed(R"({"\u0000")", "NUL in a string");
  expectMalformed(R"({"\udc00")", "unpaired surrogate in a string");
  expectMalformed(R"({"\ud800\u0041")", "unpaired surrogate in a string");
  expectMalformed("{\"\xC0\x80\"", "invalid UTF-8 in a string");
  expectMalformed("{\"\xED\xA0\x80\"", "invalid UTF-8 in a string");
  expectMalformed("{\"\xE2\x82\"", "invalid UTF-8 in a string");
  expectMalformed("{\"\xF5\"", "invalid UTF-8 in a string");
}

TEST_F(Safetensors, MalformedTensors) {
  auto w = [](const std::string &fields) { return R"({"w":{)" + fields + "}}"; };
  expectMalformed(w(R"("dtype":"F32","shape":[2,3])"),
                  "tensor without dtype, shape or data_offsets");
  expectMalformed(w(R"("dtype":"F32","dtype":"F32")"), "field of a tensor given twice");
  expectMalformed(w(R"("color":"red")"), "unknown field of a tensor");
  expectMalformed(w(R"("dtype":"F31","shape":[2,3],"data_offsets":[0,24])"), "unknown type");
  expectMalformed(w(R"("dtype":"F3200000000000000000")"), "unknown type");
  expectMalformed(w(R"("shape":[2,-3])"), "expected a natural number");
  expectMalformed(w(R"("shape":[2,3.0])"), "expected a natural number");
  expectMalformed(w(R"("shape":[2e1])"), "expected a natural number");
  expectMalformed(w(R"("shape":[02])"), "leading zero in a number");
  expectMalformed(w(R"("shape":[9223372036854775808])"), "number is too large");
  expectMalformed(w(R"("shape":[2 3])"), "expected ',' or ']'");
  std::string ones = "1";
  for (int rank = 1; rank <= LUGE_SAFETENSORS_RANK; ++rank)
    ones += ",1";
  expectMalformed(w(R"("shape":[)" + ones + "]"), "more than 32 extents");
  expectMalformed(w(R"("dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0])"),
                  "shape is too large");
}

TEST_F(Safetensors, MalformedOffsets) {
  auto w = [](const std::string &offsets) {
    return R"({"w":{"dtype":"F32","shape":[2,3],"data_offsets":)" + offsets + "}," + nEntry + "}";
  };
  expectMalformed(w("[8]"), "expected ','");
  expectMalformed(w("[8,32,40]"), "expected ',' or ']'");
  expectMalformed(w("[32,8]"), "data_offsets outside the file");
  expectMalformed(w("[16,40]"), "data_offsets outside the file");
  expectMalformed(w("[8,28]"), "data_offsets do not agree with shape and type");
  expectMalformed(w("[0,24]"), "tensors overlap");
  EXPECT_EQ(loadBytes(withLength(w("[12,36]"), std::string(36, '\0'))), LUGE_ERROR_FORMAT);
  EXPECT_STREQ(detail.reason, "bytes that belong to no tensor");
}

TEST_F(Safetensors, NothingIsGivenTwice) {
  expectMalformed("{" + nEntry + "," + nEntry + "}", "tensor given twice");
  expectMalformed(R"({"__metadata__":{},"__metadata__":{}})", "__metadata__ given twice");
}

TEST_F(Safetensors, MetadataMapsStringsToStrings) {
  expectMalformed(R"({"__metadata__":{"step":12}})", "expected a string");
  expectMalformed(R"({"__metadata__":{"step":null}})", "expected a string");
  expectMalformed(R"({"__metadata__":{"step":{"a":"b"}}})", "expected a string");
  expectMalformed(R"({"__metadata__":[]})", "expected '{'");
}

TEST_F(Safetensors, LongNamesAreRefusedAndLongValuesSkipped) {
  std::string name(LUGE_SAFETENSORS_NAME_BYTES, 'n');
  expectMalformed("{\"" + name + "\":{}}", "tensor name is too long");
  expectMalformed(R"({"__metadata__":{")" + name + R"(":""}})", "metadata key is too long");
  std::string value(3 * LUGE_SAFETENSORS_VALUE_BYTES, 'v');
  writeFile(path, withLength(R"({"__metadata__":{"long":")" + value + R"(","short":"s"}})"));
  char found[8];
  EXPECT_EQ(luge_safetensors_find_metadata(path.c_str(), "long", found, 8, nullptr),
            LUGE_ERROR_NAME);
  EXPECT_EQ(luge_safetensors_find_metadata(path.c_str(), "short", found, 8, nullptr), LUGE_OK);
}

// Headers longer than the reader's window, cut anywhere by it.
TEST_F(Safetensors, HeadersLongerThanTheWindow) {
  for (int padding = 4000; padding < 4200; padding += 3)
    EXPECT_EQ(loadHeader("{" + nEntry + "," + std::string(padding, ' ') + wEntry + "}"), LUGE_OK);
}

// Whatever a byte turns into, the reader answers; sanitizers watch the rest.
TEST_F(Safetensors, SurvivesMutations) {
  ASSERT_EQ(save({{"epoch", "3"}}), LUGE_OK);
  const std::string valid = readFile(path);
  std::mt19937 random(0);
  for (int i = 0; i < 3000; ++i) {
    std::string bytes = valid;
    for (int edits = 1 + random() % 3; edits > 0; --edits) {
      size_t place = random() % bytes.size();
      switch (random() % 3) {
      case 0:
        bytes[place] = char(random());
        break;
      case 1:
        bytes.erase(place, random() % 8);
        break;
      case 2:
        bytes.insert(place, bytes, random() % bytes.size(), random() % 16);
        break;
      }
    }
    luge_status status = loadBytes(bytes);
    EXPECT_TRUE(status == LUGE_OK || status == LUGE_ERROR_FORMAT || status == LUGE_ERROR_MISMATCH);
  }
}

//===----------------------------------------------------------------------===//
// Files and folders
//===----------------------------------------------------------------------===//

TEST_F(Safetensors, FilesThatCannotBeOpened) {
  EXPECT_EQ(load(), LUGE_ERROR_IO);
  EXPECT_EQ(detail.value, ENOENT);
  path = folder.path;
  EXPECT_EQ(load(), LUGE_ERROR_IO);
  EXPECT_STREQ(detail.reason, "not a regular file");
  EXPECT_EQ(luge_safetensors_load(nullptr, tensors, 2, ranges, &detail), LUGE_ERROR_NULL);
}

TEST_F(Safetensors, SavingNeverReplacesWhatIsNoFile) {
  path = folder.path;
  EXPECT_EQ(save(), LUGE_ERROR_IO);
  path = "/dev/null";
  EXPECT_EQ(save(), LUGE_ERROR_IO);
  EXPECT_STREQ(detail.reason, "not a regular file");
}

TEST_F(Safetensors, SavingReplacesAFileAndKeepsItsPermissions) {
  writeFile(path, "old");
  chmod(path.c_str(), 0640);
  ASSERT_EQ(save(), LUGE_OK);
  EXPECT_EQ(load(), LUGE_OK);
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0640));
}

TEST_F(Safetensors, FailedSaveLeavesTheOldFileAndNoOther) {
  path = folder / "missing/model.safetensors";
  EXPECT_EQ(save(), LUGE_ERROR_IO);
  EXPECT_EQ(detail.value, ENOENT);
  path = folder / "model.safetensors";
  writeFile(path, "old");
  tensors[0].data = nullptr;
  EXPECT_EQ(save(), LUGE_ERROR_NULL);
  EXPECT_STREQ(detail.tensor, "w");
  EXPECT_EQ(readFile(path), "old");
  auto entries = std::filesystem::directory_iterator(folder.path);
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}
