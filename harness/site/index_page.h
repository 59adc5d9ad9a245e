#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace actsweep::site {

/// An experiment as the index of a site shows it.
struct IndexEntry {
  std::string name = {}, title = {}, scale = {};
  std::filesystem::path page = {};     ///< relative to the index; empty if none was written
  std::filesystem::path picture = {};  ///< the first figure, likewise
  std::size_t finished = 0, trials = 0;
  std::vector<std::string> verdicts = {};  ///< a line each: "reproduced: mish better than …"
};

/// The first page of a site: every experiment with its first figure and the verdicts on its claims, then `totals`
/// (sections over all experiments, as HTML) and the notes on how to read the verdicts.
std::string index_page(const std::vector<IndexEntry>& entries, const std::string& totals,
                       const std::vector<std::string>& notes);

}  // namespace actsweep::site
