#pragma once

#include <string>
#include <vector>

#include "harness/report/comparison_table.h"

namespace actsweep::report {

/// The table as the page shows it: ours, and the published number below it in small letters.
std::string comparison_html(const Figure& figure, const ComparisonTable& table);

/// The same in Markdown, with the published number in brackets, under its title and with all that is said of it.
std::string comparison_markdown(const Results& results, const Figure& figure, const ComparisonTable& table);

/// A row a cell: the keys of row and column; n, diverged, missing, mean, sd, ci_low, ci_high; its place in the row with
/// difference, p and p_holm; and what was published. Quoted as RFC 4180 has it.
std::string comparison_csv(const Figure& figure, const ComparisonTable& table);

/// The wins, ties and losses as CSV.
std::string counts_csv(const ComparisonTable& table);

/// How to read the table and what it leaves out, in sentences.
std::vector<std::string> comparison_notes(const Results& results, const Figure& figure, const ComparisonTable& table);

/// What stands below the wins, ties and losses; empty without any.
std::string counts_note(const ComparisonTable& table);

/// The head and the rows of a table, as texts.
struct TextTable {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
};

TextTable win_tie_loss_texts(const std::vector<WinTieLoss>& rows);

/// The same as HTML.
std::string win_tie_loss_table(const std::vector<WinTieLoss>& rows);

}  // namespace actsweep::report
