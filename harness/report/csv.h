#pragma once

#include <string>

#include "harness/report/figure.h"
#include "harness/results/results.h"

namespace actsweep::report {

/// A cell of a CSV file, quoted as RFC 4180 has it where it needs to be; what a spreadsheet would run is made a text.
std::string csv_cell(const std::string& text);

/// A text as it can stand between double quotes in a CSV file that gnuplot reads: line breaks and double quotes, which
/// it cannot read there, give way to spaces and single quotes.
std::string csv_plain(std::string text);

/// What a figure draws, one row a point: the x key, the by key and the panel's keys, then n, diverged, mean, sd,
/// ci_low, ci_high (empty where there is none). Series by series, each with every x, so that the gnuplot script can
/// pick a series by its rows; and texts in it have no line breaks or double quotes, which gnuplot cannot read.
std::string figure_csv(const Figure& figure);

/// Number of the column of figure_csv, counted from 1 as gnuplot does, in which `n` stands; the others follow.
std::size_t first_statistic_column(const Figure& figure);

/// The data behind a figure, one row a trial: its id, every axis, its state, epochs, and the value it is counted with
/// (empty where it is left out). Quoted as RFC 4180 has it.
std::string trials_csv(const Figure& figure, const Results& results);

}  // namespace actsweep::report
