#include "engine/batch/work/todo.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "engine/base/sha256.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

bool IsFinal(ItemState state, bool retry_failed) {
  return state == ItemState::kDone || state == ItemState::kRejected || state == ItemState::kPurged ||
         (!retry_failed && (state == ItemState::kFailed || state == ItemState::kPoison));
}

class TodoMaker {
 public:
  TodoMaker(const JobFile& job, const Roster& roster, const std::vector<InputPhoto>& photos,
            const ItemKeys& keys, Journal& journal, const BatchRunOptions& options)
      : job_(job), roster_(roster), photos_(photos), keys_(keys), journal_(journal), options_(options) {}

  Result<Todo> Make(const std::vector<BoundPhoto>& bound, const std::vector<CrashSlots::Left>& crashed) {
    for (const auto& left : crashed) crashed_[left.candidate] = left.operation;
    if (auto status = ReadJournal(); !status) return status.error();
    for (const auto& one : bound)
      if (options_.shard.Has(roster_.all()[one.candidate].exam_no)) Consider(one);
    DropUnbound();
    if (auto status = WriteIntention(); !status) return status.error();
    return std::move(out_);
  }

 private:
  Status ReadJournal() {
    if (auto status = journal_.EachItem([&](Item item) { known_.emplace(item.candidate, std::move(item)); });
        !status)
      return status;
    auto delivered = journal_.DeliveredPhotos();
    if (!delivered) return delivered.error();
    delivered_ = std::move(*delivered);
    return {};
  }

  void Consider(const BoundPhoto& bound) {
    ++out_.items;
    const auto& photo = photos_[bound.photo];
    const auto before = TakeKnown(roster_.all()[bound.candidate]);
    Task task;
    task.bound = &bound;
    task.result.item = ItemOf(bound, before);
    auto& item = task.result.item;
    const auto stamp = StampOf(photo.file);
    if (delivered_.contains(item.candidate)) {
      if (stamp.empty() || item.stamp != stamp) CheckDelivered(photo, item, stamp);
      ++out_.kept;
      return;
    }
    if (before && before->photo == item.photo && Stands(task, stamp)) {
      ++out_.kept;
      if (before->row != item.row || before->bound_by != item.bound_by) changed_.push_back(item);
      return;
    }
    CountCrashes(item, before.has_value(), stamp);
    if (item.crashes >= job_.poison_after) {
      ++out_.kept;
      Poison(item, stamp);
      changed_.push_back(item);
      return;
    }
    task.whole = (item.state == ItemState::kDone || item.state == ItemState::kRejected) && FileIsThere(item);
    if (!task.whole) {
      item.state = ItemState::kPending;
      item.key.clear();
    }
    if (!before || item.crashes != before->crashes || item.state != before->state) changed_.push_back(item);
    out_.tasks.push_back(std::move(task));
  }

  // What the journal has of a candidate; what nobody takes is not bound any more.
  std::optional<Item> TakeKnown(const Candidate& candidate) {
    auto found = known_.extract(candidate.exam_no);
    return found ? std::optional<Item>(std::move(found.mapped())) : std::nullopt;
  }

  Item ItemOf(const BoundPhoto& bound, const std::optional<Item>& before) const {
    const auto& candidate = roster_.all()[bound.candidate];
    Item item = before.value_or(Item{});
    item.candidate = candidate.exam_no;
    item.row = candidate.row;
    item.photo = photos_[bound.photo].name;
    item.bound_by = bound.by;
    return item;
  }

  void CheckDelivered(const InputPhoto& photo, const Item& item, const std::string& stamp) {
    const auto sha = stamp.empty() ? Result<std::string>(Error{}) : Sha256OfFile(photo.file);
    if (sha && *sha == item.photo_sha256) return;
    out_.exceptions.push_back({BatchException::Kind::kDeliveredChanged, photo.name, item.candidate, item.row,
                               "it was delivered; what lies there now is not what was delivered (R46)"});
  }

  // Nothing that its result depends on has changed, and its file is there. What was purged is not made again
  // of the same photo, whatever has changed besides.
  bool Stands(Task& task, const std::string& stamp) const {
    const auto& item = task.result.item;
    return !stamp.empty() && item.stamp == stamp && IsFinal(item.state, options_.retry_failed) &&
           (item.state == ItemState::kPurged ||
            item.key == keys_.KeyOf(*task.bound, item.photo_sha256, task.portrait)) &&
           FileIsThere(item);
  }

  bool FileIsThere(const Item& item) const {
    if (item.file.empty()) return true;
    std::error_code failed;
    return fs::file_size(journal_.work() / item.file, failed) == item.file_bytes && !failed;
  }

  void CountCrashes(Item& item, bool was_known, const std::string& stamp) const {
    if (const auto crash = crashed_.find(item.candidate); crash != crashed_.end() && was_known) {
      ++item.crashes;
      item.crashed_in = crash->second;
    }
    const bool is_poison = item.state == ItemState::kPoison;
    if (options_.retry_failed && (item.state == ItemState::kFailed || is_poison)) item.crashes = 0;
    if (is_poison && item.stamp != stamp) item.crashes = 0;  // another photo deserves another try
  }

  static void Poison(Item& item, const std::string& stamp) {
    item.state = ItemState::kPoison;
    item.stamp = stamp;
    item.error = "the program died " + std::to_string(item.crashes) +
                 " times while it was on this photo, the last time in " +
                 (item.crashed_in.empty() ? "reading it" : item.crashed_in);
  }

  void DropUnbound() {
    for (const auto& [candidate, item] : known_) {
      if (!options_.shard.Has(candidate)) continue;
      const auto delivered = delivered_.find(candidate);
      if (item.state == ItemState::kPurged ||
          (delivered != delivered_.end() && delivered->second.purged_at != 0))
        out_.purged.insert(candidate);
      else if (delivered != delivered_.end())
        out_.exceptions.push_back({BatchException::Kind::kDeliveredChanged, item.photo, candidate, item.row,
                                   "it was delivered and is not bound any more"});
      else
        gone_.push_back(candidate);
    }
    std::sort(gone_.begin(), gone_.end());
  }

  Status WriteIntention() {
    return journal_.Transaction([&]() -> Status {
      for (const auto& item : changed_)
        if (auto put = PutKept(journal_, item); !put) return put;
      for (const auto& candidate : gone_)
        if (auto removed = journal_.Remove(candidate); !removed) return removed;
      return {};
    });
  }

  const JobFile& job_;
  const Roster& roster_;
  const std::vector<InputPhoto>& photos_;
  const ItemKeys& keys_;
  Journal& journal_;
  const BatchRunOptions& options_;
  std::unordered_map<std::string, Item> known_;
  std::map<std::string, Delivered> delivered_;
  std::map<std::string, std::string> crashed_;  // operation by candidate
  std::vector<Item> changed_;
  std::vector<std::string> gone_;
  Todo out_;
};

}  // namespace

Result<Todo> MakeTodo(const JobFile& job, const Roster& roster, const std::vector<InputPhoto>& photos,
                      const std::vector<BoundPhoto>& bound, const std::vector<CrashSlots::Left>& crashed,
                      const ItemKeys& keys, Journal& journal, const BatchRunOptions& options) {
  return TodoMaker(job, roster, photos, keys, journal, options).Make(bound, crashed);
}

}  // namespace certphoto
