#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace actsweep::site {

/// An experiment as the index of a site shows it.
struct IndexEntry {
  std::string name = {}, title = {}, scale = {};
  std::filesystem::path page = {};     ///< from the index's folder; empty where none was written
  std::filesystem::path picture = {};  ///< its first figure, likewise
  std::size_t finished = 0, trials = 0;
  std::vector<std::string> verdicts = {};  ///< a line each: "reproduced: mish better than …"
};

/// The first page of a site of reports: every experiment with its first figure and what became of its claims, then
/// `totals`, sections over all of them as HTML, and the notes on how to read the verdicts.
std::string index_page(const std::vector<IndexEntry>& entries, const std::string& totals,
                       const std::vector<std::string>& notes);

}  // namespace actsweep::site
