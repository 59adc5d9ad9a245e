#include "harness/schedule/provenance.h"

#include <unistd.h>

#include "harness/util/error.h"
#include "harness/util/host.h"
#include "harness/util/process.h"

namespace actsweep {

AttemptInfo provenance() {
  AttemptInfo info;
  info.host = host_name();
  try {
    const ProcessResult commit = run_process({"git", "rev-parse", "HEAD"});
    if (commit.exit_status != 0) return info;
    info.git_commit = commit.output.substr(0, commit.output.find('\n'));
    info.git_dirty = !run_process({"git", "status", "--porcelain"}).output.empty();
  } catch (const InputError&) {
    // Without git the results are as good.
  }
  return info;
}

}  // namespace actsweep
