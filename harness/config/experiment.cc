#include "harness/config/experiment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "harness/config/axis.h"
#include "harness/config/mapping.h"
#include "harness/config/override.h"
#include "harness/util/error.h"
#include "harness/util/files.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

using Kind = YamlValue::Kind;

/// Adds the number of values in the block to `values`.
GridBlock parse_block(const YamlValue& value, std::uint64_t& values) {
  expect(value, Kind::kMapping, "grid", "a mapping of axes");
  GridBlock block;
  block.place = value.place;
  std::set<std::string> seen;
  for (const auto& [key, given] : value.entries) {
    Axis axis = parse_axis(key, given);
    values += axis.rows.size() * axis.keys.size();
    if (values > kMaxAxisValues) {
      fail_at(key, key.text, fmt::format("the axes have more than {} values in total", grouped(kMaxAxisValues)));
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

constexpr const char* kFullScale = "full";

/// Whether the experiment varies the key, so that a scale must not set it. The second and later keys of a zipped axis,
/// and a key with one value per block, do not count as varied.
bool is_varied(const Experiment& experiment, const std::string& key) {
  return std::ranges::any_of(experiment.axes(), [&](const Axis* axis) {
    return axis->keys.front() == canonical_key(key) && axis->rows.size() > 1;
  });
}

/// The path under `extends` in a file's text; empty for text that is not YAML.
std::string extended_file(const std::string& text) {
  try {
    return text_of(parse_yaml(text, ""), "extends", "");
  } catch (const InputError&) {
    return "";
  }
}

}  // namespace

std::optional<std::size_t> Axis::column(const std::string& key) const {
  const auto found = std::ranges::find(keys, key);
  if (found == keys.end()) return std::nullopt;
  return static_cast<std::size_t>(found - keys.begin());
}

std::vector<const Axis*> Experiment::axes() const {
  std::vector<const Axis*> axes;
  for (const GridBlock& block : blocks) {
    for (const Axis& axis : block.axes) axes.push_back(&axis);
  }
  return axes;
}

bool varies(const Experiment& experiment, const std::string& key) {
  return std::ranges::any_of(experiment.axes(), [&](const Axis* axis) { return axis->column(key).has_value(); });
}

ExperimentFile::ExperimentFile(const std::filesystem::path& path) {
  read(path);
  read_name();
}

std::optional<ExperimentFile> ExperimentFile::if_named(const std::filesystem::path& path) {
  ExperimentFile file;
  file.read(path);
  if (file.files_.front().find("name") == nullptr) return std::nullopt;
  file.read_name();
  return file;
}

void ExperimentFile::read(const std::filesystem::path& path) {
  path_ = path;
  constexpr std::size_t kMaxFiles = 10;
  for (std::filesystem::path next = path; !next.empty();) {
    const std::string base = add(read_file(next, kMaxYamlBytes), next.string());
    if (base.empty()) break;
    const YamlValue& extends = *files_.back().find("extends");
    if (files_.size() == kMaxFiles) fail_at(extends, "extends", "the files extend each other in a circle");
    next = next.parent_path() / base;
    std::error_code unreadable;
    if (!std::filesystem::is_regular_file(next, unreadable)) {
      fail_at(extends, "extends", fmt::format("no file {}", next.string()));
    }
  }
}

ExperimentFile ExperimentFile::from_recorded(const std::string& yaml, const std::string& name) {
  ExperimentFile file;
  std::string_view rest = yaml;
  while (true) {
    // A file ends at the line "# BASE:" that names the file it extends; comments may look like such a line.
    std::size_t end = 0;
    std::string own, base;
    do {
      end = std::min(rest.find("\n# ", end == 0 ? 0 : end + 1), rest.size());
      const std::size_t line_end = std::min(rest.find('\n', end + 1), rest.size());
      own = rest.substr(0, end);
      base = end == rest.size() ? "" : rest.substr(end + 3, line_end - end - 3);
      if (end == rest.size()) break;
    } while (!base.ends_with(':') || extended_file(own) != base.substr(0, base.size() - 1));
    file.add(own, name);
    if (end == rest.size()) break;
    rest.remove_prefix(std::min(rest.find('\n', end + 1), rest.size() - 1) + 1);
  }
  file.read_name();
  return file;
}

std::string ExperimentFile::add(const std::string& text, const std::string& shown_path) {
  text_ += files_.empty() ? text : fmt::format("\n# {}:\n{}", files_.back().find("extends")->text, text);
  files_.push_back(parse_yaml(text, shown_path));
  const YamlValue& root = files_.back();
  expect_keys(root, "", {"extends", "name", "title", "trial", "grid", "exclude", "scale", "scales", "report"});
  return text_of(root, "extends", "");
}

void ExperimentFile::read_name() {
  name_ = required_text(files_.front(), "name", "");
  if (is_plain_name(name_)) return;
  // A name becomes the name of a folder and a key in the database.
  fail_at(*find("name"), "name",
          fmt::format("\"{}\" is not a valid name; use letters, digits, '_', '-' and '.'", name_.substr(0, 100)));
}

Experiment ExperimentFile::experiment(const std::vector<std::string>& overrides) const {
  Experiment experiment;
  experiment.name = name_;
  experiment.title = text_of(files_.front(), "title", "");
  experiment.file = path_;
  experiment.yaml = text_;
  experiment.trial = trial();
  experiment.blocks = parse_grid(find("grid"));
  experiment.exclusions = parse_exclusions(find("exclude"));
  experiment.report = report();
  experiment.trains =
      find("trial") != nullptr || find("grid") != nullptr || experiment.report.kind == YamlValue::Kind::kNull;
  apply_scale(overrides, experiment);
  for (const std::string& text : overrides) apply_override(text, experiment);
  std::erase_if(experiment.blocks, [](const GridBlock& block) { return block.is_left_out; });
  return experiment;
}

const YamlValue* ExperimentFile::find(const char* key) const {
  for (const YamlValue& file : files_) {
    if (const YamlValue* value = file.find(key)) return value;
  }
  return nullptr;
}

Settings ExperimentFile::trial() const {
  Settings trial;
  for (auto file = files_.rbegin(); file != files_.rend(); ++file) {
    Settings own;
    if (const YamlValue* value = file->find("trial")) add_settings(*value, "trial", "", own);
    // The map's order sets a component's name before its parameters.
    for (const auto& [key, value] : own) replace_setting(key, value, trial);
  }
  return trial;
}

YamlValue ExperimentFile::report() const {
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

YamlValue ExperimentFile::chosen_scale(const std::vector<std::string>& overrides) const {
  YamlValue chosen;
  chosen.text = kFullScale;
  if (const YamlValue* scale = find("scale")) chosen = *scale;
  for (const std::string& text : overrides) {
    const auto [key, value] = parse_override(text);
    if (key.text == kScaleKey) chosen = value;
  }
  return chosen;
}

void ExperimentFile::apply_scale(const std::vector<std::string>& overrides, Experiment& experiment) const {
  if (!experiment.trains) return;  // scales only change trials
  const YamlValue chosen = chosen_scale(overrides);
  std::vector<std::string> known = {kFullScale};
  for (auto file = files_.rbegin(); file != files_.rend(); ++file) {
    const YamlValue* scales = file->find("scales");
    if (scales == nullptr) continue;
    expect(*scales, YamlValue::Kind::kMapping, "scales", "a mapping of names to mappings of keys");
    for (const auto& [name, changes] : scales->entries) {
      if (std::ranges::find(known, name.text) == known.end()) known.push_back(name.text);
      expect(changes, YamlValue::Kind::kMapping, "scales." + name.text, "a mapping of keys and values");
      if (name.text == kFullScale)
        fail_at(name, "scales.full", "full means the file without changes; choose another name");
      if (name.text != chosen.text) continue;
      for (const auto& [key, value] : changes.entries) {
        if (is_axis(value) || !is_varied(experiment, key.text)) apply_value(key, value, experiment);
      }
    }
  }
  if (std::ranges::find(known, chosen.text) == known.end()) {
    fail_at(chosen, kScaleKey,
            fmt::format("\"{}\" is not a scale of this experiment; its scales are {}", chosen.shown(),
                        fmt::join(known, ", ")));
  }
  if (known.size() > 1) experiment.scale = chosen.text;
}

std::string experiment_name(const std::string& path_or_name) {
  std::error_code unreadable;  // a name may not be a valid path
  const bool is_file = std::filesystem::is_regular_file(path_or_name, unreadable);
  return is_file ? ExperimentFile(path_or_name).name() : path_or_name;
}

}  // namespace actsweep
