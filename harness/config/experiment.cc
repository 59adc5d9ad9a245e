#include "harness/config/experiment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "harness/config/axis.h"
#include "harness/config/experiment_files.h"
#include "harness/config/mapping.h"
#include "harness/config/override.h"
#include "harness/report/figure_spec.h"
#include "harness/report/section.h"
#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

using Kind = YamlValue::Kind;

/// `values`: how many those of the blocks before have, and then with this one's.
GridBlock parse_block(const YamlValue& value, std::uint64_t& values) {
  expect(value, Kind::kMapping, "grid", "a mapping of axes");
  GridBlock block;
  block.place = value.place;
  std::set<std::string> seen;
  for (const auto& [key, given] : value.entries) {
    Axis axis = parse_axis(key, given);
    values += axis.rows.size() * axis.keys.size();
    if (values > kMaxAxisValues) {
      fail_at(key, key.text, fmt::format("the axes have more than {} values together", grouped(kMaxAxisValues)));
    }
    for (const std::string& name : axis.keys) {
      if (!seen.insert(name).second) fail_at(key, name, "the axis is given twice in one block");
    }
    block.axes.push_back(std::move(axis));
  }
  return block;
}

std::vector<GridBlock> parse_grid(const YamlValue* value) {
  if (!value || value->kind == Kind::kNull) return {GridBlock{}};
  std::uint64_t values = 0;
  if (value->kind != Kind::kSequence) return {parse_block(*value, values)};
  std::vector<GridBlock> blocks;
  for (const YamlValue& item : value->items) blocks.push_back(parse_block(item, values));
  if (blocks.empty()) fail_at(*value, "grid", "the list of blocks is empty");
  return blocks;
}

std::vector<Exclusion> parse_exclusions(const YamlValue* value) {
  if (!value || value->kind == Kind::kNull) return {};
  expect(*value, Kind::kSequence, "exclude", "a list of mappings");
  std::vector<Exclusion> exclusions;
  for (const YamlValue& item : value->items) {
    expect(item, Kind::kMapping, "exclude", "a mapping of keys and values");
    if (item.entries.empty()) fail_at(item, "exclude", "a rule without keys would exclude everything");
    Exclusion exclusion;
    exclusion.place = item.place;
    for (const auto& [key, values] : item.entries) {
      exclusion.values[canonical_key(key.text)] =
          values.kind == Kind::kSequence ? values.items : std::vector<YamlValue>{values};
    }
    exclusions.push_back(std::move(exclusion));
  }
  return exclusions;
}

void parse_report(const YamlValue& value, Experiment& experiment) {
  if (value.kind == Kind::kNull) return;
  std::vector<std::string> known = {"figures", "paper", "claims", "ranking"};
  constexpr std::size_t kMaxSections = 100;
  const auto& kinds = Registry<report::SectionKind>::instance().entries();
  for (const auto& kind : kinds) known.push_back(kind.component.name);
  expect_keys(value, "report", known);
  experiment.paper = text_of(value, "paper", "report");
  if (const YamlValue* figures = value.find("figures")) {
    expect(*figures, Kind::kSequence, "report.figures", "a list");
    for (const YamlValue& figure : figures->items) experiment.figures.push_back(report::parse_figure(figure));
  }
  if (const YamlValue* claims = value.find("claims")) {
    expect(*claims, Kind::kSequence, "report.claims", "a list");
    for (const YamlValue& claim : claims->items) experiment.claims.push_back(claims::parse_claim(claim));
  }
  if (const YamlValue* ranking = value.find("ranking")) {
    const std::string first = experiment.figures.empty() ? "" : experiment.figures.front().y;
    experiment.ranking = claims::parse_ranking(*ranking, first);
  }
  for (const auto& [key, section] : value.entries) {
    for (const auto& kind : kinds) {
      if (kind.component.name != key.text) continue;
      const bool is_list = section.kind == Kind::kSequence;
      for (const YamlValue& item : is_list ? section.items : std::vector<YamlValue>{section}) {
        if (experiment.sections.size() == kMaxSections) {
          fail_at(item, "report." + key.text, fmt::format("more than {} sections in one report", kMaxSections));
        }
        experiment.sections.push_back(kind.make(item));
      }
    }
  }
}

/// A name becomes a folder and a key of the database.
void check_name(const YamlValue& root, const std::string& name) {
  if (!is_plain_name(name)) {
    fail_at(*root.find("name"), "name",
            fmt::format("\"{}\" is no name; use letters, digits, '_', '-' and '.'", name.substr(0, 100)));
  }
}

}  // namespace

Experiment load_experiment(const std::filesystem::path& path, const std::vector<std::string>& overrides) {
  const ExperimentFiles files(path);
  Experiment experiment;
  experiment.yaml = files.text();
  experiment.name = required_text(files.own(), "name", "");
  check_name(files.own(), experiment.name);
  experiment.title = text_of(files.own(), "title", "");
  experiment.trial = files.trial();
  experiment.blocks = parse_grid(files.find("grid"));
  experiment.exclusions = parse_exclusions(files.find("exclude"));
  parse_report(files.report(), experiment);
  const bool has_trials = files.find("trial") != nullptr || files.find("grid") != nullptr;
  experiment.trains = has_trials || !experiment.figures.empty() || experiment.sections.empty();
  files.apply_scale(overrides, experiment);
  for (const std::string& text : overrides) apply_override(text, experiment);
  std::erase_if(experiment.blocks, [](const GridBlock& block) { return block.is_left_out; });
  return experiment;
}

std::string experiment_name(const std::string& path_or_name) {
  std::error_code unreadable;  // as of what is no path
  const bool is_file = std::filesystem::is_regular_file(path_or_name, unreadable);
  return is_file ? load_experiment(path_or_name).name : path_or_name;
}

}  // namespace actsweep
