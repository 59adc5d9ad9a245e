#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "harness/config/yaml.h"
#include "harness/results/results.h"

namespace actsweep {

/// The published number of an activation at a value of a key, in a unit comparable with ours: the mean over most runs,
/// or else the first single run. If the key is `model`, also from tables of the activation on that network. nullptr
/// without one.
const PublishedNumber* find_published(const Results& results, const std::string& key, const nlohmann::json& value,
                                      const std::string& metric, const std::string& activation);

/// The published numbers of the experiment that the key `paper` of a mapping names; none without the key. Messages call
/// the mapping `shown`. Throws InputError, with the key's place, for an experiment that results/paper lacks.
std::vector<PublishedNumber> read_published(const YamlValue& mapping, const std::string& shown);

/// A key and its value.
using KeyValue = std::pair<std::string, nlohmann::json>;

/// All published numbers of a point over two keys, in the order of the sources. None if neither key is an activation.
/// The second key may be empty.
std::vector<const PublishedNumber*> published_at(const Results& results, const KeyValue& x, const KeyValue& by,
                                                 const std::string& metric);

/// The first of the numbers with most runs; nullptr without any.
const PublishedNumber* most_runs(const std::vector<const PublishedNumber*>& numbers);

}  // namespace actsweep
