#include "harness/config/mapping.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/config/number.h"
#include "harness/util/nearest.h"

namespace actsweep {

void expect(const YamlValue& value, YamlValue::Kind kind, const std::string& key, const char* wanted) {
  if (value.kind != kind) fail_at(value, key, fmt::format("{} stands where {} should", value.shown(), wanted));
}

void expect_keys(const YamlValue& mapping, const std::string& key, const std::vector<std::string>& known) {
  expect(mapping, YamlValue::Kind::kMapping, key, "a mapping");
  for (const auto& [name, value] : mapping.entries) {
    if (std::find(known.begin(), known.end(), name.text) != known.end()) continue;
    const std::string path = key.empty() ? name.text : key + "." + name.text;
    fail_at(name, path,
            fmt::format("unknown key{}; known here: {}", did_you_mean(name.text, known), fmt::join(known, ", ")));
  }
}

std::string text_of(const YamlValue& mapping, const char* name, const std::string& key) {
  const YamlValue* value = mapping.find(name);
  if (!value) return "";
  const std::string path = key.empty() ? name : key + "." + name;
  expect(*value, YamlValue::Kind::kScalar, path, "a text");
  constexpr std::size_t kMaxLength = 1000;
  if (value->text.size() > kMaxLength) fail_at(*value, path, fmt::format("longer than {} bytes", kMaxLength));
  return value->text;
}

std::string required_text(const YamlValue& mapping, const char* name, const std::string& key) {
  if (mapping.find(name) == nullptr) fail_at(mapping, key, fmt::format("the key {} is missing", name));
  return text_of(mapping, name, key);
}

nlohmann::json value_or_default(const YamlValue& mapping, const std::string& key, const Param& param) {
  const YamlValue* value = mapping.find(param.key);
  return value == nullptr ? param.default_value : check_value(param, key + "." + param.key, *value);
}

std::pair<double, double> interval_or_default(const YamlValue& mapping, const std::string& key, const std::string& name,
                                              const std::pair<double, double>& otherwise) {
  const YamlValue* value = mapping.find(name);
  if (value == nullptr) return otherwise;
  const std::string path = key + "." + name;
  expect(*value, YamlValue::Kind::kSequence, path, "a list of two numbers");
  std::vector<double> ends;
  for (const YamlValue& item : value->items) ends.push_back(check_value(Real(name, 0), path, item).get<double>());
  if (ends.size() != 2 || !(ends[0] < ends[1])) {
    fail_at(*value, path, "is no interval; write its two ends, the lower one first, as [-5, 5]");
  }
  return {ends[0], ends[1]};
}

}  // namespace actsweep
