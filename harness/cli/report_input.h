#pragma once

#include <filesystem>

#include "datasets/dataset_info.h"
#include "harness/config/experiment.h"
#include "harness/report/report.h"
#include "harness/store/store.h"

namespace actsweep {

/// The experiment as a report shows it: with the overrides given, else with those of its last run, so that a report
/// after a smaller run shows that run.
Experiment with_last_overrides(const std::filesystem::path& file, const Experiment& experiment, const Store& store);

/// Of a report what the file alone says.
report::Input gather_sections(const Experiment& experiment);

/// The same with the trials of an experiment, from `file`, and what the database knows of them. Results that are left
/// out because they are not comparable are told on standard error, too: verdicts and CSV files have no place for that.
report::Input gather(const std::filesystem::path& file, const Experiment& experiment, const Store& store,
                     DatasetInfoCache& data);

}  // namespace actsweep
