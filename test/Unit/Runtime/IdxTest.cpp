#include "TemporaryFile.h"

#include "runtime/Data/Error.h"
#include "runtime/Data/FashionMnist.h"
#include "runtime/Data/Idx.h"

#include "gtest/gtest.h"

#include <random>
#include <zlib.h>

using namespace luge::data;

namespace {
std::string bigEndian(uint32_t word) {
  return {char(word >> 24), char(word >> 16), char(word >> 8), char(word)};
}

std::string idx(std::vector<uint32_t> extents, const std::string &elements) {
  std::string bytes = {0, 0, 8, char(extents.size())};
  for (uint32_t extent : extents)
    bytes += bigEndian(extent);
  return bytes + elements;
}

std::string gzip(const std::string &bytes) {
  TemporaryFolder folder;
  std::string path = folder / "file.gz";
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, bytes.data(), unsigned(bytes.size()));
  gzclose(file);
  return readFile(path);
}

class Idx : public testing::Test {
protected:
  Array read(const std::string &bytes) {
    writeFile(path, bytes);
    return readIdx(path);
  }
  /// The message of the Error that reading throws.
  std::string messageOf(const std::string &bytes) {
    try {
      read(bytes);
    } catch (const Error &error) {
      return error.what();
    }
    return "no error";
  }
  std::string message(const std::string &reason) { return "cannot read '" + path + "': " + reason; }
  TemporaryFolder folder;
  std::string path = folder / "train-images-idx3-ubyte.gz";
};
} // namespace

TEST_F(Idx, ReadsPlainAndCompressedFiles) {
  std::string bytes = idx({2, 3}, "abcdef");
  for (const std::string &file : {bytes, gzip(bytes)}) {
    Array array = read(file);
    EXPECT_EQ(array.type, Type::u8);
    EXPECT_EQ(array.extents, (std::vector<int64_t>{2, 3}));
    EXPECT_EQ(std::string(array.data<char unsigned>(), array.data<uint8_t>() + 6), "abcdef");
  }
}

TEST_F(Idx, MissingFile) { EXPECT_THROW(readIdx(path), Error); }

TEST_F(Idx, MalformedHeaders) {
  EXPECT_EQ(messageOf(""), message("the file ends within its header"));
  EXPECT_EQ(messageOf("PK\3\4"), message("expected an idx file, which begins with two zero bytes"));
  EXPECT_EQ(messageOf({0, 0, 13, 1}),
            message("expected elements of type 8 (unsigned byte), found type 13"));
  EXPECT_EQ(messageOf({0, 0, 8, 4}), message("expected one to three extents, found 4"));
  EXPECT_EQ(messageOf(idx({2, 3}, "").substr(0, 9)), message("the file ends within its header"));
}

TEST_F(Idx, CountsThatDisagreeWithTheFile) {
  EXPECT_EQ(messageOf(idx({2, 3}, "abcde")),
            message("expected 6 elements of extents [2, 3], found 5"));
  EXPECT_EQ(messageOf(idx({2, 3}, "abcdefg")),
            message("found more than the 6 elements of extents [2, 3]"));
  // Claims 4 GB, or more than 64 bits can count: refused without taking memory.
  EXPECT_EQ(messageOf(idx({0xFFFFFFFF}, "a")),
            message("expected 4294967295 elements of extents [4294967295], found 1"));
  EXPECT_EQ(messageOf(idx({0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, "a")),
            message("the extents [4294967295, 4294967295, 4294967295] are too large"));
}

TEST_F(Idx, DamagedCompression) {
  std::string bytes = gzip(idx({100}, std::string(100, 'x')));
  EXPECT_EQ(messageOf(bytes.substr(0, bytes.size() - 9)), message("the compressed data end early"));
  std::string wrongSum = bytes;
  wrongSum[bytes.size() - 8] ^= 1;
  EXPECT_NE(messageOf(wrongSum), "no error");
}

TEST_F(Idx, SurvivesMutations) {
  std::mt19937 random(0);
  for (const std::string &valid :
       {idx({3, 4, 5}, std::string(60, 'x')), gzip(idx({3, 4, 5}, std::string(60, 'x')))})
    for (int i = 0; i < 1000; ++i) {
      std::string bytes = valid.substr(0, random() % 2 ? valid.size() : random() % valid.size());
      for (int edits = 1 + int(random() % 3); edits > 0 && !bytes.empty(); --edits)
        bytes[random() % bytes.size()] = char(random());
      try {
        read(bytes);
      } catch (const Error &) {
      }
    }
}

class MnistFiles : public testing::Test {
protected:
  void write(uint32_t images, uint32_t labels, const std::string &classes) {
    writeFile(folder / "t10k-images-idx3-ubyte", idx({images, 2, 2}, std::string(4 * images, 'x')));
    writeFile(folder / "t10k-labels-idx1-ubyte", idx({labels}, classes));
  }
  std::string message() {
    try {
      readMnistFiles(Split::test, folder.path, 10);
    } catch (const Error &error) {
      return error.what();
    }
    return "no error";
  }
  TemporaryFolder folder;
};

TEST_F(MnistFiles, PairsImagesWithLabels) {
  write(3, 3, {0, 9, 4});
  Dataset dataset = readMnistFiles(Split::test, folder.path, 10);
  EXPECT_EQ(dataset.size(), 3);
  EXPECT_EQ(dataset.classes, 10);
  EXPECT_EQ(dataset.inputs.extents, (std::vector<int64_t>{3, 1, 2, 2}));
  EXPECT_EQ(dataset.targets.data<int64_t>()[1], 9);
}

TEST_F(MnistFiles, CountsThatDiffer) {
  write(3, 2, {0, 9});
  EXPECT_EQ(message(), "'" + folder / "t10k-labels-idx1-ubyte" +
                           "': expected 3 labels, one per image of 't10k-images-idx3-ubyte', "
                           "found [2]");
}

TEST_F(MnistFiles, LabelsOutOfRange) {
  write(3, 3, {0, 10, 4});
  EXPECT_EQ(message(),
            "'" + folder / "t10k-labels-idx1-ubyte" + "': expected labels below 10, found 10 at 1");
}

TEST(FashionMnist, HoldsTenThousandTestPictures) {
  if (!std::filesystem::exists("/usr/share/datasets/fashion-mnist"))
    GTEST_SKIP() << "the data set is not installed";
  FashionMNIST test(Split::test);
  EXPECT_EQ(test.inputs.extents, (std::vector<int64_t>{10000, 1, 28, 28}));
  EXPECT_EQ(std::vector<int64_t>(test.targets.data<int64_t>(), test.targets.data<int64_t>() + 5),
            (std::vector<int64_t>{9, 2, 1, 1, 6}));
}

TEST(FashionMnist, FolderComesFromTheArgumentThenTheEnvironment) {
  TemporaryFolder folder;
  auto message = [](auto... arguments) {
    try {
      FashionMNIST(Split::train, arguments...);
    } catch (const Error &error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  std::string file = "train-images-idx3-ubyte.gz': No such file or directory";
  EXPECT_EQ(message(folder.path), "cannot open '" + folder / file);
  setenv("LUGE_DATA_DIR", folder.path.c_str(), 1);
  EXPECT_EQ(message().find("no folder '" + folder / "fashion-mnist"), 0u) << message();
  std::filesystem::create_directory(folder / "fashion-mnist");
  EXPECT_EQ(message(), "cannot open '" + folder / ("fashion-mnist/" + file));
  unsetenv("LUGE_DATA_DIR");
}
