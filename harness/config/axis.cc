#include "harness/config/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/config/mapping.h"
#include "harness/util/nearest.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

constexpr const char* kLabel = "label";
constexpr const char* kGenerators[] = {"range", "linspace", "logspace", "count"};
constexpr const char* kForms =
    "a list, {range: [a, b], step: s}, {linspace: [a, b], num: n}, {logspace: [a, b], num: n} or {count: n}";

/// The values at(0), at(1), ... of a generator. Twelve digits hide the rounding errors of a generator, so that its 0.3
/// and the 0.3 of a list give the same trial.
template <typename At>
std::vector<YamlValue> generated(const YamlValue& generator, std::uint64_t count, const At& at) {
  std::vector<YamlValue> values(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    const double value = at(static_cast<double>(i));
    values[i].kind = YamlValue::Kind::kScalar;
    values[i].text = fmt::format("{}", parse_number(fmt::format("{:.12g}", value)).value_or(value));
    values[i].place = generator.place;
  }
  return values;
}

double read_number(const YamlValue& generator, const std::string& key, const YamlValue& value, const char* what) {
  const auto number = value.is_scalar() && !value.quoted ? parse_number(value.text) : std::nullopt;
  if (!number) {
    fail_at(value.place.empty() ? generator : value, key,
            fmt::format("{} is not a number; {} takes numbers", value.shown(), what));
  }
  return *number;
}

std::uint64_t checked_count(const YamlValue& value, const std::string& key, double count, double min) {
  if (!(count >= min) || count != std::floor(count) || count > static_cast<double>(kMaxAxisValues)) {
    fail_at(value, key,
            fmt::format("an axis has a whole number of points from {} to {}, not {}", min, grouped(kMaxAxisValues),
                        value.shown()));
  }
  return static_cast<std::uint64_t>(count);
}

/// The two ends of a generator and the value of its only other key.
struct Ends {
  double from, to;
  const YamlValue& other;
};

Ends ends_of(const YamlValue& generator, const std::string& key, const char* name, const char* other) {
  const YamlValue& ends = *generator.find(name);
  const YamlValue* second = generator.find(other);
  if (ends.kind != YamlValue::Kind::kSequence || ends.items.size() != 2 || !second || generator.entries.size() != 2) {
    fail_at(generator, key, fmt::format("write a {0} as {{{0}: [first, last], {1}: number}}", name, other));
  }
  return {read_number(generator, key, ends.items[0], name), read_number(generator, key, ends.items[1], name), *second};
}

std::vector<YamlValue> range(const YamlValue& generator, const std::string& key) {
  const auto [from, to, step_value] = ends_of(generator, key, "range", "step");
  const double step = read_number(generator, key, step_value, "step");
  if (step == 0 || (to - from) / step < 0) {
    fail_at(step_value, key, fmt::format("steps of {} never lead from {} to {}", step, from, to));
  }
  const double steps = (to - from) / step;
  const double whole = std::round(steps);
  if (std::abs(steps - whole) > 1e-9 * std::max(1.0, std::abs(steps))) {
    fail_at(step_value, key, fmt::format("steps of {} from {} do not end at {}", step, from, to));
  }
  if (!(whole + 1 <= static_cast<double>(kMaxAxisValues))) {
    fail_at(generator, key, fmt::format("more than {} points on one axis", grouped(kMaxAxisValues)));
  }
  return generated(generator, static_cast<std::uint64_t>(whole) + 1,
                   [first = from, step](double i) { return first + i * step; });
}

std::vector<YamlValue> spaced(const YamlValue& generator, const std::string& key, bool log) {
  const auto [from, to, num] = ends_of(generator, key, log ? "logspace" : "linspace", "num");
  if (log && (from <= 0 || to <= 0)) fail_at(generator, key, "the ends of a logspace must be above 0");
  if (!std::isfinite(to - from)) fail_at(generator, key, "the ends are too far apart: their difference overflows");
  const std::uint64_t count = checked_count(num, key, read_number(generator, key, num, "num"), 2);
  const double a = log ? std::log10(from) : from;
  const double b = log ? std::log10(to) : to;
  return generated(generator, count, [&](double i) {
    const double at = a + (b - a) * i / static_cast<double>(count - 1);
    return log ? std::pow(10.0, at) : at;
  });
}

std::vector<YamlValue> counted(const YamlValue& generator, const std::string& key) {
  const YamlValue& value = *generator.find("count");
  if (generator.entries.size() != 1) fail_at(generator, key, "write a count as {count: number}");
  const std::uint64_t count = checked_count(value, key, read_number(generator, key, value, "count"), 1);
  return generated(generator, count, [](double i) { return i; });
}

std::vector<YamlValue> values_of(const YamlValue& value, const std::string& key, bool& log_scale) {
  if (value.kind == YamlValue::Kind::kSequence) return value.items;
  if (value.kind != YamlValue::Kind::kMapping) {
    fail_at(value, key, fmt::format("{} is not an axis; an axis is {}", value.shown(), kForms));
  }
  log_scale = value.find("logspace") != nullptr;
  if (log_scale) return spaced(value, key, true);
  if (value.find("linspace")) return spaced(value, key, false);
  if (value.find("range")) return range(value, key);
  if (value.find("count")) return counted(value, key);
  const std::string first = value.entries.empty() ? "" : value.entries.front().key.text;
  fail_at(value, key,
          fmt::format("{} is not a generator{}; an axis is {}", first.empty() ? "{}" : first,
                      did_you_mean(first, {std::begin(kGenerators), std::end(kGenerators)}), kForms));
}

/// Separates the label from {name: elu, alpha: 0.5, label: short} and {value: 20, label: short}.
AxisValue with_label(const YamlValue& item, const std::string& key) {
  constexpr std::size_t kMaxLength = 100;
  const YamlValue* const label = item.find(kLabel);
  if (label == nullptr) return {item, ""};
  if (!label->is_scalar() || label->text.empty() || label->text.size() > kMaxLength) {
    fail_at(*label, key,
            fmt::format("{} is not a label; a label is a text of at most {} bytes", label->shown(), kMaxLength));
  }
  if (item.entries.size() == 1) {
    fail_at(item, key,
            "the label has no value; write {value: 20, label: short}, or {name: mlp, label: short} for a component");
  }
  const YamlValue* const value = item.find("value");
  if (value != nullptr && item.entries.size() == 2) return {*value, label->text};
  AxisValue named{item, label->text};
  std::erase_if(named.entries, [](const YamlValue::Entry& entry) { return entry.key.text == kLabel; });
  return named;
}

Axis::Row row_of(const std::vector<YamlValue>& items, const std::string& key) {
  Axis::Row row;
  for (const YamlValue& item : items) row.push_back(with_label(item, key));
  return row;
}

}  // namespace

std::string canonical_key(const std::string& key) {
  constexpr std::string_view kName = ".name";
  return key.ends_with(kName) ? key.substr(0, key.size() - kName.size()) : key;
}

bool is_axis(const YamlValue& value) {
  return value.kind == YamlValue::Kind::kSequence ||
         std::any_of(std::begin(kGenerators), std::end(kGenerators),
                     [&](const char* generator) { return value.find(generator) != nullptr; });
}

Axis parse_axis(const YamlValue& key, const YamlValue& value) {
  Axis axis;
  axis.place = key.place;
  for (std::string name : split_at_commas(key.text)) {
    name.erase(0, name.find_first_not_of(" \t"));
    name.erase(name.find_last_not_of(" \t") + 1);
    if (name.empty()) fail_at(key, key.text, "the key is empty");
    axis.keys.push_back(canonical_key(name));
  }
  const std::vector<YamlValue> values = values_of(value, key.text, axis.log_scale);
  if (values.empty()) fail_at(value, key.text, "the axis is empty; give it at least one value");
  for (const YamlValue& item : values) {
    if (axis.keys.size() == 1) {
      axis.rows.push_back(row_of({item}, key.text));
      continue;
    }
    if (item.kind != YamlValue::Kind::kSequence || item.items.size() != axis.keys.size()) {
      const std::string got =
          item.kind == YamlValue::Kind::kSequence ? fmt::format("has {}", item.items.size()) : "is " + item.shown();
      fail_at(
          item, key.text,
          fmt::format("a row of this zipped axis needs {} values, one per key; this row {}", axis.keys.size(), got));
    }
    axis.rows.push_back(row_of(item.items, key.text));
  }
  return axis;
}

}  // namespace actsweep
