// What is stored is found again, whole or not at all.
#include "compiler/Target/ObjectCache.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace {

class ObjectCacheTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> path;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("luge-cache", path));
    folder = path.str().str();
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  /// Replaces the one file of the cache by `change` of its content.
  template <typename Change> void corrupt(Change change) {
    std::string path = folder + "/key";
    std::ifstream in(path, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(in), {}};
    change(content);
    std::ofstream(path, std::ios::binary) << content;
  }

  std::string folder;
};

TEST_F(ObjectCacheTest, FindsWhatWasStored) {
  luge::ObjectCache cache(folder + "/new/folders");
  EXPECT_EQ(cache.find("key"), std::nullopt);
  ASSERT_FALSE(cache.store("key", std::string("a\0b", 3)));
  EXPECT_EQ(cache.find("key"), std::string("a\0b", 3));
  EXPECT_EQ(cache.find("other"), std::nullopt);
}

TEST_F(ObjectCacheTest, StoresAgain) {
  luge::ObjectCache cache(folder);
  ASSERT_FALSE(cache.store("key", "first"));
  ASSERT_FALSE(cache.store("key", "second"));
  EXPECT_EQ(cache.find("key"), "second");
}

TEST_F(ObjectCacheTest, LeavesNoTemporaryFile) {
  ASSERT_FALSE(luge::ObjectCache(folder).store("key", "content"));
  auto files = std::filesystem::directory_iterator(folder);
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST_F(ObjectCacheTest, IgnoresAChangedByte) {
  luge::ObjectCache cache(folder);
  ASSERT_FALSE(cache.store("key", "content"));
  corrupt([](std::string &content) { content.back() ^= 1; });
  EXPECT_EQ(cache.find("key"), std::nullopt);
}

TEST_F(ObjectCacheTest, IgnoresATruncatedFile) {
  luge::ObjectCache cache(folder);
  ASSERT_FALSE(cache.store("key", "content"));
  corrupt([](std::string &content) { content.pop_back(); });
  EXPECT_EQ(cache.find("key"), std::nullopt);
  corrupt([](std::string &content) { content.resize(3); });
  EXPECT_EQ(cache.find("key"), std::nullopt);
}

TEST_F(ObjectCacheTest, SaysWhyItCannotStore) {
  std::ofstream(folder + "/file") << "no folder";
  llvm::Error error = luge::ObjectCache(folder + "/file").store("key", "content");
  ASSERT_TRUE(static_cast<bool>(error));
  EXPECT_NE(llvm::toString(std::move(error)).find("cannot write into the cache"),
            std::string::npos);
}

TEST_F(ObjectCacheTest, OpensTheFolderOfTheEnvironment) {
  setenv("LUGE_CACHE_DIR", folder.c_str(), 1);
  ASSERT_TRUE(luge::ObjectCache::open());
  ASSERT_FALSE(luge::ObjectCache::open()->store("key", "content"));
  EXPECT_TRUE(llvm::sys::fs::exists(folder + "/key"));
  setenv("LUGE_CACHE_DIR", "", 1);
  EXPECT_FALSE(luge::ObjectCache::open());
}

} // namespace
