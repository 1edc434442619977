#include "engine/batch/batch_compare.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <tuple>

#include "engine/base/groups.h"
#include "engine/report/escape.h"

namespace certphoto {
namespace {

constexpr const char* kHash = "photo.hash/1";
constexpr const char* kEmbedding = "face.embedding/1";
constexpr const char* kReuse = "source.not_reused";
constexpr const char* kIdentity = "match.identity";
constexpr const char* kOneCandidate = "process.one_candidate";
constexpr std::size_t kHashBytes = 32;

Result<double> ThresholdOf(const RuleCatalogue& rules, const char* id, const char* name) {
  const Rule* rule = rules.Find(id);
  if (rule != nullptr)
    if (const auto it = rule->thresholds.find(name); it != rule->thresholds.end()) return it->second.value;
  return Error{ErrorCode::kNotFound, std::string("the rule ") + id + " has no threshold " + name};
}

std::vector<double> TakeFact(PhotoResult& result, const char* name) {
  const auto it = std::find_if(result.facts.begin(), result.facts.end(),
                               [&](const ReportedFact& fact) { return fact.name == name; });
  if (it == result.facts.end()) return {};
  auto values = std::move(it->values);
  result.facts.erase(it);
  return values;
}

// In eight sums side by side, which compilers may turn into one vector; the order is the same on every
// machine.
double Dot(const std::vector<float>& a, const std::vector<float>& b) {
  std::array<float, 8> sums{};
  const std::size_t whole = a.size() / sums.size() * sums.size();
  for (std::size_t i = 0; i < whole; i += sums.size())
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += a[i + k] * b[i + k];
  double sum = std::accumulate(sums.begin(), sums.end(), 0.0);
  for (std::size_t i = whole; i < a.size(); ++i) sum += double(a[i]) * double(b[i]);
  return sum;
}

bool SameBytes(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::ifstream one(a, std::ios::binary), two(b, std::ios::binary);
  using Bytes = std::istreambuf_iterator<char>;
  return one && two && std::equal(Bytes(one), Bytes(), Bytes(two), Bytes());
}

Bilingual TextOf(const std::string& note) {
  if (note == "same_file") return {"同一个文件被提交了多次", "the same file was handed in more than once"};
  if (note == "same_picture")
    return {"同一张照片被提交了多次（文件不同，画面相同）",
            "the same photo was handed in more than once, as different files"};
  if (note == "similar_picture")
    return {"这些照片几乎一样，请人工确认是否重复使用",
            "these photos are nearly the same; a person has to see whether one was used again"};
  if (note == "one_face_two_names")
    return {"不同名字的照片像是同一个人，请人工确认",
            "photos under different names seem to show one person; a person has to look"};
  return {"同一名字下的照片不像同一个人，请人工确认",
          "photos under one name seem to show different people; a person has to look"};
}

}  // namespace

Result<BatchCompare> BatchCompare::Create(const RuleCatalogue& rules) {
  Limits limits;
  const std::tuple<const char*, const char*, double*> wanted[] = {
      {kReuse, "duplicate_max_distance", &limits.same_bits},
      {kReuse, "duplicate_review_distance", &limits.similar_bits},
      {kIdentity, "similarity_review", &limits.same_face},
      {kIdentity, "similarity_min", &limits.other_face}};
  for (const auto& [rule, name, to] : wanted) {
    const auto value = ThresholdOf(rules, rule, name);
    if (!value) return value.error();
    *to = *value;
  }
  return BatchCompare(limits);
}

std::vector<std::string> BatchCompare::NeededFacts() {
  return {kHash, kEmbedding};
}

void BatchCompare::Take(const std::filesystem::path& photo, std::string name, PhotoResult& result) {
  Item item;
  item.photo = photo;
  item.name = std::move(name);
  item.bytes = result.source.file_bytes;
  const auto hash = TakeFact(result, kHash);
  item.has_hash = hash.size() == kHashBytes;
  for (std::size_t i = 0; item.has_hash && i < kHashBytes; ++i)
    item.hash[i / 8] |= std::uint64_t(hash[i]) << 8 * (i % 8);
  const auto embedding = TakeFact(result, kEmbedding);
  item.embedding.assign(embedding.begin(), embedding.end());
  items_.push_back(std::move(item));
}

void BatchCompare::ComparePictures(std::vector<BatchFinding>& out) const {
  std::map<std::string, std::vector<Pair>> alike;  // by note
  for (std::size_t i = 0; i < items_.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const Item &a = items_[i], &b = items_[j];
      if (!a.has_hash || !b.has_hash) continue;
      int bits = 0;
      for (std::size_t k = 0; k < a.hash.size(); ++k) bits += std::popcount(a.hash[k] ^ b.hash[k]);
      if (bits > limits_.similar_bits) continue;
      const char* note = bits > limits_.same_bits                                         ? "similar_picture"
                         : bits == 0 && a.bytes == b.bytes && SameBytes(a.photo, b.photo) ? "same_file"
                                                                                          : "same_picture";
      alike[note].push_back({i, j, double(bits)});
    }
  // Ten copies of one photo are one finding, not forty-five.
  for (const auto& [note, pairs] : alike) {
    Groups<std::size_t> groups;
    for (const auto& pair : pairs) groups.Join(pair.a, pair.b);
    std::map<std::size_t, BatchFinding> found;
    for (const auto& pair : pairs) {
      auto [at, is_new] = found.try_emplace(groups.Of(pair.a));
      auto& f = at->second;
      f.rule = kReuse;
      f.note = note;
      f.verdict = note == "similar_picture" ? Verdict::kReview : Verdict::kFail;
      f.unit = "bits";
      f.value = is_new ? pair.value : std::min(f.value, pair.value);
      f.photos.push_back(items_[pair.a].photo);
      f.photos.push_back(items_[pair.b].photo);
    }
    for (auto& [group, finding] : found) out.push_back(std::move(finding));
  }
}

void BatchCompare::CompareFaces(std::vector<BatchFinding>& out) const {
  Groups<std::size_t> groups;
  std::vector<Pair> same;
  for (std::size_t i = 0; i < items_.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const Item &a = items_[i], &b = items_[j];
      if (a.embedding.empty() || a.embedding.size() != b.embedding.size()) continue;
      const double similarity = Dot(a.embedding, b.embedding);
      if (similarity >= limits_.same_face && a.name != b.name) {
        groups.Join(i, j);
        same.push_back({i, j, similarity});
      } else if (similarity < limits_.other_face && a.name == b.name) {
        BatchFinding f;
        f.rule = kIdentity;
        f.note = "two_faces_one_name";
        f.value = similarity;
        f.unit = "cosine";
        f.photos = {a.photo, b.photo};
        out.push_back(std::move(f));
      }
    }
  std::map<std::size_t, BatchFinding>
      found;  // by group: six photos of one person are one finding, not fifteen
  for (const auto& pair : same) {
    auto& f = found[groups.Of(pair.a)];
    f.rule = kOneCandidate;
    f.note = "one_face_two_names";
    f.unit = "cosine";
    f.value = std::max(f.value, pair.value);
    f.photos.push_back(items_[pair.a].photo);
    f.photos.push_back(items_[pair.b].photo);
  }
  for (auto& [group, finding] : found) out.push_back(std::move(finding));
}

std::vector<BatchFinding> BatchCompare::Compare() const {
  std::vector<BatchFinding> out;
  ComparePictures(out);
  CompareFaces(out);
  for (auto& f : out) {
    std::sort(f.photos.begin(), f.photos.end());
    f.photos.erase(std::unique(f.photos.begin(), f.photos.end()), f.photos.end());
    f.text = TextOf(f.note);
  }
  std::sort(out.begin(), out.end(), [](const BatchFinding& a, const BatchFinding& b) {
    return std::tie(a.photos, a.rule) < std::tie(b.photos, b.rule);
  });
  return out;
}

std::string BatchJson(const std::vector<BatchFinding>& findings) {
  std::string out;
  for (const auto& f : findings) {
    nlohmann::ordered_json json{{"rule", f.rule},
                                {"verdict", ToString(f.verdict)},
                                {"note", f.note},
                                {"value", std::round(f.value * 1e6) / 1e6},
                                {"unit", f.unit},
                                {"photos", nlohmann::ordered_json::array()},
                                {"text", {{"zh", f.text.zh}, {"en", f.text.en}}}};
    for (const auto& photo : f.photos) json["photos"].push_back(EscapeName(photo.string()));
    out += json.dump() + '\n';
  }
  return out;
}

}  // namespace certphoto
