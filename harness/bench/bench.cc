#include "harness/bench/bench.h"

namespace actsweep::bench {

void add_libtorch(nlohmann::json& record, const Timings& ours, const Timings* theirs) {
  record["libtorch_ms_per_step"] = nullptr;
  record["libtorch_ratio"] = nullptr;
  if (theirs == nullptr) return;
  record["libtorch_ms_per_step"] = median(*theirs) * 1e3;
  record["libtorch_ratio"] = median_ratio(*theirs, ours);
}

}  // namespace actsweep::bench
