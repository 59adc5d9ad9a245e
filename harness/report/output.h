#pragma once

#include <deque>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/util/files.h"

namespace actsweep::report {

/// What a section of the page shows of a drawing.
struct Drawing {
  std::string svg;  ///< empty where none was asked for
  /// Label and relative path of the files beside the page.
  std::vector<std::pair<std::string, std::string>> downloads;
};

/// The files of one report: those of the formats asked for. They are written beside the last report's, whose place they
/// take together at the end.
class Output {
 public:
  /// Throws InputError for an unknown format; "html", "svg", "png", "csv" and "md" are known.
  Output(std::filesystem::path folder, const std::vector<std::string>& formats);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// A name for files of a drawing that no other drawing of this report has: the one wanted, where it is free.
  std::string free_name(const std::string& wanted);

  /// Runs a gnuplot script that reads `<file>.csv` and draws `<file>.svg` and `<file>.png`, unless no format
  /// needs a drawing, and writes all of these whose format is asked for; the script counts as "csv".
  Drawing draw(const std::string& file, const std::string& csv, const std::string& script);

  /// Writes a CSV file where that format is asked for, and adds it to the downloads.
  void keep_csv(Drawing& drawing, const std::string& label, const std::string& file, const std::string& contents);

  /// The same of a Markdown file.
  void keep_markdown(Drawing& drawing, const std::string& label, const std::string& file, const std::string& contents);

  /// Writes the page, index.html, where it is asked for.
  void keep_page(const std::string& html);

  /// Puts all files in their places, the page last, and gives their paths: the page first, then in order.
  std::vector<std::filesystem::path> publish();

 private:
  void keep(Drawing& drawing, const std::string& format, const std::string& label, const std::string& file,
            const std::string& contents);

  std::filesystem::path folder_, scratch_;
  std::set<std::string> formats_, names_;
  std::deque<PendingFile> files_;
};

}  // namespace actsweep::report
