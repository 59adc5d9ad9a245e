#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "harness/claims/verdict.h"
#include "harness/results/load.h"
#include "harness/site/report_request.h"
#include "harness/util/error.h"

namespace actsweep::site {

using Note = std::function<void(const std::string&)>;

/// Takes the error of one of several experiments, so that the others go on. Without a function, the error is thrown.
using OnFailure = std::function<void(const InputError&)>;

/// Does something with one of several experiments. An InputError names the experiment's file.
void attempt(const ExperimentFile& file, const OnFailure& on_failure, const std::function<void()>& work);

/// Where pages are written, and how.
struct PageOptions {
  std::filesystem::path folder;
  std::vector<std::string> formats;  ///< html, svg, png, csv, md
  bool has_index = false;
};

/// Loads the results that the figures and claims of an experiment of `file` need. `note` gets a sentence about results
/// that are left out because they are not comparable.
Results load_for(const Prepared& prepared, const ExperimentFile& file, const Store& store, DatasetInfoCache& data,
                 const Note& note);

/// The evidence on the claims of an experiment as last run, or with these overrides; not yet decided.
std::vector<claims::Verdict> gather_verdicts(const ExperimentFile& file, const std::vector<std::string>& overrides,
                                             const Store& store, DatasetInfoCache& data, const Note& note);

/// The experiments of a whole site among `files`: those with trials in the database, and those that need none.
std::vector<ExperimentFile> with_pages(std::vector<ExperimentFile> files, const Store& store,
                                       const OnFailure& on_failure);

/// Writes a page for each experiment, whose claims are decided as one table, and the index; returns all paths, each
/// page before its other files, the index last. Calls `store`, which opens the database, only if a page shows trials.
/// An experiment whose page fails keeps its last page.
std::vector<std::filesystem::path> write_pages(const std::vector<ExperimentFile>& files,
                                               const std::vector<std::string>& overrides,
                                               const std::function<const Store&()>& store, DatasetInfoCache& data,
                                               const PageOptions& options, const Note& note,
                                               const OnFailure& on_failure);

}  // namespace actsweep::site
