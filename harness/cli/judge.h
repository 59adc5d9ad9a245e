#pragma once

#include <filesystem>
#include <vector>

#include "harness/claims/verdict.h"

namespace actsweep {

/// Decides the claims of a table, and records in the database that they were looked at: looking again at the same
/// trials is the same interim analysis, at more trials the next one. Where the database cannot be written, a note says
/// that the interim analysis is not recorded.
void judge(const std::filesystem::path& database, std::vector<claims::Verdict>& table);

}  // namespace actsweep
