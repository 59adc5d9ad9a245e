#include "harness/report/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/results/value.h"
#include "harness/util/spreadsheet.h"

namespace actsweep::report {
namespace {

using Row = std::vector<std::string>;

/// Empty for null, which "none" is only to a reader of prose.
std::string cell_text(const nlohmann::json& value) { return value.is_null() ? "" : value_text(value); }

std::string number(const std::optional<double>& value) { return value ? fmt::format("{}", *value) : ""; }

void append(std::string& csv, const Row& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) csv += ',';
    csv += csv_cell(row[i]);
  }
  csv += '\n';
}

Row key_columns(const Figure& figure) {
  Row keys = {figure.x};
  if (!figure.by.empty()) keys.push_back(figure.by);
  for (const auto& [key, value] : figure.fixed) keys.push_back(key);
  return keys;
}

}  // namespace

std::string csv_cell(const std::string& text) {
  const std::string safe = spreadsheet_text(text);
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
  std::string cell = "\"";
  for (const char c : safe) cell += c == '"' ? "\"\"" : std::string(1, c);
  return cell + '"';
}

std::string csv_plain(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
    if (c == '"') c = '\'';
  }
  return spreadsheet_text(std::move(text));
}

std::size_t first_statistic_column(const Figure& figure) { return key_columns(figure).size() + 1; }

std::string figure_csv(const Figure& figure) {
  std::string csv;
  const auto append_plain = [&](Row row) {
    std::transform(row.begin(), row.end(), row.begin(), csv_plain);
    append(csv, row);
  };
  Row header = key_columns(figure);
  for (const char* name : {"n", "diverged", "mean", "sd", "ci_low", "ci_high"}) header.emplace_back(name);
  if (figure.has_published()) header.emplace_back("published");
  append_plain(header);
  for (const Series& series : figure.series) {
    for (std::size_t i = 0; i < figure.xs.size(); ++i) {
      const Cell& cell = series.cells[i];
      Row row = {cell_text(figure.xs[i])};
      if (!figure.by.empty()) row.push_back(cell_text(series.by));
      for (const auto& [key, value] : figure.fixed) row.push_back(cell_text(value));
      row.push_back(std::to_string(cell.n()));
      row.push_back(std::to_string(cell.diverged));
      const statistics::Summary summary = cell.summary.value_or(statistics::Summary{});
      row.push_back(cell.summary ? number(summary.mean) : "");
      for (const auto& value : {summary.sd, summary.ci_low, summary.ci_high}) row.push_back(number(value));
      if (figure.has_published()) row.push_back(number(cell.published));
      append_plain(row);
    }
  }
  return csv;
}

std::string trials_csv(const Figure& figure, const Results& results) {
  Row keys;
  for (const AxisValues& axis : results.axes) keys.push_back(axis.key);
  for (const std::string& key : {figure.x, figure.by}) {
    if (!key.empty() && std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  }
  Row header = {"trial"};
  header.insert(header.end(), keys.begin(), keys.end());
  for (const std::string& name : {std::string("state"), std::string("epochs"), figure.metric.name}) {
    header.push_back(name);
  }
  std::string csv;
  append(csv, header);
  for (const auto& [trial, value] : figure.trials) {
    Row row = {trial->trial_id};
    for (const std::string& key : keys) row.push_back(cell_text(value_of(*trial, key)));
    row.push_back(trial->state);
    row.push_back(std::to_string(trial->epochs));
    row.push_back(number(value));
    append(csv, row);
  }
  return csv;
}

}  // namespace actsweep::report
