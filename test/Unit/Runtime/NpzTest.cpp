#include "TemporaryFile.h"

#include "runtime/Data/Error.h"
#include "runtime/Data/Npy.h"
#include "runtime/Data/Npz.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <random>
#include <zlib.h>

using namespace luge::data;

namespace {
template <typename T> Array arrayOf(std::vector<int64_t> extents, std::vector<T> values) {
  Array array(typeOf<T>, std::move(extents));
  std::copy(values.begin(), values.end(), array.data<T>());
  return array;
}

template <typename T> std::vector<T> valuesOf(const Array &array) {
  return {array.data<T>(), array.data<T>() + array.elements()};
}

std::string number(uint64_t value, size_t count) {
  std::string bytes;
  for (size_t i = 0; i < count; ++i)
    bytes += char(value >> 8 * i);
  return bytes;
}

std::string deflateRaw(const std::string &bytes) {
  z_stream stream = {};
  deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string result(bytes.size() + 100, '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
  stream.avail_in = uInt(bytes.size());
  stream.next_out = reinterpret_cast<Bytef *>(result.data());
  stream.avail_out = uInt(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

/// An archive of one member, as the format's note lays it out.
struct OneMember {
  std::string name = "a.npy", bytes;
  int method = 0, flags = 0;
  uint32_t checksumError = 0, sizeError = 0;

  std::string archive() const {
    std::string stored = method == 8 ? deflateRaw(bytes) : bytes;
    uLong sum = crc32(0, reinterpret_cast<const Bytef *>(bytes.data()), uInt(bytes.size()));
    std::string common = number(20, 2) + number(flags, 2) + number(method, 2) + number(0, 4) +
                         number(sum ^ checksumError, 4) + number(stored.size(), 4) +
                         number(bytes.size() + sizeError, 4) + number(name.size(), 2);
    std::string local = "PK\3\4" + common + number(0, 2) + name + stored;
    std::string central =
        "PK\1\2" + number(20, 2) + common + std::string(12, '\0') + number(0, 4) + name;
    return local + central + "PK\5\6" + number(0, 4) + number(1, 2) + number(1, 2) +
           number(central.size(), 4) + number(local.size(), 4) + number(0, 2);
  }
};

std::string npy(const std::string &header, const std::string &elements, char version = 1) {
  return std::string("\x93NUMPY") + version + '\0' + number(header.size(), version == 1 ? 2 : 4) +
         header + elements;
}

class Npz : public testing::Test {
protected:
  Arrays read(const std::string &bytes) {
    writeFile(path, bytes);
    return readNpz(path);
  }
  /// The message that reading gives, without the file's name.
  std::string message(const std::string &bytes) {
    try {
      read(bytes);
    } catch (const Error &error) {
      std::string text = error.what(), prefix = "cannot read '" + path + "': ";
      return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
    }
    return "no error";
  }
  std::string messageOfNpy(const std::string &bytes) {
    return message(OneMember{.bytes = bytes}.archive());
  }
  TemporaryFolder folder;
  std::string path = folder / "data.npz";
};

const std::string floatHeader = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\n";
const std::string twoFloats = std::string(8, '\0');
} // namespace

TEST_F(Npz, ReadsWhatItWrote) {
  Arrays arrays;
  arrays["x"] = arrayOf<float>({2, 3}, {1, 2, 3, 4, 5, 6});
  arrays["d"] = arrayOf<double>({1}, {0.1});
  arrays["scalar"] = arrayOf<int64_t>({}, {-5});
  arrays["i"] = arrayOf<int32_t>({2}, {1, -2});
  arrays["u"] = arrayOf<uint8_t>({3}, {0, 128, 255});
  arrays["b"] = arrayOf<bool>({2}, {true, false});
  arrays["empty"] = arrayOf<float>({0, 7}, {});
  writeNpz(path, arrays);
  Arrays found = readNpz(path);
  ASSERT_EQ(found.size(), arrays.size());
  for (const auto &[name, array] : arrays) {
    EXPECT_EQ(found[name].type, array.type) << name;
    EXPECT_EQ(found[name].extents, array.extents) << name;
    EXPECT_EQ(found[name].bytes, array.bytes) << name;
  }
}

TEST_F(Npz, ReadsStoredAndDeflatedMembers) {
  std::string array = npy(floatHeader, std::string("\0\0\x80\x3f\0\0\0\x40", 8));
  for (int method : {0, 8}) {
    Arrays arrays = read(OneMember{.bytes = array, .method = method}.archive());
    EXPECT_EQ(valuesOf<float>(arrays["a"]), (std::vector<float>{1, 2}));
    EXPECT_EQ(arrays["a"].extents, (std::vector<int64_t>{2, 1}));
  }
}

TEST_F(Npz, ReadsAllHeaderVersions) {
  for (char version : {1, 2, 3})
    EXPECT_EQ(messageOfNpy(npy(floatHeader, twoFloats, version)), "no error");
  EXPECT_EQ(messageOfNpy(npy(floatHeader, twoFloats, 4)),
            "'a.npy': expected npy version 1, 2 or 3, found 4");
}

TEST_F(Npz, LargeMembersArriveInPieces) {
  std::vector<float> values(100000);
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = float(i % 1000);
  Array array = arrayOf<float>({100000}, values);
  std::string bytes = formatNpyHeader(array);
  bytes.append(reinterpret_cast<char *>(array.bytes.data()), array.bytes.size());
  for (int method : {0, 8})
    EXPECT_EQ(valuesOf<float>(read(OneMember{.bytes = bytes, .method = method}.archive())["a"]),
              values);
}

TEST_F(Npz, ArraysThatAreNotRead) {
  auto header = [&](const std::string &text) { return messageOfNpy(npy(text, twoFloats)); };
  EXPECT_EQ(header("{'descr': '<f4', 'fortran_order': True, 'shape': (2,), }"),
            "'a.npy': expected a row-major array, found Fortran order; "
            "save it as numpy.ascontiguousarray(...)");
  EXPECT_EQ(header("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }"),
            "'a.npy': expected elements of type <f4, <f8, <i8, <i4, |u1 or |b1, found '>f4'");
  EXPECT_EQ(header("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }"),
            "'a.npy': expected elements of type <f4, <f8, <i8, <i4, |u1 or |b1, found '|O'");
  EXPECT_EQ(header("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }"),
            "'a.npy': malformed npy header: expected a string; "
            "arrays of records and objects are not read");
}

TEST_F(Npz, MalformedNpyHeaders) {
  auto header = [&](const std::string &text) { return messageOfNpy(npy(text, twoFloats)); };
  const std::string prefix = "'a.npy': malformed npy header: ";
  EXPECT_EQ(messageOfNpy("not an array"),
            "'a.npy': expected an npy array, which begins with \\x93NUMPY");
  EXPECT_EQ(messageOfNpy(npy(floatHeader, "").substr(0, 40)), "'a.npy': the npy header ends early");
  EXPECT_EQ(messageOfNpy(npy(std::string(70000, ' '), "", 2)),
            "'a.npy': the npy header is longer than 64 KiB");
  EXPECT_EQ(header("[]"), prefix + "expected '{'");
  EXPECT_EQ(header("{}"), prefix + "expected the keys 'descr', 'fortran_order' and 'shape'");
  EXPECT_EQ(header("{} x"), prefix + "text after the dictionary");
  EXPECT_EQ(header("{'color': 'red'}"), prefix + "unexpected key 'color'");
  EXPECT_EQ(header("{'shape': (-2,)}"), prefix + "expected an extent");
  EXPECT_EQ(header("{'shape': (2 3)}"), prefix + "expected ')'");
  EXPECT_EQ(header("{'shape': (2,), 'shape': (2,)}"), prefix + "unexpected key 'shape'");
  EXPECT_EQ(header("{'fortran_order': No}"), prefix + "expected True or False");
}

TEST_F(Npz, ShapesThatDisagreeWithTheBytes) {
  EXPECT_EQ(messageOfNpy(npy(floatHeader, std::string(7, '\0'))),
            "'a.npy': expected elements of float32 [2, 1], found 7 bytes");
  std::string huge = "{'descr': '<f4', 'fortran_order': False, "
                     "'shape': (4294967296, 4294967296), }";
  EXPECT_EQ(messageOfNpy(npy(huge, twoFloats)),
            "'a.npy': expected elements of float32 [4294967296, 4294967296], found 8 bytes");
}

TEST_F(Npz, DamagedArchives) {
  OneMember member = {.bytes = npy(floatHeader, twoFloats)};
  std::string archive = member.archive();
  EXPECT_EQ(message(""), "expected a zip archive, found no end record");
  EXPECT_EQ(message(archive.substr(0, archive.size() - 1)),
            "expected a zip archive, found no end record");
  EXPECT_EQ(message(archive.substr(40)), "the archive is truncated");
  member.checksumError = 1;
  EXPECT_EQ(message(member.archive()), "'a.npy': the checksum is wrong");
  member = {.bytes = npy(floatHeader, twoFloats), .flags = 1};
  EXPECT_EQ(message(member.archive()), "'a.npy' is encrypted");
  member = {.bytes = npy(floatHeader, twoFloats), .method = 12};
  EXPECT_EQ(message(member.archive()), "'a.npy': expected compression method 0 or 8, found 12");
  member = {.name = "a.txt", .bytes = "text"};
  EXPECT_EQ(message(member.archive()), "expected members that end with .npy, found 'a.txt'");
  member = {.bytes = npy(floatHeader, twoFloats), .sizeError = uint32_t(-1)};
  EXPECT_NE(message(member.archive()), "no error");
  EXPECT_THROW(readNpz(folder / "missing.npz"), Error);
  EXPECT_THROW(readNpz(folder.path), Error);
}

TEST_F(Npz, SurvivesMutations) {
  std::mt19937 random(0);
  for (int i = 0; i < 2000; ++i) {
    OneMember member = {.bytes = npy(floatHeader, twoFloats), .method = i % 2 ? 8 : 0};
    std::string bytes = member.archive();
    for (int edits = 1 + int(random() % 3); edits > 0; --edits) {
      size_t place = random() % bytes.size();
      if (random() % 2)
        bytes[place] = char(random());
      else
        bytes.erase(place, random() % 4);
    }
    try {
      read(bytes);
    } catch (const Error &) {
    }
  }
}

TEST_F(Npz, WritingNeverReplacesWhatIsNoFile) {
  EXPECT_THROW(writeNpz("/dev/null", {}), Error);
  EXPECT_THROW(writeNpz(folder / "missing/data.npz", {}), Error);
}

//===----------------------------------------------------------------------===//
// Data sets in archives
//===----------------------------------------------------------------------===//

class NpzDataset : public Npz {
protected:
  Dataset load(const Arrays &arrays, Split split = Split::train) {
    writeNpz(path, arrays);
    return readNpzDataset(split, path);
  }
  std::string messageOf(const Arrays &arrays) {
    try {
      load(arrays);
    } catch (const Error &error) {
      return error.what();
    }
    return "no error";
  }
};

TEST_F(NpzDataset, TakesTheSplitsArrays) {
  Arrays arrays = {{"x_train", arrayOf<double>({1, 2}, {1, 2})},
                   {"y_train", arrayOf<int32_t>({1}, {3})},
                   {"x_test", arrayOf<int64_t>({1, 2}, {5, 6})},
                   {"y_test", arrayOf<uint8_t>({1}, {1})}};
  Dataset train = load(arrays), test = load(arrays, Split::test);
  EXPECT_EQ(train.inputs.type, Type::f64);
  EXPECT_EQ(train.targets.type, Type::i64);
  EXPECT_EQ(train.classes, 4);
  EXPECT_EQ(valuesOf<float>(test.inputs), (std::vector<float>{5, 6}));
}

TEST_F(NpzDataset, ServesBothSplitsFromOnePair) {
  Arrays arrays = {{"x", arrayOf<uint8_t>({2, 1}, {0, 255})}, {"y", arrayOf<float>({2}, {1, 2})}};
  for (Split split : {Split::train, Split::test}) {
    Dataset dataset = load(arrays, split);
    EXPECT_EQ(dataset.inputs.type, Type::u8);
    EXPECT_EQ(dataset.targets.type, Type::f32);
    EXPECT_EQ(dataset.classes, 0);
  }
}

TEST_F(NpzDataset, SaysWhatIsMissing) {
  EXPECT_EQ(messageOf({{"images", arrayOf<float>({1}, {0})}}),
            "'" + path + "': expected an array 'x_train' or 'x', found 'images'");
  EXPECT_EQ(messageOf({{"x", arrayOf<float>({2}, {0, 0})}, {"y", arrayOf<int64_t>({1}, {0})}}),
            "'" + path +
                "': expected as many targets as samples, and at least one, "
                "found [2] and [1]");
  EXPECT_EQ(messageOf({{"x", arrayOf<float>({1}, {0})}, {"y", arrayOf<int64_t>({1}, {-1})}}),
            "'" + path + "': expected class indices from 0 up, found -1");
}
