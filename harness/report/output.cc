#include "harness/report/output.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "harness/report/gnuplot.h"
#include "harness/util/error.h"
#include "harness/util/files.h"

namespace actsweep::report {
namespace {

namespace fs = std::filesystem;

/// Figures are drawn here; only complete, requested files move to the user's folder.
fs::path make_scratch_folder() {
  std::string pattern = (fs::temp_directory_path() / "actsweep-report-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    throw InputError(fmt::format("cannot make a folder {}: {}", pattern, std::strerror(errno)));
  }
  return pattern;
}

}  // namespace

Output::Output(fs::path folder, const std::vector<std::string>& formats)
    : folder_(std::move(folder)), scratch_(make_scratch_folder()), formats_(formats.begin(), formats.end()) {}

Output::~Output() {
  std::error_code ignored;
  fs::remove_all(scratch_, ignored);
}

std::string Output::free_name(const std::string& wanted) {
  std::string name = wanted;
  for (int number = 2; !names_.insert(name).second; ++number) name = fmt::format("{}-{}", wanted, number);
  return name;
}

Drawing Output::draw(const std::string& file, const std::string& csv, const std::string& script) {
  Drawing drawing;
  const auto is_drawn = [](const std::string& format) { return format != "csv" && format != "md"; };
  if (std::any_of(formats_.begin(), formats_.end(), is_drawn)) {
    write_file_atomically(scratch_ / (file + ".csv"), csv);
    write_file_atomically(scratch_ / (file + ".gp"), script);
    run_gnuplot(scratch_ / (file + ".gp"));
    drawing.svg = read_file(scratch_ / (file + ".svg"));
    add_file(drawing, "SVG", file + ".svg", drawing.svg);
    add_file(drawing, "PNG", file + ".png", read_file(scratch_ / (file + ".png")));
  }
  add_file(drawing, "gnuplot script", file + ".gp", script);
  add_file(drawing, "CSV of the points", file + ".csv", csv);
  return drawing;
}

void Output::add_file(Drawing& drawing, const std::string& label, const std::string& file,
                      const std::string& contents) {
  const std::string extension = fs::path(file).extension().string().substr(1);
  if (!formats_.contains(extension == "gp" ? "csv" : extension)) return;
  files_.emplace_back(folder_ / file, std::vector<std::string_view>{contents});
  drawing.downloads.emplace_back(label, file);
}

std::vector<fs::path> Output::publish(const std::string& page) {
  const bool has_page = formats_.contains("html");
  if (has_page) files_.emplace_back(folder_ / "index.html", std::vector<std::string_view>{page});
  std::vector<fs::path> paths;
  for (PendingFile& file : files_) {
    file.commit();
    paths.push_back(file.path());
  }
  if (has_page) std::rotate(paths.begin(), paths.end() - 1, paths.end());
  return paths;
}

}  // namespace actsweep::report
