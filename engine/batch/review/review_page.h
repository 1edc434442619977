// The page on which reviewers look at a batch and decide: report.html, one file that opens from disk, needs
// no server and fetches nothing. It begins with program and index of all items, which is all that the first
// view needs; after them comes a block of inert text for every item (pictures, findings), those that a person
// has to look at first, each read when its item comes into view.
#ifndef CERTPHOTO_ENGINE_BATCH_REVIEW_REVIEW_PAGE_H
#define CERTPHOTO_ENGINE_BATCH_REVIEW_REVIEW_PAGE_H

#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/batch/review/standing.h"
#include "engine/catalogue/rule.h"

namespace certphoto {

struct ReviewItem {
  std::string key;  // of the journal's item; empty when the photo could not even be read
  int row = 0;
  std::string number, name, photo;  // as they may be shown
  std::string standing, decision, error;
  std::string file;              // finished photo, below the work folder; empty: none
  std::vector<Bilingual> notes;  // what exceptions say of it
  bool locked = false;           // delivered
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
  // Takes two temporary files in `work`.
  [[nodiscard]] static Result<std::unique_ptr<ReviewPage>> Create(std::string job, std::string tenant,
                                                                  const RuleCatalogue& rules,
                                                                  const std::filesystem::path& work);
  ~ReviewPage();
  ReviewPage(const ReviewPage&) = delete;
  ReviewPage& operator=(const ReviewPage&) = delete;

  [[nodiscard]] Status Add(const ReviewItem& item, const nlohmann::ordered_json& report,
                           const ItemPictures& pictures);
  void AddException(const ReviewException& exception);
  // Puts report.html in its place.
  [[nodiscard]] Status Finish(const BatchCounts& counts);

 private:
  ReviewPage(std::string job, std::string tenant, const RuleCatalogue& rules, std::filesystem::path work);
  [[nodiscard]] int RuleNumber(const std::string& rule);
  [[nodiscard]] std::string Block(const ReviewItem& item, const nlohmann::ordered_json& report,
                                  const ItemPictures& pictures);
  [[nodiscard]] std::string Head(const BatchCounts& counts);

  std::string job_, tenant_;
  const RuleCatalogue& rules_;
  std::filesystem::path work_;
  std::map<std::string, int> rule_numbers_;
  nlohmann::ordered_json rule_texts_ = nlohmann::ordered_json::array(),
                         exceptions_ = nlohmann::ordered_json::array();
  std::string
      index_;  // JSON of the items, without the brackets: as objects they would take ten times the memory
  std::size_t count_ = 0;  // of items
  struct Spool;
  std::unique_ptr<Spool> to_look_at_, others_;
};

// What the page calls an item, and decisions files after it.
[[nodiscard]] std::string ReviewId(const std::string& key);

}  // namespace certphoto

#endif
