// Compares parameters, layers and multiply-adds of the networks with measurements of public definitions.

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "harness/util/error.h"
#include "harness/util/files.h"
#include "models/activations/activation.h"
#include "models/network/notation.h"
#include "models/zoo/model.h"

namespace actsweep {
namespace {

using Row = std::map<std::string, std::string>;

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, by);) parts.push_back(part);
  return parts;
}

std::vector<Row> rows_of(const std::string& file) {
  std::vector<Row> rows;
  std::vector<std::string> header;
  for (const std::string& line : split(read_file("models/zoo/" + file), '\n')) {
    if (line.starts_with('#')) continue;
    const std::vector<std::string> cells = split(line, ',');
    if (header.empty()) {
      header = cells;
      continue;
    }
    Row row;
    for (std::size_t i = 0; i < header.size(); ++i) row[header[i]] = i < cells.size() ? cells[i] : "";
    rows.push_back(row);
  }
  return rows;
}

std::int64_t number(const Row& row, const std::string& column) { return std::stoll(row.at(column)); }

nlohmann::json defaults_of(const Component& component) {
  nlohmann::json params = {{"name", component.name}};
  for (const Param& param : component.params) {
    params[param.key] =
        param.type == ParamType::kComponent
            ? defaults_of(Registry<ActivationKind>::instance().at(param.default_value.get<std::string>()).component)
            : param.default_value;
  }
  return params;
}

/// Parses "resnet_v2 depth=20"; other parameters have their defaults.
Params params_of(const std::string& spec) {
  const std::vector<std::string> words = split(spec, ' ');
  const Component& component = Registry<ModelKind>::instance().at(words[0]).component;
  nlohmann::json params = defaults_of(component);
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string key = words[i].substr(0, words[i].find('=')), value = words[i].substr(key.size() + 1);
    const auto param = std::find_if(component.params.begin(), component.params.end(),
                                    [&](const Param& declared) { return declared.key == key; });
    if (param == component.params.end()) throw InputError(component.name + " has no key " + key);
    params[key] = param->type == ParamType::kChoice ? nlohmann::json(value) : nlohmann::json::parse(value);
  }
  return Params(params);
}

Task task_of(const Row& row) {
  const std::vector<std::string> sides = split(row.at("input"), 'x');
  return {{std::stoll(sides[0]), std::stoll(sides[1]), std::stoll(sides[2])}, number(row, "classes")};
}

/// Such as "senet depth=18 on 3x32x32, 10 classes (author_notebook)".
std::string title_of(const Row& row) {
  return row.at("model") + " on " + row.at("input") + ", " + row.at("classes") + " classes (" + row.at("source") + ")";
}

/// The shape of the image before the classifier, which starts with pooling, flattening, or a convolution with one
/// channel per class.
std::string feature_map(const network::Summary& summary, std::int64_t classes) {
  for (const network::Layer& layer : summary.layers) {
    if (layer.holds_steps || layer.input.flat) continue;
    if (layer.output.flat || layer.output.channels == classes) return to_string(layer.input);
  }
  return "";
}

TEST(Zoo, NetworksMatchPublishedCounts) {
  const std::vector<Row> rows = rows_of("published_counts.csv");
  EXPECT_FALSE(rows.empty());
  for (const Row& row : rows) {
    SCOPED_TRACE(title_of(row));
    try {
      const Task task = task_of(row);
      const network::Summary summary = describe_model(params_of(row.at("model")), task).summary;
      EXPECT_EQ(summary.total.parameters, number(row, "parameters"));
      EXPECT_EQ(summary.total.norms, number(row, "norms"));
      EXPECT_EQ(summary.total.activations, number(row, "activations"));
      EXPECT_EQ(summary.total.macs, number(row, "macs"));
      EXPECT_EQ(feature_map(summary, task.classes), row.at("feature_map"));
    } catch (const InputError& error) {
      ADD_FAILURE() << error.what();
    }
  }
}

/// Also checks that all parameters are in stages and that there are no other stages.
TEST(Zoo, StagesMatchPublishedCounts) {
  std::map<std::string, std::vector<Row>> networks;
  for (const Row& row : rows_of("published_stages.csv")) networks[title_of(row)].push_back(row);
  EXPECT_FALSE(networks.empty());
  for (const auto& [title, rows] : networks) {
    SCOPED_TRACE(title);
    const network::Summary summary = describe_model(params_of(rows[0].at("model")), task_of(rows[0])).summary;
    std::size_t found = 0;
    for (const network::Layer& layer : summary.layers) {
      if (layer.depth > 0) continue;
      if (!layer.step.starts_with("stage ")) {
        EXPECT_EQ(layer.counts.parameters, 0) << layer.path << " is not in a stage";
        continue;
      }
      ASSERT_LT(found, rows.size()) << layer.path;
      const Row& row = rows[found++];
      EXPECT_EQ(layer.path, row.at("stage"));
      EXPECT_EQ(layer.counts.parameters, number(row, "parameters")) << layer.path;
      EXPECT_EQ(layer.counts.norms, number(row, "norms")) << layer.path;
      if (row.at("output").empty()) continue;
      EXPECT_EQ(to_string(layer.output), row.at("output")) << layer.path;
    }
    EXPECT_EQ(found, rows.size());
  }
}

/// Every model with its defaults and with each alternative choice.
std::vector<std::string> specs() {
  std::vector<std::string> all;
  for (const auto& entry : Registry<ModelKind>::instance().entries()) {
    all.push_back(entry.component.name);
    for (const Param& param : entry.component.params) {
      if (param.type != ParamType::kChoice && param.type != ParamType::kInteger) continue;
      for (const std::string& choice : param.choices) {
        if (nlohmann::json(choice) != param.default_value && choice != param.default_value.dump()) {
          all.push_back(entry.component.name + " " + param.key + "=" + choice);
        }
      }
    }
  }
  return all;
}

bool accepts(const std::string& spec, const Task& task) {
  try {
    describe_model(params_of(spec), task);
    return true;
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("larger than the input"));
    return false;
  }
}

/// Variants for large images may reject small ones.
TEST(Zoo, NetworksSupportSmallImages) {
  for (const std::string& spec : specs()) {
    SCOPED_TRACE(spec);
    const bool small =
        accepts(spec, {{3, 32, 32}, 10}) && accepts(spec, {{3, 32, 32}, 100}) && accepts(spec, {{1, 28, 28}, 10});
    EXPECT_TRUE(small || spec.find("variant=") != std::string::npos);
    EXPECT_TRUE(accepts(spec, {{3, 96, 96}, 10}));
  }
}

TEST(Zoo, NetworksSurviveARoundTrip) {
  for (const std::string& spec : specs()) {
    const network::Steps steps = describe_model(params_of(spec), {{3, 96, 96}, 10}).steps;
    const std::string text = network::write(steps);
    EXPECT_EQ(network::read(text, {}, 10), steps) << spec;
    EXPECT_EQ(network::canonical(text), text) << spec;
  }
}

}  // namespace
}  // namespace actsweep
