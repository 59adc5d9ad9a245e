#include "harness/schema/constraint.h"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace actsweep {
namespace {

/// The number of values in a text of numbers.
std::ptrdiff_t count(const nlohmann::json& numbers) {
  std::istringstream words(numbers.get<std::string>());
  return std::distance(std::istream_iterator<std::string>(words), {});
}

bool compare(const nlohmann::json& a, const std::string& relation, const nlohmann::json& b) {
  if (relation == "==") return a == b;
  if (relation == "counts differ") return !a.is_null() && !b.is_null() && count(a) != count(b);
  if (!a.is_number() || !b.is_number()) return false;
  if (relation == "<") return a.get<double>() < b.get<double>();
  if (relation == ">") return a.get<double>() > b.get<double>();
  throw std::logic_error("unknown relation " + relation);
}

bool is_key(const nlohmann::json& value) { return value.is_string() && value.get<std::string>().starts_with('@'); }

std::string key_in(const nlohmann::json& value) { return value.get<std::string>().substr(1); }

bool is_met(const Constraint::Condition& condition, const std::string& prefix, const KeyLookup& lookup) {
  const nlohmann::json* const value = lookup(full_key(prefix, condition.key));
  if (condition.relation == "unread") return value == nullptr;
  if (condition.relation == "unset") return value != nullptr && value->is_null();
  if (value == nullptr) return false;
  if (!is_key(condition.value)) return compare(*value, condition.relation, condition.value);
  const nlohmann::json* const other = lookup(full_key(prefix, key_in(condition.value)));
  return other != nullptr && compare(*value, condition.relation, *other);
}

}  // namespace

std::string full_key(const std::string& prefix, const std::string& key) {
  if (key.starts_with('/')) return key.substr(1);
  return prefix.empty() ? key : prefix + "." + key;
}

Constraint Constraint::when(std::string key_, std::string relation, nlohmann::json value) && {
  conditions.push_back({std::move(key_), std::move(relation), std::move(value)});
  return std::move(*this);
}

Constraint Constraint::because(std::string reason_) && {
  reason = std::move(reason_);
  return std::move(*this);
}

bool Constraint::holds(const std::string& prefix, const KeyLookup& lookup) const {
  return std::all_of(conditions.begin(), conditions.end(),
                     [&](const Condition& condition) { return is_met(condition, prefix, lookup); });
}

std::vector<std::string> Constraint::keys(const std::string& prefix) const {
  std::vector<std::string> keys = {full_key(prefix, key)};
  for (const Condition& condition : conditions) {
    keys.push_back(full_key(prefix, condition.key));
    if (is_key(condition.value)) keys.push_back(full_key(prefix, key_in(condition.value)));
  }
  return keys;
}

void to_json(nlohmann::json& json, const Constraint& constraint) {
  json = {{"key", constraint.key}, {"reason", constraint.reason}, {"when", nlohmann::json::array()}};
  for (const auto& [key, relation, value] : constraint.conditions) json["when"].push_back({key, relation, value});
}

void from_json(const nlohmann::json& json, Constraint& constraint) {
  json.at("key").get_to(constraint.key);
  json.at("reason").get_to(constraint.reason);
  for (const auto& condition : json.at("when")) {
    constraint.conditions.push_back({condition.at(0), condition.at(1), condition.at(2)});
  }
}

}  // namespace actsweep
