#pragma once

#include <string>

namespace actsweep {

/// The text as a cell of a CSV file. What a spreadsheet would run as a formula of its own, because it begins with =, +,
/// -, @, a tab or a carriage return and is no number, gets a ' before it, by which it is a text there.
std::string spreadsheet_text(std::string text);

}  // namespace actsweep
