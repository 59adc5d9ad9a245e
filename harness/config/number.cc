#include "harness/config/number.h"

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

void check_formula(const std::string& key, const YamlValue& value) {
  std::vector<std::string> names = formula::parameter_names(value.text);
  for (const char* taken : {"name", "formula"}) {
    if (std::find(names.begin(), names.end(), taken) != names.end()) {
      fail_at(value, key, fmt::format("{} is the name of another key; give the parameter a name of its own", taken));
    }
  }
  names.insert(names.begin(), "x");
  try {
    formula::parse(value.text, names);
  } catch (const InputError& error) {
    fail_at(value, key, fmt::format("in the formula, {}", error.what()));
  }
}

/// In its one spelling.
std::string network_text(const std::string& key, const YamlValue& value) {
  for (const std::string& name : network::placeholders(value.text)) {
    for (const char* taken : {"name", "network", "activation"}) {
      if (name == taken) {
        fail_at(value, key, fmt::format("{} is the name of another key; give the size a name of its own", name));
      }
    }
  }
  try {
    return network::canonical(value.text);
  } catch (const InputError& error) {
    fail_at(value, key, fmt::format("in the network: {}", error.what()), error.excerpt());
  }
}

/// In its one spelling, with single spaces.
std::string numbers_text(const Param& param, const std::string& key, const YamlValue& value) {
  std::vector<std::string> numbers;
  std::istringstream words(value.text);
  for (std::string word; words >> word;) {
    const auto number = parse_number(word);
    if (!number || !param.allows(*number)) fail_allowed(param, key, value);
    numbers.push_back(shortest(*number));
  }
  if (numbers.empty()) fail_allowed(param, key, value);
  return fmt::format("{}", fmt::join(numbers, " "));
}

}  // namespace

std::optional<double> parse_number(const std::string& text) {
  const std::string digits = text.starts_with('+') ? text.substr(1) : text;
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value)) return std::nullopt;
  return value == 0 ? 0.0 : value;  // -0 is 0
}

std::string shortest(double value) { return fmt::format("{}", value); }

nlohmann::json check_value(const Param& param, const std::string& key, const YamlValue& value) {
  if (value.kind == YamlValue::Kind::kNull && param.default_value.is_null()) return nullptr;
  if (!value.is_scalar()) fail_allowed(param, key, value);
  switch (param.type) {
    case ParamType::kInteger: {
      constexpr double kExact = 9007199254740992;  // 2^53
      const auto number = value.quoted ? std::nullopt : parse_number(value.text);
      if (!number || *number != std::floor(*number) || std::abs(*number) > kExact || !param.allows(*number)) {
        fail_allowed(param, key, value);
      }
      return static_cast<std::int64_t>(*number);
    }
    case ParamType::kReal: {
      const auto number = value.quoted ? std::nullopt : parse_number(value.text);
      if (!number || !param.allows(*number)) fail_allowed(param, key, value);
      return *number;
    }
    case ParamType::kBoolean:
      if (!value.quoted && (value.text == "true" || value.text == "false")) return value.text == "true";
      fail_allowed(param, key, value);
    case ParamType::kChoice:
      if (std::find(param.choices.begin(), param.choices.end(), value.text) != param.choices.end()) return value.text;
      fail_allowed(param, key, value);
    case ParamType::kNumbers: return numbers_text(param, key, value);
    case ParamType::kFormula: check_formula(key, value); return value.text;
    case ParamType::kNetwork: return network_text(key, value);
    case ParamType::kComponent:
    case ParamType::kGroup: break;
  }
  fail_allowed(param, key, value);
}

}  // namespace actsweep
