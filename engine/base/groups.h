// Sets of items that pairs hold together.
#ifndef CERTPHOTO_ENGINE_BASE_GROUPS_H
#define CERTPHOTO_ENGINE_BASE_GROUPS_H

#include <map>
#include <utility>

namespace certphoto {

// An item that was never joined is a group of its own.
template <class Key>
class Groups {
 public:
  // The one that stands for all of its group.
  [[nodiscard]] Key Of(Key item) const {
    for (auto at = parent_.find(item); at != parent_.end(); at = parent_.find(item)) item = at->second;
    return item;
  }
  void Join(const Key& a, const Key& b) {
    Key from = Of(a), to = Of(b);
    if (from != to) parent_.emplace(std::move(from), std::move(to));
  }

 private:
  std::map<Key, Key> parent_;
};

}  // namespace certphoto

#endif
