#include "harness/config/labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/util/nearest.h"

namespace actsweep {
namespace {

/// The rows that labels were chosen among, or are now.
const std::vector<Axis::Row>& all_rows(const Axis& axis) { return axis.all_rows.empty() ? axis.rows : axis.all_rows; }

/// The column of a key in an axis whose values of it have labels; none where there is no such axis.
struct LabelledColumn {
  Axis* axis = nullptr;
  std::size_t column = 0;
};

std::optional<LabelledColumn> labelled_column(GridBlock& block, const std::string& key) {
  for (Axis& axis : block.axes) {
    const auto place = std::find(axis.keys.begin(), axis.keys.end(), key);
    if (place == axis.keys.end()) continue;
    const auto column = static_cast<std::size_t>(place - axis.keys.begin());
    const auto& rows = all_rows(axis);
    if (std::any_of(rows.begin(), rows.end(), [&](const Axis::Row& row) { return !row[column].label.empty(); })) {
      return LabelledColumn{&axis, column};
    }
  }
  return std::nullopt;
}

}  // namespace

bool choose_labelled(const std::string& key, const YamlValue& value, Experiment& experiment) {
  std::vector<std::string> known;
  for (GridBlock& block : experiment.blocks) {
    const auto found = labelled_column(block, key);
    if (!found) continue;
    for (const Axis::Row& row : all_rows(*found->axis)) known.push_back(row[found->column].label);
  }
  std::vector<YamlValue> wanted = value.items;
  if (value.is_scalar()) wanted = {value};
  const auto is_label = [&](const YamlValue& item) {
    return item.is_scalar() && !item.text.empty() && std::find(known.begin(), known.end(), item.text) != known.end();
  };
  if (std::none_of(wanted.begin(), wanted.end(), is_label)) return false;
  const auto other = std::find_if_not(wanted.begin(), wanted.end(), is_label);
  if (other != wanted.end()) {
    fail_at(*other, key,
            fmt::format("{} is no label of the axis{}, as the others are", other->shown(),
                        did_you_mean(other->text, known)));
  }
  for (GridBlock& block : experiment.blocks) {
    const auto found = labelled_column(block, key);
    block.is_left_out = !found;
    if (!found) continue;
    Axis& axis = *found->axis;
    axis.all_rows = all_rows(axis);
    axis.rows.clear();
    for (const Axis::Row& row : axis.all_rows) {
      const std::string& label = row[found->column].label;
      if (std::any_of(wanted.begin(), wanted.end(), [&](const YamlValue& item) { return item.text == label; })) {
        axis.rows.push_back(row);
      }
    }
    block.is_left_out = axis.rows.empty();
  }
  return true;
}

}  // namespace actsweep
