#include "harness/config/mapping.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "harness/util/error.h"
#include "harness/util/nearest.h"
#include "models/formula/parser.h"
#include "models/network/notation.h"

namespace actsweep {
namespace {

[[noreturn]] void fail_allowed(const Param& param, const std::string& key, const YamlValue& value) {
  const std::string hint = param.type == ParamType::kChoice ? did_you_mean(value.text, param.choices) : "";
  fail_at(value, key, fmt::format("{} is not {}{}", value.shown(), param.allowed(), hint));
}

/// Rejects names that a formula or a network gives to keys, but that already belong to other keys.
void check_names(const std::vector<std::string>& names, const std::vector<std::string>& taken, const char* what,
                 const std::string& key, const YamlValue& value) {
  const auto found = std::ranges::find_first_of(names, taken);
  if (found != names.end())
    fail_at(value, key, fmt::format("{} is the name of another key; rename the {}", *found, what));
}

void check_formula(const std::string& key, const YamlValue& value) {
  std::vector<std::string> names = formula::parameter_names(value.text);
  check_names(names, {"name", "formula"}, "parameter", key, value);
  names.insert(names.begin(), "x");
  try {
    formula::parse(value.text, names);
  } catch (const InputError& error) {
    fail_at(value, key, fmt::format("in the formula, {}", error.what()));
  }
}

/// Normalizes the notation.
std::string network_text(const std::string& key, const YamlValue& value) {
  check_names(network::placeholders(value.text), {"name", "network", "activation"}, "size", key, value);
  try {
    return network::canonical(value.text);
  } catch (const InputError& error) {
    fail_at(value, key, fmt::format("in the network: {}", error.what()), error.excerpt());
  }
}

/// Normalizes the numbers and the spaces between them.
std::string numbers_text(const Param& param, const std::string& key, const YamlValue& value) {
  std::vector<std::string> numbers;
  std::istringstream words(value.text);
  for (std::string word; words >> word;) {
    const auto number = parse_number(word);
    if (!number || !param.allows(*number)) fail_allowed(param, key, value);
    numbers.push_back(fmt::format("{}", *number));
  }
  if (numbers.empty()) fail_allowed(param, key, value);
  return fmt::format("{}", fmt::join(numbers, " "));
}

}  // namespace

void expect(const YamlValue& value, YamlValue::Kind kind, const std::string& key, const char* wanted) {
  if (value.kind != kind) fail_at(value, key, fmt::format("expected {}, got {}", wanted, value.shown()));
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

std::optional<double> parse_number(const std::string& text) {
  const std::string digits = text.starts_with('+') ? text.substr(1) : text;
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value)) return std::nullopt;
  return value == 0 ? 0.0 : value;  // -0 is 0
}

nlohmann::json check_value(const Param& param, const std::string& key, const YamlValue& value) {
  if (value.kind == YamlValue::Kind::kNull && param.default_value.is_null()) return nullptr;
  if (!value.is_scalar()) fail_allowed(param, key, value);
  switch (param.type) {
    case ParamType::kInteger:
    case ParamType::kReal: {
      constexpr double kExact = 9007199254740992;  // 2^53
      const auto number = value.quoted ? std::nullopt : parse_number(value.text);
      if (!number || !param.allows(*number)) break;
      if (param.type == ParamType::kReal) return *number;
      if (*number != std::floor(*number) || std::abs(*number) > kExact) break;
      return static_cast<std::int64_t>(*number);
    }
    case ParamType::kBoolean:
      if (!value.quoted && (value.text == "true" || value.text == "false")) return value.text == "true";
      break;
    case ParamType::kChoice:
      if (std::find(param.choices.begin(), param.choices.end(), value.text) != param.choices.end()) return value.text;
      break;
    case ParamType::kNumbers: return numbers_text(param, key, value);
    case ParamType::kFormula: check_formula(key, value); return value.text;
    case ParamType::kNetwork: return network_text(key, value);
    case ParamType::kComponent:
    case ParamType::kGroup: break;
  }
  fail_allowed(param, key, value);
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
    fail_at(*value, path, "not an interval; write its two ends, the lower one first, as [-5, 5]");
  }
  return {ends[0], ends[1]};
}

}  // namespace actsweep
