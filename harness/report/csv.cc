#include "harness/report/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/results/value.h"
#include "harness/util/table_cell.h"

namespace actsweep::report {
namespace {

CsvRow key_columns(const Figure& figure) {
  CsvRow keys = {figure.x};
  if (!figure.by.empty()) keys.push_back(figure.by);
  for (const auto& [key, value] : figure.fixed) keys.push_back(key);
  return keys;
}

}  // namespace

std::string csv_row(const CsvRow& cells) {
  std::string row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) row += ',';
    row += csv_cell(spreadsheet_text(cells[i]));
  }
  return row + '\n';
}

std::string csv_value(const nlohmann::json& value) { return value.is_null() ? "" : value_text(value); }

std::string csv_number(const std::optional<double>& value) { return value ? fmt::format("{}", *value) : ""; }

void append_summary(const Cell& cell, CsvRow& row) {
  const statistics::Summary summary = cell.summary.value_or(statistics::Summary{});
  row.push_back(cell.summary ? csv_number(summary.mean) : "");
  for (const auto& value : {summary.sd, summary.ci_low, summary.ci_high}) row.push_back(csv_number(value));
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
  const auto append_plain = [&](CsvRow row) {
    std::transform(row.begin(), row.end(), row.begin(), csv_plain);
    csv += csv_row(row);
  };
  CsvRow header = key_columns(figure);
  header.insert(header.end(), {"n", "diverged", "mean", "sd", "ci_low", "ci_high"});
  if (figure.has_published()) header.emplace_back("published");
  append_plain(header);
  for (const Series& series : figure.series) {
    for (std::size_t i = 0; i < figure.xs.size(); ++i) {
      const Cell& cell = series.cells[i];
      CsvRow row = {csv_value(figure.xs[i])};
      if (!figure.by.empty()) row.push_back(csv_value(series.by));
      for (const auto& [key, value] : figure.fixed) row.push_back(csv_value(value));
      row.insert(row.end(), {std::to_string(cell.n()), std::to_string(cell.diverged)});
      append_summary(cell, row);
      if (figure.has_published()) row.push_back(csv_number(cell.published));
      append_plain(row);
    }
  }
  return csv;
}

std::string trials_csv(const Figure& figure, const Results& results) {
  CsvRow keys;
  for (const AxisValues& axis : results.axes) keys.push_back(axis.key);
  for (const std::string& key : {figure.x, figure.by}) {
    if (!key.empty() && std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  }
  CsvRow header = {"trial"};
  header.insert(header.end(), keys.begin(), keys.end());
  header.insert(header.end(), {"state", "epochs", figure.metric.name});
  std::string csv = csv_row(header);
  for (const auto& [trial, value] : figure.trials) {
    CsvRow row = {trial->trial_id};
    for (const std::string& key : keys) row.push_back(csv_value(value_of(*trial, key)));
    row.insert(row.end(), {trial->state, std::to_string(trial->epochs), csv_number(value)});
    csv += csv_row(row);
  }
  return csv;
}

}  // namespace actsweep::report
