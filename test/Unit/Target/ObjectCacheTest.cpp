// What is stored is found again, whole or not at all.
#include "compiler/Target/ObjectCache.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

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
    std::string path = folder + "/llvmcache-key";
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
  // Beside the content there is the time when the cache was last looked over.
  for (const auto &file : std::filesystem::directory_iterator(folder))
    EXPECT_TRUE(file.path().filename() == "llvmcache-key" ||
                file.path().filename() == "llvmcache.timestamp")
        << file.path();
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
  auto opened = llvm::cantFail(luge::ObjectCache::open());
  ASSERT_TRUE(opened);
  ASSERT_FALSE(opened->store("key", "content"));
  EXPECT_TRUE(llvm::sys::fs::exists(folder + "/llvmcache-key"));
  setenv("LUGE_CACHE_DIR", "", 1);
  EXPECT_FALSE(llvm::cantFail(luge::ObjectCache::open()));
}

TEST_F(ObjectCacheTest, DropsWhatWasUsedLongestAgo) {
  // Two files of 50 bytes behind 32 of hash.
  luge::ObjectCache cache(folder, 200);
  std::string content(50, 'x');
  ASSERT_FALSE(cache.store("first", content));
  ASSERT_FALSE(cache.store("second", content));
  EXPECT_TRUE(cache.find("first"));
  ASSERT_FALSE(cache.store("third", content));
  EXPECT_EQ(cache.find("first"), content);
  EXPECT_EQ(cache.find("second"), std::nullopt);
  EXPECT_EQ(cache.find("third"), content);
}

TEST_F(ObjectCacheTest, KeepsNothingBeyondItsLimit) {
  luge::ObjectCache cache(folder, 200);
  ASSERT_FALSE(cache.store("small", "x"));
  ASSERT_FALSE(cache.store("large", std::string(300, 'x')));
  EXPECT_EQ(cache.find("large"), std::nullopt);
  // Files of others are not the cache's.
  std::ofstream(folder + "/other") << std::string(300, 'x');
  ASSERT_FALSE(cache.store("small", "y"));
  EXPECT_EQ(cache.find("small"), "y");
  EXPECT_TRUE(std::filesystem::exists(folder + "/other"));
}

TEST_F(ObjectCacheTest, IsSharedByProcesses) {
  // Each content is its key's; there is room for about a third of them.
  auto contentOf = [](int key) { return std::string(1000 + key, char('a' + key)); };
  std::vector<pid_t> children;
  for (int seed = 0; seed < 4; ++seed) {
    pid_t child = fork();
    if (child == 0) {
      luge::ObjectCache cache(folder, 9000);
      bool isGood = true;
      for (int i = 0; i < 300; ++i) {
        int key = (i * 7 + seed * 11) % 26;
        auto found = cache.find(std::to_string(key));
        isGood &= !found || *found == contentOf(key);
        if (!found)
          isGood &= !cache.store(std::to_string(key), contentOf(key));
      }
      _exit(isGood ? 0 : 1);
    }
    children.push_back(child);
  }
  for (pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  uintmax_t bytes = 0;
  for (const auto &file : std::filesystem::directory_iterator(folder))
    if (file.path().filename() != "llvmcache.timestamp")
      bytes += file.file_size();
  EXPECT_LE(bytes, 9000u);
}

TEST_F(ObjectCacheTest, TakesItsSizeFromTheEnvironment) {
  setenv("LUGE_CACHE_DIR", folder.c_str(), 1);
  for (const char *good : {"", "0", "100", "4k", "512M", "1g"}) {
    setenv("LUGE_CACHE_SIZE", good, 1);
    EXPECT_TRUE(llvm::cantFail(luge::ObjectCache::open()).has_value());
  }
  setenv("LUGE_CACHE_SIZE", "40", 1);
  auto cache = llvm::cantFail(luge::ObjectCache::open());
  ASSERT_FALSE(cache->store("key", "123456789"));
  EXPECT_EQ(cache->find("key"), std::nullopt);
  for (const char *bad : {"much", "1t", "-1", "1.5g", "99999999999999999999", "99999999999g"}) {
    setenv("LUGE_CACHE_SIZE", bad, 1);
    EXPECT_EQ(llvm::toString(luge::ObjectCache::open().takeError()),
              "expected LUGE_CACHE_SIZE to be a number of bytes, such as 512m or 1g, got '" +
                  std::string(bad) + "'");
  }
  unsetenv("LUGE_CACHE_SIZE");
  unsetenv("LUGE_CACHE_DIR");
}

} // namespace
