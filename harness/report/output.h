#pragma once

#include <deque>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/util/files.h"

namespace actsweep::report {

/// A drawing as a section of the page shows it.
struct Drawing {
  std::string svg;  ///< empty if not requested
  /// Label and relative path of the files next to the page.
  std::vector<std::pair<std::string, std::string>> downloads;
};

/// The files of one report in the requested formats. They are written next to those of the last report and replace them
/// together at the end.
class Output {
 public:
  /// The formats are "html", "svg", "png", "csv" and "md".
  Output(std::filesystem::path folder, const std::vector<std::string>& formats);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// A name that no other drawing of this report has: the wanted one if it is free.
  std::string free_name(const std::string& wanted);

  /// Runs a gnuplot script that reads `<file>.csv` and draws `<file>.svg` and `<file>.png`, if a format needs them, and
  /// writes these files in the requested formats.
  Drawing draw(const std::string& file, const std::string& csv, const std::string& script);

  /// Writes a file and adds it to the downloads, if its format is requested: its extension, but "csv" for a script.
  void add_file(Drawing& drawing, const std::string& label, const std::string& file, const std::string& contents);

  /// Adds the page, index.html, if requested. Moves all files to their places, the page last; returns their paths, the
  /// page first.
  std::vector<std::filesystem::path> publish(const std::string& page);

 private:
  std::filesystem::path folder_, scratch_;
  std::set<std::string> formats_, names_;
  std::deque<PendingFile> files_;
};

}  // namespace actsweep::report
