#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "harness/results/results.h"

namespace actsweep {

/// What the paper has for an activation at a value of a key, in a unit that ours is comparable with: the mean of most
/// runs, or else the first number of a run. Of networks that is also what it has for the activation on the network of
/// that name. nullptr where it has none.
const PublishedNumber* find_published(const Results& results, const std::string& key, const nlohmann::json& value,
                                      const std::string& metric, const std::string& activation);

/// A key and its value.
using KeyValue = std::pair<std::string, nlohmann::json>;

/// All that the paper has for a point of a figure over two keys, in the order of its sources. None where neither key is
/// an activation. The second key may be empty.
std::vector<const PublishedNumber*> published_at(const Results& results, const KeyValue& x, const KeyValue& by,
                                                 const std::string& metric);

/// The first of those of most runs; nullptr without any.
const PublishedNumber* most_runs(const std::vector<const PublishedNumber*>& numbers);

}  // namespace actsweep
