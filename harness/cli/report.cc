#include "harness/report/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>

#include "harness/claims/ranking_section.h"
#include "harness/claims/verdict_section.h"
#include "harness/claims/win_tie_loss.h"
#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/judge.h"
#include "harness/cli/report_input.h"
#include "harness/report/index_page.h"
#include "harness/report/section.h"
#include "harness/store/store.h"
#include "harness/util/error.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

struct Options {
  std::vector<std::string> arguments;
  std::vector<std::filesystem::path> folders;
  std::string database;
  std::string out = "results/report";
  std::vector<std::string> formats = {"html", "svg", "png", "csv", "md"};
  bool all = false;
};

/// A report before it is written.
struct Page {
  report::Input input;
  std::vector<claims::Verdict> verdicts;
  std::optional<claims::Ranking> ranking;
};

/// The experiments of a whole site: those of which the database has trials, and those that need none.
std::vector<std::filesystem::path> site_files(const Store& store) {
  std::vector<std::filesystem::path> files;
  for (const auto& file : all_experiment_files()) {
    const Experiment experiment = load_experiment(file);
    const bool has_trials = !experiment.figures.empty() && store.last_overrides(experiment.name);
    if (has_trials || (experiment.figures.empty() && !experiment.sections.empty())) files.push_back(file);
  }
  return files;
}

Page gather_page(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                 const std::function<const Store&()>& store, DatasetInfoCache& data) {
  const Experiment own = load_experiment(file, overrides);
  if (own.figures.empty() && (own.sections.empty() || own.ranking)) {
    throw InputError(fmt::format("{}: the file asks for no figure; name some under report.figures", file.string()));
  }
  Page page;
  if (own.figures.empty()) {
    page.input = gather_sections(own);
    page.input.provenance.emplace_back("actsweep", ACTSWEEP_VERSION);
    return page;
  }
  const Experiment experiment = with_last_overrides(file, own, store());
  page.input = gather(file, experiment, store(), data);
  page.verdicts = claims::gather_evidence(page.input, experiment.claims);
  if (experiment.ranking) page.ranking = claims::make_ranking(page.input, *experiment.ranking);
  return page;
}

/// Decides the claims of all pages as one table, of this size.
std::size_t decide_together(std::vector<Page>& pages, const std::filesystem::path& database) {
  std::vector<claims::Verdict> table;
  for (Page& page : pages) std::move(page.verdicts.begin(), page.verdicts.end(), std::back_inserter(table));
  if (!table.empty()) judge(database, table);
  auto next = table.begin();
  for (Page& page : pages) {
    for (claims::Verdict& verdict : page.verdicts) verdict = std::move(*next++);
  }
  return table.size();
}

report::IndexEntry index_entry(const Page& page, const std::vector<std::filesystem::path>& written,
                               const std::filesystem::path& out) {
  report::IndexEntry entry{.name = page.input.name, .title = page.input.title, .scale = page.input.scale};
  for (const auto& path : written) {
    if (path.extension() == ".html") entry.page = path.lexically_relative(out);
    if (path.extension() == ".svg" && entry.picture.empty()) entry.picture = path.lexically_relative(out);
  }
  entry.trials = page.input.trials.size();
  for (const report::Observation& trial : page.input.trials) {
    entry.finished += trial.state == "done" || trial.state == "diverged" ? 1 : 0;
  }
  for (const claims::Verdict& verdict : page.verdicts) {
    entry.verdicts.push_back(fmt::format("{}: {}", claims::name_of(verdict.state), verdict.claim.text()));
  }
  return entry;
}

/// The claims, decided over a table of this size, and the ranking.
void add_parts(Page& page, std::size_t claims) {
  page.input.parts.emplace_back(
      [&page, claims](report::Output&) { return claims::verdict_section(page.verdicts, claims); });
  if (!page.ranking) return;
  page.input.parts.emplace_back(
      [&page](report::Output& output) { return claims::ranking_section(*page.ranking, output); });
}

std::string totals_of(const std::vector<Page>& pages) {
  std::vector<claims::Ranking> rankings;
  for (const Page& page : pages) {
    if (page.ranking) rankings.push_back(*page.ranking);
  }
  return claims::site_win_tie_loss(rankings);
}

void make_reports(const Options& options) {
  ExperimentArguments arguments = options.all ? split_words(options.arguments) : split_arguments(options.arguments);
  DatasetInfoCache data(DataLocations::standard(options.folders));
  std::optional<Store> opened;
  const auto store = [&]() -> const Store& {
    if (!opened) opened.emplace(database_path(options.database), Store::Access::kReadOnly);
    return *opened;
  };
  if (options.all && arguments.files.empty()) arguments.files = site_files(store());
  std::vector<Page> pages;
  for (const auto& file : arguments.files) pages.push_back(gather_page(file, arguments.overrides, store, data));
  const std::size_t claims = decide_together(pages, database_path(options.database));
  std::vector<report::IndexEntry> index;
  for (Page& page : pages) {
    add_parts(page, claims);
    const auto written = report::write(page.input, options.out, options.formats);
    for (const auto& path : written) std::cout << path.string() << '\n';
    index.push_back(index_entry(page, written, options.out));
  }
  const bool wants_page = std::find(options.formats.begin(), options.formats.end(), "html") != options.formats.end();
  if (!options.all || !wants_page) return;
  const auto path = std::filesystem::path(options.out) / "index.html";
  write_file_atomically(path,
                        report::index_page(index, totals_of(pages),
                                           claims > 0 ? claims::reading_notes(claims) : std::vector<std::string>{}));
  std::cout << path.string() << '\n';
}

/// A line for each key below `report`.
std::string section_help() {
  std::vector<std::string> lines = {
      "  claims      what a publication claims, judged by the trials",
      "  figures     a metric of the trials over an axis, drawn; or over two, as a table beside published numbers",
      "  paper       published numbers to show beside ours",
      "  ranking     win/tie/loss of the activations, and whether their ranking depends on the set-up: metric, of"};
  for (const auto& kind : Registry<report::SectionKind>::instance().entries()) {
    lines.push_back(fmt::format("  {:11} {}", kind.component.name, kind.component.summary));
  }
  std::sort(lines.begin(), lines.end());
  return fmt::format("{}", fmt::join(lines, "\n"));
}

}  // namespace

void add_report_command(CLI::App& app, int&) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("report", "Draw the figures of experiments, with their tables, as one page each");
  command->add_option("EXPERIMENT", options->arguments,
                      "experiment files, and overrides as key=value (default: those of the experiment's last run)");
  command->add_flag("--all", options->all,
                    "a whole site with an index: of the files given, or else of every experiment that was run");
  command->add_option("--out", options->out, "folder for the reports")->capture_default_str();
  command->add_option("--format", options->formats, "what to write: html, svg, png, csv, md; separated by commas")
      ->delimiter(',')
      ->check(CLI::IsMember({"html", "svg", "png", "csv", "md"}));
  command->add_option("--data", options->folders, "folder to look for data sets in, before the usual ones");
  command->add_option("--db", options->database, "database (default: $ACTSWEEP_DB, else results/actsweep.db)");
  command->footer(
      "Examples:\n"
      "  actsweep report experiments/quickstart.yaml\n"
      "  actsweep report experiments/paper/mnist_depth.yaml --format png,csv --out figures\n"
      "  actsweep report experiments/paper/mnist_noise.yaml seed=0,1 epochs=2\n"
      "  actsweep report experiments/paper/activation_graphs.yaml\n"
      "  actsweep report --all --out site\n"
      "The last but one needs no training and no database. What a file can ask for below `report`:\n" +
      section_help());
  command->callback([options] { make_reports(*options); });
}

}  // namespace actsweep
