#pragma once

#include <filesystem>
#include <vector>

#include "harness/claims/verdict.h"

namespace actsweep::claims {

/// Decides a table of claims and records each tested one as an interim analysis: the same trials are the same analysis,
/// more trials the next one. If the database cannot be written, a note says that the analysis is not recorded.
void judge(const std::filesystem::path& database, std::vector<Verdict>& table);

}  // namespace actsweep::claims
