// A file of a test, removed with it.
#ifndef LUGE_TEST_UNIT_RUNTIME_TEMPORARYFILE_H
#define LUGE_TEST_UNIT_RUNTIME_TEMPORARYFILE_H

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <stdlib.h>

/// A folder of its own that vanishes with its contents.
class TemporaryFolder {
public:
  TemporaryFolder() {
    std::string pattern = std::filesystem::temp_directory_path() / "luge-XXXXXX";
    path = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;

  std::string operator/(const std::string &name) const { return path / name; }

  std::filesystem::path path;
};

inline void writeFile(const std::string &path, const std::string &bytes) {
  std::filesystem::remove(path); // ext4 waits for the disk when a file is overwritten
  std::ofstream(path, std::ios::binary) << bytes;
}

inline std::string readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

#endif // LUGE_TEST_UNIT_RUNTIME_TEMPORARYFILE_H
