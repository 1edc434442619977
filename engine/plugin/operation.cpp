#include "engine/plugin/operation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

#include "engine/plugin/table_row.h"

namespace certphoto {
namespace {

constexpr std::size_t kMaxListLength = 256;  // longer tables are taken for a missing terminator
constexpr std::uint32_t kMaxTableRows = 1024;
constexpr std::size_t kMaxTextBytes = 4096;

// Collects the first thing wrong while tables are read.
class TableReader {
 public:
  explicit TableReader(std::string where) : where_(std::move(where)) {}

  void Wrong(const std::string& what) {
    if (problem_.empty()) problem_ = where_ + ": " + what;
  }
  [[nodiscard]] const std::string& problem() const { return problem_; }

  std::string Text(const char* text, const char* member, bool required = true) {
    if (text == nullptr) {
      if (required) Wrong(std::string(member) + " is NULL");
      return {};
    }
    if (strnlen(text, kMaxTextBytes) == kMaxTextBytes) {
      Wrong(std::string(member) + " is longer than " + std::to_string(kMaxTextBytes) + " bytes");
      return {};
    }
    return text;
  }

  std::vector<std::string> List(const char* const* list, const char* member) {
    std::vector<std::string> out;
    for (; list != nullptr && *list != nullptr; ++list) {
      if (out.size() == kMaxListLength) {
        Wrong(std::string(member) + " has no terminating NULL within 256 entries");
        break;
      }
      out.push_back(Text(*list, member));
    }
    return out;
  }

  // A list of fact ids: "noun.aspect/version", with the prefix "capture:" where `prefix_allowed`.
  std::vector<std::string> Facts(const char* const* list, const char* member, bool prefix_allowed) {
    auto out = List(list, member);
    for (const auto& id : out) {
      std::string_view bare = id;
      if (prefix_allowed && bare.starts_with("capture:")) bare.remove_prefix(8);
      const auto slash = bare.find('/');
      const bool ok = slash != std::string_view::npos && slash > 0 && slash + 1 < bare.size() &&
                      std::all_of(bare.begin() + static_cast<std::ptrdiff_t>(slash) + 1, bare.end(),
                                  [](char c) { return c >= '0' && c <= '9'; });
      if (!ok)
        Wrong(std::string(member) + " names '" + id + "', which is not a fact id (noun.aspect/version)");
    }
    return out;
  }

 private:
  std::string where_;
  std::string problem_;
};

bool IsId(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  });
}

Param ReadParam(TableReader& read, const cph_param& raw) {
  Param p;
  p.name = read.Text(raw.name, "params[].name");
  p.unit = read.Text(raw.unit, "params[].unit", false);
  p.doc = read.Text(raw.doc, "params[].doc");
  p.advanced = (raw.flags & CPH_PARAM_ADVANCED) != 0;
  p.deprecated = (raw.flags & CPH_PARAM_DEPRECATED) != 0;
  if (!IsId(p.name)) read.Wrong("parameter name '" + p.name + "' is not lower_snake_case");
  if (raw.type < CPH_PARAM_BOOL || raw.type > CPH_PARAM_CHOICE) {
    read.Wrong("parameter '" + p.name + "' has the unknown type " + std::to_string(raw.type));
    return p;
  }
  p.type = static_cast<ParamType>(raw.type);
  p.default_number = raw.default_number;
  p.min = raw.min;
  p.max = raw.max;
  switch (p.type) {
    case ParamType::kInt:
    case ParamType::kNumber:
      if (!(std::isfinite(p.min) && std::isfinite(p.max) && p.min <= p.default_number &&
            p.default_number <= p.max))
        read.Wrong("parameter '" + p.name + "': its default is not within its range");
      break;
    case ParamType::kChoice:
      p.choices = read.List(raw.choices, "params[].choices");
      p.default_text = read.Text(raw.default_text, "params[].default_text");
      if (std::find(p.choices.begin(), p.choices.end(), p.default_text) == p.choices.end())
        read.Wrong("parameter '" + p.name + "': its default is not one of its choices");
      break;
    case ParamType::kText:
      p.default_text = read.Text(raw.default_text, "params[].default_text");
      break;
    case ParamType::kBool:
      break;
  }
  return p;
}

}  // namespace

const char* ToString(OperationKind kind) {
  switch (kind) {
    case OperationKind::kAnalyzer:
      return "analyzer";
    case OperationKind::kCheck:
      return "check";
    case OperationKind::kTransform:
      return "transform";
    case OperationKind::kRenderer:
      return "renderer";
  }
  return "unknown";
}

const char* ToString(ParamType type) {
  switch (type) {
    case ParamType::kBool:
      return "true or false";
    case ParamType::kInt:
      return "whole number";
    case ParamType::kNumber:
      return "number";
    case ParamType::kText:
      return "text";
    case ParamType::kChoice:
      return "choice";
  }
  return "unknown";
}

const RuleUse* Operation::FindRule(std::string_view rule) const {
  const auto it = std::find_if(rules.begin(), rules.end(), [&](const auto& r) { return r.rule == rule; });
  return it == rules.end() ? nullptr : &*it;
}

bool Operation::Reads(std::string_view fact) const {
  return std::find(needs.begin(), needs.end(), fact) != needs.end() ||
         std::find(uses.begin(), uses.end(), fact) != uses.end();
}

bool Operation::Gives(std::string_view fact) const {
  return std::find(gives.begin(), gives.end(), fact) != gives.end();
}

Result<Operation> ReadOperation(const cph_operation* raw, const std::string& plugin) {
  // The members of ABI 1.0 end with `run`.
  if (raw == nullptr) return Error{ErrorCode::kInvalid, "plugin '" + plugin + "' gives a NULL operation"};
  if (!CPH_HAS(raw, cph_operation, run))
    return Error{ErrorCode::kInvalid, "plugin '" + plugin + "' gives an operation of struct_size " +
                                          std::to_string(raw->struct_size) + ", smaller than ABI 1.0's"};
  Operation op;
  op.raw = raw;
  op.plugin = plugin;
  TableReader read("plugin '" + plugin + "'");
  op.id = read.Text(raw->id, "operation id");
  if (!IsId(op.id))
    read.Wrong("operation id '" + op.id + "' is not lower case, dotted, at most 64 characters");
  read = TableReader(read.problem().empty() ? "operation '" + op.id + "' of plugin '" + plugin + "'"
                                            : read.problem());
  if (raw->kind < CPH_KIND_ANALYZER || raw->kind > CPH_KIND_RENDERER)
    read.Wrong("unknown kind " + std::to_string(raw->kind));
  op.kind = static_cast<OperationKind>(raw->kind);
  if (raw->threading != CPH_INSTANCE_SERIAL && raw->threading != CPH_INSTANCE_PARALLEL)
    read.Wrong("unknown threading " + std::to_string(raw->threading));
  op.parallel = raw->threading == CPH_INSTANCE_PARALLEL;
  op.summary = read.Text(raw->summary, "summary");
  op.needs = read.Facts(raw->needs, "needs", true);
  op.uses = read.Facts(raw->uses, "uses", true);
  op.gives = read.Facts(raw->gives, "gives", false);
  op.models = read.List(raw->models, "models");
  if (raw->create == nullptr || raw->destroy == nullptr || raw->run == nullptr)
    read.Wrong("create, destroy or run is NULL");
  if (raw->param_count > kMaxTableRows || raw->rule_count > kMaxTableRows || raw->note_count > kMaxTableRows)
    return Error{ErrorCode::kInvalid, "operation '" + op.id + "': a table has more than 1024 rows"};
  for (std::uint32_t i = 0; i < raw->param_count; ++i)
    op.params.push_back(ReadParam(read, TableRow(raw->params, raw->param_stride, i)));
  for (std::uint32_t i = 0; i < raw->rule_count; ++i) {
    const auto row = TableRow(raw->rules, raw->rule_stride, i);
    op.rules.push_back(
        {read.Text(row.rule, "rules[].rule"), read.List(row.thresholds, "rules[].thresholds")});
  }
  for (std::uint32_t i = 0; i < raw->note_count; ++i) {
    const auto row = TableRow(raw->notes, raw->note_stride, i);
    op.notes[read.Text(row.code, "notes[].code")] = {read.Text(row.zh, "notes[].zh"),
                                                     read.Text(row.en, "notes[].en")};
  }
  if (op.kind == OperationKind::kCheck && op.rules.empty()) read.Wrong("a check that names no rule");
  if (op.kind == OperationKind::kAnalyzer && op.gives.empty()) read.Wrong("an analyzer that gives no fact");
  if (!read.problem().empty()) return Error{ErrorCode::kInvalid, read.problem()};
  return op;
}

}  // namespace certphoto
