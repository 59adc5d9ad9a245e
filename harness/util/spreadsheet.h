#pragma once

#include <string>

namespace actsweep {

/// Protects a cell of a CSV file against formula injection: a text that a spreadsheet would evaluate, because it starts
/// with =, +, -, @, a tab or a carriage return and is not a number, gets a leading '.
std::string spreadsheet_text(std::string text);

}  // namespace actsweep
