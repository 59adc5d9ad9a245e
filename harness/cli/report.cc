#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>

#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/help_formatter.h"
#include "harness/report/section.h"
#include "harness/site/pages.h"
#include "harness/store/store.h"

namespace actsweep {
namespace {

struct Options {
  std::vector<std::string> words;
  std::vector<std::filesystem::path> data;
  std::string database;
  std::string out = "results/report";
  std::vector<std::string> formats = {"html", "svg", "png", "csv", "md"};
  bool all = false;
};

int make_reports(const Options& options) {
  Failures failures;
  ExperimentArguments arguments =
      options.all ? read_arguments(options.words, &failures) : read_required_arguments(options.words, &failures);
  DatasetInfoCache data(DataLocations::standard(options.data));
  std::optional<Store> opened;
  const auto store = [&]() -> const Store& {
    if (!opened) opened.emplace(database_path(options.database), Store::Access::kReadOnly);
    return *opened;
  };
  const bool all = options.all && arguments.files.empty() && failures.exit_status() == 0;
  if (all) arguments.files = site::with_pages(all_experiments(&failures), store(), failures.handler(false));
  if (arguments.files.empty() && failures.exit_status() != 0) return failures.exit_status();
  const bool is_one = !all && arguments.files.size() == 1 && failures.exit_status() == 0;
  for (const auto& path :
       site::write_pages(arguments.files, arguments.overrides, store, data, {options.out, options.formats, options.all},
                         print_note, failures.handler(is_one))) {
    std::cout << path.string() << '\n';
  }
  return failures.exit_status();
}

std::string section_line(const std::string& key, const std::string& summary) {
  constexpr std::size_t kColumn = 15, kWidth = 80;
  return fmt::format("  {:{}}{}", key, kColumn - 2, indented(summary, kWidth - kColumn, kColumn));
}

/// A line per key below `report`.
std::string section_help() {
  std::vector<std::string> lines = {
      section_line("claims", "claims of a publication, judged by the trials"),
      section_line("figures",
                   "a metric over one axis as a drawing, or over two axes as a table with published numbers"),
      section_line("paper", "published numbers to compare with"),
      section_line("ranking", "wins, ties and losses of activations, and whether their ranking depends on the setup")};
  for (const auto& kind : Registry<report::SectionKind>::instance().entries()) {
    lines.push_back(section_line(kind.component.name, kind.component.summary));
  }
  std::sort(lines.begin(), lines.end());
  return fmt::format("{}", fmt::join(lines, "\n"));
}

}  // namespace

void add_report_command(CLI::App& app, int& exit_status) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("report", "Draw the figures and tables of experiments, with the verdicts on their claims");
  add_experiment_arguments(*command, options->words);
  add_database_option(*command, options->database);
  add_data_option(*command, options->data);
  command
      ->add_option("--format", options->formats,
                   "Formats of the files to write, separated by commas (default: html,svg,png,csv,md)")
      ->delimiter(',')
      ->check(CLI::IsMember({"html", "svg", "png", "csv", "md"}))
      ->type_name("FORMAT");
  command->add_option("--out", options->out, "Folder to write the pages to")->type_name("DIR")->capture_default_str();
  command->add_flag("--all", options->all,
                    "Make a site with an index from the given files, or from every experiment with trials");
  command->footer(
      "Without overrides, uses those of the experiment's last run.\n"
      "Examples:\n"
      "  actsweep report experiments/quickstart.yaml\n"
      "  actsweep report experiments/paper/mnist_depth.yaml --format png --out figures\n"
      "  actsweep report experiments/paper/mnist_noise.yaml seed=0,1 epochs=2\n"
      "  actsweep report experiments/paper/activation_graphs.yaml     needs no trials\n"
      "  actsweep report --all --out site\n"
      "Keys of `report` in an experiment file:\n" +
      section_help());
  command->callback([options, &exit_status] { exit_status = make_reports(*options); });
}

}  // namespace actsweep
