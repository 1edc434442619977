// The page on which reviewers look at a batch and decide. report.html holds the index of all items; what an item shows (its
// pictures, its findings) is a file of its own below report/, which the page loads when the item comes into view. It opens from
// disk, needs no server and fetches nothing else.
#ifndef CERTPHOTO_ENGINE_BATCH_REVIEW_REVIEW_PAGE_H
#define CERTPHOTO_ENGINE_BATCH_REVIEW_REVIEW_PAGE_H

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/batch/review/standing.h"
#include "engine/catalogue/rule.h"

namespace certphoto {

struct ReviewItem {
  std::string key;       // of the journal's item; empty when the photo could not even be read
  int row = 0;
  std::string number, name, photo;  // as they may be shown
  std::string standing, decision, error;
  bool locked = false;   // delivered
  double milliseconds = 0;
  std::optional<double> waiting_hours;
};

struct ReviewException {
  std::string kind;
  Bilingual text;
  std::string photo, number;
  int row = 0;
  std::string detail;
};

// A finding that rejects the photo or asks for a look, from the report's JSON.
struct Obstacle {
  std::string rule, zh, en;
};
// Those that reject if any does, else those to look at.
[[nodiscard]] std::vector<Obstacle> StandingInTheWay(const nlohmann::ordered_json& report);

class ReviewPage {
 public:
  ReviewPage(std::string job, std::string tenant, const RuleCatalogue& rules, std::filesystem::path work);

  // `pictures` is asked only when the item's file is not there yet: it depends on the key alone.
  [[nodiscard]] Status Add(const ReviewItem& item, const nlohmann::ordered_json& report, const std::function<Result<ItemPictures>()>& pictures);
  void AddException(const ReviewException& exception);
  // Writes report.html and takes away files of items that are no more.
  [[nodiscard]] Status Finish(const BatchCounts& counts);

 private:
  [[nodiscard]] int RuleNumber(const std::string& rule);
  [[nodiscard]] Status WriteItem(const std::filesystem::path& file, const std::string& id, const nlohmann::ordered_json& report, const ItemPictures& pictures) const;

  std::string job_, tenant_;
  const RuleCatalogue& rules_;
  std::filesystem::path work_;
  std::map<std::string, int> rule_numbers_;
  nlohmann::ordered_json rule_texts_ = nlohmann::ordered_json::array();
  nlohmann::ordered_json items_ = nlohmann::ordered_json::array(), exceptions_ = nlohmann::ordered_json::array();
  std::set<std::string> files_;
};

// What the page calls an item, and decisions files after it.
[[nodiscard]] std::string ReviewId(const std::string& key);

}  // namespace certphoto

#endif
