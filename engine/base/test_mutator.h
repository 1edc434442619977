// For tests: broken texts, seeded mutations of a good one.
#ifndef CERTPHOTO_ENGINE_BASE_TEST_MUTATOR_H
#define CERTPHOTO_ENGINE_BASE_TEST_MUTATOR_H

#include <algorithm>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace certphoto {

// One to `most` cuts, copies, changed bytes and tokens a text; pieces of less than `longest` bytes. `tokens`
// must outlive it.
class TestMutator {
 public:
  TestMutator(std::uint32_t seed, std::span<const std::string_view> tokens, std::size_t most,
              std::size_t longest)
      : tokens_(tokens), most_(most), longest_(longest), random_(seed) {}

  std::string Mutate(std::string text) {
    for (std::size_t i = 1 + Below(most_); i > 0; --i) MutateOnce(text);
    return text;
  }
  std::size_t Below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

 private:
  void MutateOnce(std::string& text) {
    const std::size_t at = Below(text.size() + 1);
    const std::size_t length = std::min(Below(longest_), text.size() - at);
    switch (Below(6)) {
      case 0:
        text.insert(at, tokens_[Below(tokens_.size())]);
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(Below(text.size() + 1), text.substr(at, length));
        break;
      case 3:
        if (at < text.size()) text[at] = static_cast<char>(Below(256));
        break;
      case 4:
        text.resize(at);
        break;
      case 5:
        text.replace(at, length, tokens_[Below(tokens_.size())]);
        break;
    }
  }

  std::span<const std::string_view> tokens_;
  std::size_t most_, longest_;
  std::mt19937 random_;  // its sequence is the same on every platform; distributions are not
};

}  // namespace certphoto

#endif
