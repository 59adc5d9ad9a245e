#pragma once

#include <filesystem>
#include <vector>

#include "harness/claims/verdict.h"

namespace actsweep {

/// Numbers each verdict's look at its claim, and records it in the database: looking again at the same trials is the
/// same look, at more trials the next one. Where the database cannot be written, a note says that the look is not
/// recorded.
void record_looks(const std::filesystem::path& database, std::vector<claims::Verdict>& table);

}  // namespace actsweep
