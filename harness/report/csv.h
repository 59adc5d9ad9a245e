#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/report/figure.h"
#include "harness/results/results.h"

namespace actsweep::report {

using CsvRow = std::vector<std::string>;

/// A line of a CSV file. Cells are quoted by RFC 4180 where necessary; a text that a spreadsheet would run is disarmed.
std::string csv_row(const CsvRow& cells);

/// A configuration value; empty for null.
std::string csv_value(const nlohmann::json& value);

/// All digits of a number; empty without one.
std::string csv_number(const std::optional<double>& value);

/// Appends mean, sd, ci_low and ci_high of a cell.
void append_summary(const Cell& cell, CsvRow& row);

/// A text for a CSV file that gnuplot reads: without line breaks and double quotes, which gnuplot cannot read.
std::string csv_plain(std::string text);

/// The points of a figure, one row each: the x key, the by key and the panel's keys, then n, diverged, mean, sd,
/// ci_low, ci_high (empty where there is none), and published if any point has a published number. Each series has a
/// row for every x, so that the gnuplot script can pick a series by its rows. Texts are plain.
std::string figure_csv(const Figure& figure);

/// The column of `n` in figure_csv(), counted from 1 as gnuplot does; the other statistics follow.
std::size_t first_statistic_column(const Figure& figure);

/// The trials behind a figure, one row each: id, every axis, state, epochs, and the value that counts (empty where the
/// trial is left out).
std::string trials_csv(const Figure& figure, const Results& results);

}  // namespace actsweep::report
