#include "harness/claims/judge.h"

#include <fmt/format.h>

#include <optional>

#include "harness/store/store.h"
#include "harness/util/error.h"

namespace actsweep::claims {

void judge(const std::filesystem::path& database, std::vector<Verdict>& table) {
  std::optional<Store> writable;
  try {
    writable.emplace(database, Store::Access::kReadWrite);
  } catch (const InputError&) {
    // Reading is enough to judge by what was recorded.
  }
  for (Verdict& verdict : table) {
    if (!verdict.is_tested()) continue;
    const InterimAnalysis analysis{verdict.experiment, verdict.claim.text(), verdict.evidence, verdict.seeds};
    if (writable) {
      verdict.analysis = writable->record_interim_analysis(analysis);
    } else {
      verdict.analysis = Store(database, Store::Access::kReadOnly).interim_analysis_number(analysis);
      verdict.notes.emplace_back("the database cannot be written: this interim analysis is not recorded");
    }
    if (verdict.analysis > 1) {
      verdict.notes.push_back(
          fmt::format("interim analysis {}, with more trials each time: p is adjusted for that", verdict.analysis));
    }
  }
  decide(table);
}

}  // namespace actsweep::claims
