#include "harness/cli/trial_difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "harness/runner/trial_decision.h"
#include "harness/util/printable.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

using Row = std::vector<nlohmann::json>;

/// Compares dotted keys. The name of a component is under the key of the component.
std::vector<Row> differing_keys(const nlohmann::json& a, const nlohmann::json& b) {
  constexpr std::string_view kName = "/name";
  std::map<std::string, std::array<std::optional<nlohmann::json>, 2>> keys;
  for (const std::size_t side : {0, 1}) {
    const nlohmann::json pointers = (side == 0 ? a : b).flatten();
    for (const auto& [pointer, value] : pointers.items()) {
      if (pointer.empty()) continue;  // the configuration is not an object
      std::string key = pointer.substr(1);
      if (key.ends_with(kName)) key.resize(key.size() - kName.size());
      std::replace(key.begin(), key.end(), '/', '.');
      keys[key][side] = value;
    }
  }
  const auto text = [](const auto& value) { return value ? plain_text(*value) : "(no such key)"; };
  std::vector<Row> rows;
  for (const auto& [key, values] : keys) {
    if (values[0] != values[1]) rows.push_back({key, text(values[0]), text(values[1])});
  }
  return rows;
}

std::vector<Row> differing_provenance(const TrialHistory& a, const TrialHistory& b) {
  std::vector<Row> rows;
  const auto compare = [&](const char* what, const std::string& in_a, const std::string& in_b) {
    if (in_a != in_b) rows.push_back({what, in_a, in_b});
  };
  compare("training version", std::to_string(a.training_version), std::to_string(b.training_version));
  compare("state", a.state, b.state);
  const PastAttempt* of_a = accepted_attempt(a);
  const PastAttempt* of_b = accepted_attempt(b);
  if (of_a == nullptr || of_b == nullptr) return rows;
  compare("data", short_hash(of_a->info.data_sha256), short_hash(of_b->info.data_sha256));
  compare("LibTorch", of_a->info.libtorch_version, of_b->info.libtorch_version);
  compare("instruction set", of_a->info.cpu_capability, of_b->info.cpu_capability);
  compare("processor", of_a->info.processor, of_b->info.processor);
  compare("device", of_a->info.device, of_b->info.device);
  compare("threads", std::to_string(of_a->info.threads), std::to_string(of_b->info.threads));
  return rows;
}

}  // namespace

std::string difference_text(const TrialHistory& a, const TrialHistory& b, const TextStyle& style) {
  if (a.id == b.id) return fmt::format("both are trial {}\n", printable(a.id));
  const std::vector<Row> keys = differing_keys(a.config, b.config);
  std::string text = keys.empty() ? "the same configuration\n" : table_text({"key", a.id, b.id}, keys, style.width);
  const std::vector<Row> differences = differing_provenance(a, b);
  if (!differences.empty()) text += "\n" + table_text({"provenance", a.id, b.id}, differences, style.width);
  for (const TrialHistory* trial : {&a, &b}) {
    if (accepted_attempt(*trial) != nullptr) continue;
    text += fmt::format("{} has no result, so only the configurations can be compared\n", printable(trial->id));
  }
  return text;
}

}  // namespace actsweep
