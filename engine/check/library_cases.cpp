// Groups `load` and `tables`: what can be said of a library before any of its operations runs.
#include <elf.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>

#include "engine/check/loaded.h"

namespace certphoto::check {
namespace {

// Names of the dynamic symbols a library defines for others.
std::vector<std::string> ExportedSymbols(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  const auto read = [&](std::size_t at, auto& out) {
    if (at > bytes.size() || sizeof out > bytes.size() - at) return false;
    std::memcpy(&out, bytes.data() + at, sizeof out);
    return true;
  };
  std::vector<std::string> names;
  Elf64_Ehdr head{};
  if (!read(0, head) || std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 ||
      head.e_ident[EI_CLASS] != ELFCLASS64)
    return names;
  for (int s = 0; s < head.e_shnum; ++s) {
    Elf64_Shdr table{}, strings{};
    if (!read(head.e_shoff + std::size_t(s) * head.e_shentsize, table) || table.sh_type != SHT_DYNSYM)
      continue;
    if (!read(head.e_shoff + std::size_t{table.sh_link} * head.e_shentsize, strings)) continue;
    for (std::size_t i = 1; i < table.sh_size / sizeof(Elf64_Sym); ++i) {
      Elf64_Sym symbol{};
      if (!read(table.sh_offset + i * sizeof symbol, symbol)) break;
      const auto binding = ELF64_ST_BIND(symbol.st_info);
      if (symbol.st_shndx == SHN_UNDEF || symbol.st_shndx == SHN_ABS || binding == STB_LOCAL) continue;
      const std::size_t at = strings.sh_offset + symbol.st_name;
      if (at < bytes.size()) names.emplace_back(bytes.c_str() + at);
    }
  }
  return names;
}

void Symbols(const Context& context, Findings& findings) {
  const auto names = ExportedSymbols(context.library);
  if (std::find(names.begin(), names.end(), CPH_ENTRY_SYMBOL) == names.end())
    findings.Fail("it exports no '" CPH_ENTRY_SYMBOL "'");
  // What a sanitizer adds to a library, and the type information that exceptions need, is nobody's interface.
  constexpr std::array kOfTheCompiler{"__asan", "__odr_asan", "_ZTI", "_ZTS"};
  const auto of_the_compiler = [&](const std::string& name) {
    return std::any_of(kOfTheCompiler.begin(), kOfTheCompiler.end(),
                       [&](const char* prefix) { return name.starts_with(prefix); });
  };
  for (const auto& name : names)
    if (name != CPH_ENTRY_SYMBOL && !of_the_compiler(name))
      findings.Fail("it exports '" + name + "' beside its entry (link with plugin.exports)");
}

void Loads(const Context& context, Findings& findings) {
  findings.Note("loading");
  auto loaded = Loaded::Open(context, findings);
  if (loaded == nullptr) return;
  const auto& entry = *loaded->plugin().entry;
  if (entry.vendor == nullptr) findings.Fail("the entry names no vendor");
  if (entry.licence == nullptr) findings.Fail("the entry names no licence (an SPDX expression)");
  const std::string version = entry.version;
  if (version.empty() ||
      version.find_first_not_of("0123456789.+-abcdefghijklmnopqrstuvwxyz") != std::string::npos ||
      version[0] < '0' || version[0] > '9')
    findings.Fail("the version '" + version + "' is none (1.2.0)");
  findings.Note("deinit");
  loaded->Close();
}

void LoadsInAnOldHost(const Context& context, Findings& findings) {
  HostOptions old;
  old.old = true;
  findings.Note("init with a host of ABI 1.0");
  static_cast<void>(Loaded::Open(context, findings, old));
}

void CheckNames(const Operation& operation, Findings& findings) {
  const auto where = "operation '" + operation.id + "': ";
  std::set<std::string> seen;
  for (const auto& param : operation.params) {
    if (!seen.insert(param.name).second)
      findings.Fail(where + "parameter '" + param.name + "' is there twice");
    if (param.doc.empty()) findings.Fail(where + "parameter '" + param.name + "' is not documented");
  }
  seen.clear();
  for (const auto& use : operation.rules)
    if (!seen.insert(use.rule).second) findings.Fail(where + "rule '" + use.rule + "' is there twice");
  if (operation.summary.empty()) findings.Fail(where + "no summary");
  if (operation.id.find('.') == std::string::npos) findings.Fail(where + "its id has no dot (group.name)");
  for (const auto& [code, text] : operation.notes)
    if (text.zh.empty() || text.en.empty()) findings.Fail(where + "note '" + code + "' lacks a language");
  if (operation.kind == OperationKind::kRenderer &&
      !(operation.needs.empty() && operation.uses.empty() && operation.gives.empty()))
    findings.Fail(where + "a renderer has items, not facts");
}

void Tables(const Context& context, Findings& findings) {
  auto loaded = Loaded::Open(context, findings);
  if (loaded == nullptr) return;
  const auto& entry = *loaded->plugin().entry;
  const auto count = entry.operation_count();
  if (entry.operation_count() != count) findings.Fail("operation_count changes");
  if (entry.operation(count) != nullptr) findings.Fail("operation(count) is not NULL");
  for (std::uint32_t i = 0; i < count; ++i)
    if (entry.operation(i) != entry.operation(i))
      findings.Fail("operation(" + std::to_string(i) + ") is another one when asked again");
  for (const auto& operation : loaded->plugin().operations) CheckNames(operation, findings);
}

void RulesExist(const Context& context, Findings& findings) {
  auto loaded = Loaded::Open(context, findings);
  if (loaded == nullptr) return;
  for (const auto& operation : loaded->plugin().operations)
    for (const auto& use : operation.rules) {
      const auto* rule = context.catalogues.rules.Find(use.rule);
      if (rule == nullptr) {
        findings.Fail("operation '" + operation.id + "' speaks of rule '" + use.rule +
                      "', which no rule file has (rules of your own: rules/*.yaml beside the library)");
        continue;
      }
      for (const auto& name : use.thresholds)
        if (!rule->thresholds.contains(name))
          findings.Fail("operation '" + operation.id + "' reads threshold '" + name + "', which rule '" +
                        use.rule + "' does not have");
    }
}

}  // namespace

std::vector<Case> LibraryCases() {
  return {{"load", "symbols", Symbols},
          {"load", "init and deinit", Loads},
          {"old-host", "init", LoadsInAnOldHost},
          {"tables", "well-formed", Tables},
          {"tables", "rules exist", RulesExist}};
}

std::vector<std::string> ReadOperationIds(const Context& context, double seconds) {
  Case read{"load", "ids", [](const Context& c, Findings& findings) {
              auto loaded = Loaded::Open(c, findings);
              if (loaded == nullptr) return;
              for (const auto& operation : loaded->plugin().operations) findings.Fail("id " + operation.id);
            }};
  std::vector<std::string> ids;
  for (const auto& line : RunInChild(read, context, seconds).faults)
    if (line.starts_with("id ")) ids.push_back(line.substr(3));
  return ids;
}

}  // namespace certphoto::check
