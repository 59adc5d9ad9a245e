#include "harness/report/figure_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "harness/report/palette.h"
#include "harness/results/value.h"

namespace actsweep::report {

std::string figure_title(const Figure& figure, const FigureSpec& spec, const std::string& scale) {
  std::string title = spec.title;
  if (title.empty()) {
    title = fmt::format("{} {} {}", figure.metric.label, spec.is_table ? "by" : "against",
                        uncapitalized(key_label(spec.x)));
    if (spec.is_table) title += " and " + uncapitalized(key_label(spec.by));
  }
  std::vector<std::string> settings;
  for (const auto& [key, value] : figure.fixed) {
    settings.push_back(fmt::format("{}: {}", uncapitalized(key_label(key)), value_text(value)));
  }
  if (!scale.empty()) settings.push_back("scale:\u00a0" + scale);  // on one line
  return settings.empty() ? title : fmt::format("{} ({})", title, fmt::join(settings, ", "));
}

std::string where_text(const FigureSpec& spec) {
  std::vector<std::string> conditions;
  for (const auto& [key, value] : spec.where) {
    const std::string shown = is_activation_key(key) ? activation_label(value) : value;
    conditions.push_back(fmt::format("{} {}", uncapitalized(key_label(key)), shown));
  }
  return fmt::format("Only {}", fmt::join(conditions, ", "));
}

std::string unique_file(const Figure& figure, std::set<std::string>& taken) {
  std::string text = figure.metric.name + (figure.is_table ? " by " : " vs ") + figure.x;
  if (figure.is_table) text += " and " + figure.by;
  if (!figure.minus.empty()) text += " minus " + figure.minus;
  for (const auto& [key, value] : figure.fixed) text += " " + key + " " + value_text(value);
  const std::string base = slug(text, "figure");
  std::string file = base;
  for (int copy = 2; !taken.insert(file).second; ++copy) file = fmt::format("{}-{}", base, copy);
  return file;
}

}  // namespace actsweep::report
