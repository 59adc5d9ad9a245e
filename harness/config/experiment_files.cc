#include "harness/config/experiment_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "harness/config/axis.h"
#include "harness/config/mapping.h"
#include "harness/config/override.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

constexpr const char* kFullScale = "full";

/// Whether the experiment varies the key, so that it is not for a scale to set. What goes with another key, as the
/// second one of a zipped axis does, or has one value in a block, is a setting.
bool varies(const Experiment& experiment, const std::string& key) {
  return std::any_of(experiment.blocks.begin(), experiment.blocks.end(), [&](const GridBlock& block) {
    return std::any_of(block.axes.begin(), block.axes.end(), [&](const Axis& axis) {
      return axis.keys.front() == canonical_key(key) && axis.rows.size() > 1;
    });
  });
}

}  // namespace

ExperimentFiles::ExperimentFiles(const std::filesystem::path& path) {
  constexpr std::size_t kMax = 10;
  for (std::filesystem::path next = path; !next.empty();) {
    const std::string own = read_file(next, kMaxYamlBytes);
    text_ += files_.empty() ? own : fmt::format("\n# {}:\n{}", files_.back().find("extends")->text, own);
    files_.push_back(parse_yaml(own, next.string()));
    const YamlValue& root = files_.back();
    expect_keys(root, "", {"extends", "name", "title", "trial", "grid", "exclude", "scale", "scales", "report"});
    const YamlValue* base = root.find("extends");
    if (base == nullptr) break;
    if (files_.size() == kMax) fail_at(*base, "extends", "the files extend each other in a circle");
    next = next.parent_path() / text_of(root, "extends", "");
    std::error_code unreadable;
    if (!std::filesystem::is_regular_file(next, unreadable)) {
      fail_at(*base, "extends", fmt::format("there is no file {}", next.string()));
    }
  }
}

const YamlValue* ExperimentFiles::find(const char* key) const {
  for (const YamlValue& file : files_) {
    if (const YamlValue* value = file.find(key)) return value;
  }
  return nullptr;
}

Settings ExperimentFiles::trial() const {
  Settings trial;
  for (auto file = files_.rbegin(); file != files_.rend(); ++file) {
    Settings own;
    if (const YamlValue* value = file->find("trial")) add_settings(*value, "trial", "", own);
    // In their order a component's name comes before its parameters.
    for (const auto& [key, value] : own) replace_setting(key, value, trial);
  }
  return trial;
}

YamlValue ExperimentFiles::report() const {
  YamlValue all;
  for (const YamlValue& file : files_) {
    const YamlValue* own = file.find("report");
    if (own == nullptr || own->kind == YamlValue::Kind::kNull) continue;
    expect(*own, YamlValue::Kind::kMapping, "report", "a mapping");
    if (all.kind == YamlValue::Kind::kNull) all.place = own->place;
    all.kind = YamlValue::Kind::kMapping;
    std::copy_if(own->entries.begin(), own->entries.end(), std::back_inserter(all.entries),
                 [&](const YamlValue::Entry& entry) { return all.find(entry.key.text) == nullptr; });
  }
  return all;
}

YamlValue ExperimentFiles::chosen_scale(const std::vector<std::string>& overrides) const {
  YamlValue chosen;
  chosen.text = kFullScale;
  if (const YamlValue* scale = find("scale")) chosen = *scale;
  for (const std::string& text : overrides) {
    const auto [key, value] = parse_override(text);
    if (key.text == kScaleKey) chosen = value;
  }
  return chosen;
}

void ExperimentFiles::apply_scale(const std::vector<std::string>& overrides, Experiment& experiment) const {
  if (!experiment.trains) return;  // it is the same at any scale
  const YamlValue chosen = chosen_scale(overrides);
  std::vector<std::string> known = {kFullScale};
  bool is_known = chosen.text == kFullScale;
  for (auto file = files_.rbegin(); file != files_.rend(); ++file) {
    const YamlValue* scales = file->find("scales");
    if (scales == nullptr) continue;
    expect(*scales, YamlValue::Kind::kMapping, "scales", "a mapping of names to what they change");
    for (const auto& [name, changes] : scales->entries) {
      if (std::find(known.begin(), known.end(), name.text) == known.end()) known.push_back(name.text);
      expect(changes, YamlValue::Kind::kMapping, "scales." + name.text, "a mapping of keys and values");
      if (name.text == kFullScale) fail_at(name, "scales.full", "full is the file as it stands");
      if (name.text != chosen.text) continue;
      is_known = true;
      for (const auto& [key, value] : changes.entries) {
        if (is_axis(value) || !varies(experiment, key.text)) apply_value(key, value, experiment);
      }
    }
  }
  if (!is_known) {
    fail_at(chosen, kScaleKey,
            fmt::format("\"{}\" is no scale of this experiment; there are {}", chosen.shown(), fmt::join(known, ", ")));
  }
  if (known.size() > 1) experiment.scale = chosen.text;
}

}  // namespace actsweep
