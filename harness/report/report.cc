#include "harness/report/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <set>
#include <system_error>

#include "harness/report/csv.h"
#include "harness/report/figure.h"
#include "harness/report/gnuplot.h"
#include "harness/report/html.h"
#include "harness/report/value.h"
#include "harness/util/error.h"
#include "harness/util/files.h"
#include "harness/util/nearest.h"

namespace actsweep::report {
namespace {

namespace fs = std::filesystem;

/// Figures are drawn here and only what was asked for is moved to the user's folder, whole or not at all.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (fs::temp_directory_path() / "actsweep-report-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
      throw InputError(fmt::format("cannot make a folder {}: {}", pattern, std::strerror(errno)));
    }
    path_ = pattern;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::set<std::string> checked(const std::vector<std::string>& formats) {
  static const std::vector<std::string> known = {"csv", "html", "png", "svg"};
  for (const std::string& format : formats) {
    if (std::find(known.begin(), known.end(), format) != known.end()) continue;
    throw InputError(fmt::format("unknown report format \"{}\"{}; the formats are {}", format,
                                 did_you_mean(format, known), fmt::join(known, ", ")));
  }
  return {formats.begin(), formats.end()};
}

/// Writes below one folder and remembers what.
class Writer {
 public:
  explicit Writer(fs::path folder) : folder_(std::move(folder)) {}

  void write(const std::string& name, const std::string& contents) {
    write_file_atomically(folder_ / name, contents);
    written_.push_back(folder_ / name);
  }
  const std::vector<fs::path>& written() const { return written_; }

 private:
  fs::path folder_;
  std::vector<fs::path> written_;
};

std::string draw(const Figure& figure, const fs::path& scratch, const std::string& csv, const std::string& script) {
  write_file_atomically(scratch / (figure.file + ".csv"), csv);
  write_file_atomically(scratch / (figure.file + ".gp"), script);
  run_gnuplot(scratch / (figure.file + ".gp"));
  return read_file(scratch / (figure.file + ".svg"));
}

PageFigure write_figure(const Input& input, const Figure& figure, const std::set<std::string>& formats,
                        const fs::path& scratch, Writer& writer) {
  PageFigure result{&figure, "", {}};
  const auto keep = [&](const std::string& format, const std::string& label, const std::string& ending,
                        const std::string& contents) {
    if (!formats.contains(format)) return;
    writer.write(figure.file + ending, contents);
    result.downloads.emplace_back(label, figure.file + ending);
  };
  const std::string csv = figure_csv(figure);
  if (figure.drawable()) {
    const std::string script = gnuplot_script(figure);
    if (formats != std::set<std::string>{"csv"}) {
      result.svg = draw(figure, scratch, csv, script);
      keep("svg", "SVG", ".svg", result.svg);
      keep("png", "PNG", ".png", read_file(scratch / (figure.file + ".png")));
    }
    keep("csv", "gnuplot script", ".gp", script);
  }
  keep("csv", "CSV of the points", ".csv", csv);
  keep("csv", "CSV of the trials", ".trials.csv", trials_csv(figure, input));
  return result;
}

}  // namespace

std::vector<fs::path> write(const Input& input, const fs::path& out, const std::vector<std::string>& formats) {
  const std::set<std::string> wanted = checked(formats);
  const fs::path folder = out / slug(input.name, "report");
  const std::vector<Figure> figures = make_figures(input);
  const ScratchFolder scratch;
  Writer writer(folder);
  std::vector<PageFigure> drawn;
  drawn.reserve(figures.size());
  for (const Figure& figure : figures) drawn.push_back(write_figure(input, figure, wanted, scratch.path(), writer));
  std::vector<fs::path> paths;
  if (wanted.contains("html")) {
    write_file_atomically(folder / "index.html", html_page(input, drawn));
    paths.push_back(folder / "index.html");
  }
  paths.insert(paths.end(), writer.written().begin(), writer.written().end());
  return paths;
}

}  // namespace actsweep::report
