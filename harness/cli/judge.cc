#include "harness/cli/judge.h"

#include <optional>

#include "harness/store/store.h"
#include "harness/util/error.h"

namespace actsweep {

void judge(const std::filesystem::path& database, std::vector<claims::Verdict>& table) {
  std::optional<Store> writable;
  try {
    writable.emplace(database, Store::Access::kReadWrite);
  } catch (const InputError&) {
    // Reading is enough to judge by what was recorded.
  }
  for (claims::Verdict& verdict : table) {
    if (!verdict.is_tested()) continue;
    const Look look{verdict.experiment, verdict.claim.text(), verdict.evidence, verdict.seeds};
    if (writable) {
      verdict.look = writable->record_look(look);
    } else {
      verdict.look = Store(database, Store::Access::kReadOnly).look_number(look);
      verdict.notes.emplace_back("the database cannot be written: that this was looked at is not recorded");
    }
    if (verdict.look > 1) {
      verdict.notes.push_back("looked at " + std::to_string(verdict.look) +
                              " times, with more trials each time: p is raised for that");
    }
  }
  claims::decide(table);
}

}  // namespace actsweep
