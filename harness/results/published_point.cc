#include "harness/results/published_point.h"

#include <algorithm>

#include "harness/config/mapping.h"
#include "harness/results/comparison.h"
#include "harness/results/value.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

/// Tables with an activation per row name their network separately.
bool is_at(const PublishedNumber& number, const std::string& key, const nlohmann::json& value) {
  if (number.key == key) return is_value(value, number.value);
  return key == "model" && number.key == kActivation && is_value(value, number.network);
}

std::vector<const PublishedNumber*> all_published(const Results& results, const std::string& key,
                                                  const nlohmann::json& value, const std::string& metric,
                                                  const std::string& activation) {
  std::vector<const PublishedNumber*> found;
  for (const PublishedNumber& number : results.published) {
    const bool is_a_run = number.statistic == "single" || number.statistic == "mean";
    if (is_a_run && number.metric == metric && number.activation == activation && number.has_our_unit() &&
        is_at(number, key, value)) {
      found.push_back(&number);
    }
  }
  return found;
}

}  // namespace

std::vector<PublishedNumber> read_published(const YamlValue& mapping, const std::string& shown) {
  const YamlValue* const paper = mapping.find("paper");
  if (paper == nullptr) return {};
  const std::string name = text_of(mapping, "paper", shown);
  try {
    return published_numbers(name);
  } catch (const InputError& error) {
    fail_at(*paper, shown + ".paper", error.what());
  }
}

const PublishedNumber* find_published(const Results& results, const std::string& key, const nlohmann::json& value,
                                      const std::string& metric, const std::string& activation) {
  return most_runs(all_published(results, key, value, metric, activation));
}

std::vector<const PublishedNumber*> published_at(const Results& results, const KeyValue& x, const KeyValue& by,
                                                 const std::string& metric) {
  if (!is_activation_key(x.first)) {
    if (!is_activation_key(by.first)) return {};
    return all_published(results, x.first, x.second, metric, value_text(by.second));
  }
  const std::string activation = value_text(x.second);
  const auto of_other = all_published(results, by.first, by.second, metric, activation);
  return of_other.empty() ? all_published(results, x.first, x.second, metric, activation) : of_other;
}

const PublishedNumber* most_runs(const std::vector<const PublishedNumber*>& numbers) {
  const auto most = std::max_element(
      numbers.begin(), numbers.end(),
      [](const PublishedNumber* a, const PublishedNumber* b) { return a->runs.value_or(1) < b->runs.value_or(1); });
  return most == numbers.end() ? nullptr : *most;
}

}  // namespace actsweep
