// For tests: a folder of its own, gone at the end.
#ifndef CERTPHOTO_ENGINE_BASE_TEST_FOLDER_H
#define CERTPHOTO_ENGINE_BASE_TEST_FOLDER_H

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace certphoto {

class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "certphoto_test.XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::filesystem::filesystem_error(name, LastError());
    path_ = name;
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  static std::error_code LastError() { return {errno, std::generic_category()}; }
  std::filesystem::path path_;
};

}  // namespace certphoto

#endif
