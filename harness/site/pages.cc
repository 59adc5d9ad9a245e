#include "harness/site/pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "harness/claims/ranking.h"
#include "harness/claims/verdict.h"
#include "harness/report/html.h"
#include "harness/report/output.h"
#include "harness/report/report.h"
#include "harness/results/metric.h"
#include "harness/results/value.h"
#include "harness/site/ranking_section.h"
#include "harness/site/verdict_section.h"
#include "harness/util/error.h"
#include "harness/util/files.h"

namespace actsweep::site {
namespace {

namespace fs = std::filesystem;
using report::html_escaped;

/// An experiment's page before it is written.
struct Page {
  const ExperimentFile* file = nullptr;
  ReportRequest request;
  Results results = {};
  std::vector<claims::Verdict> verdicts = {};
  std::optional<claims::Ranking> ranking = {};
};

/// The page without its trials.
Page start_page(const ExperimentFile& file, const std::vector<std::string>& overrides) {
  const Experiment experiment = file.experiment(overrides);
  Page page{&file, parse_report_request(experiment)};
  if (page.request.needs_trials()) return page;
  if (page.request.sections.empty()) {
    throw InputError(fmt::format("{}: the file has no figures; add some under report.figures", file.path().string()));
  }
  page.results = results_without_trials(experiment);
  page.results.provenance.emplace_back("actsweep", ACTSWEEP_VERSION);
  return page;
}

void add_trials(Page& page, const std::vector<std::string>& overrides, const Store& store, DatasetInfoCache& data,
                const Note& note) {
  Prepared prepared = prepare(with_last_overrides(*page.file, overrides, store));
  page.results = load_for(prepared, *page.file, store, data, note);
  page.request = std::move(prepared.request);
  page.verdicts = claims::gather_evidence(page.results, page.request.claims);
  if (page.request.ranking) page.ranking = claims::make_ranking(page.results, *page.request.ranking);
}

/// The pages of the experiments that have no error.
std::vector<Page> gather_pages(const std::vector<ExperimentFile>& files, const std::vector<std::string>& overrides,
                               const std::function<const Store&()>& store, DatasetInfoCache& data, const Note& note,
                               const OnFailure& on_failure) {
  std::vector<Page> started, pages;
  for (const ExperimentFile& file : files) {
    attempt(file, on_failure, [&] { started.push_back(start_page(file, overrides)); });
  }
  for (Page& page : started) {
    const Store* const opened = page.request.needs_trials() ? &store() : nullptr;  // its error concerns all pages
    attempt(*page.file, on_failure, [&] {
      if (opened != nullptr) add_trials(page, overrides, *opened, data, note);
      pages.push_back(std::move(page));
    });
  }
  return pages;
}

/// Decides the claims of all pages as one table; returns its size.
std::size_t decide_together(std::vector<Page>& pages, const std::function<const Store&()>& store) {
  std::vector<claims::Verdict> table;
  for (Page& page : pages) std::move(page.verdicts.begin(), page.verdicts.end(), std::back_inserter(table));
  if (!table.empty()) claims::judge(store().path(), table);
  auto next = table.begin();
  for (Page& page : pages) {
    for (claims::Verdict& verdict : page.verdicts) verdict = std::move(*next++);
  }
  return table.size();
}

std::vector<fs::path> write_page(const Page& page, std::size_t claims, const PageOptions& options) {
  report::Output output(options.folder / slug(page.results.name, "report"), options.formats);
  std::vector<std::string> sections = report::draw_figures(page.results, page.request.figures, output);
  sections.push_back(verdict_section(page.verdicts, claims));
  if (page.ranking) sections.push_back(ranking_section(*page.ranking, output));
  for (const auto& section : page.request.sections) sections.push_back(section->make(output));
  return output.publish(report::experiment_page(page.results, sections));
}

/// The experiment as the index of a site shows it, with its first figure and its verdicts.
std::string index_section(const Page& page, const std::vector<fs::path>& written, const fs::path& folder) {
  const Results& results = page.results;
  const std::string name = html_escaped(results.name), title = html_escaped(results.title);
  std::string link, picture;
  for (const auto& path : written) {
    const std::string relative = html_escaped(path.lexically_relative(folder).string());
    if (path.extension() == ".html") link = relative;
    if (path.extension() == ".svg" && picture.empty()) picture = relative;
  }
  std::string html = fmt::format("<section class=\"figure\" id=\"{}\">\n<h2>", name);
  html += link.empty() ? title : fmt::format("<a href=\"{}\">{}</a>", link, title);
  html += fmt::format("</h2>\n<p class=\"lead\"><code>{}</code>", name);
  if (!results.scale.empty()) html += fmt::format(", scale <strong>{}</strong>", html_escaped(results.scale));
  if (!results.trials.empty()) {
    html += fmt::format(", {} of {} trials finished", report::count_finished(results), results.trials.size());
  }
  html += "</p>\n";
  std::vector<std::string> verdicts;
  for (const claims::Verdict& verdict : page.verdicts) {
    verdicts.push_back(fmt::format("{}: {}", claims::name_of(verdict.state), verdict.claim.text()));
  }
  if (!verdicts.empty()) html += report::html_list(verdicts);
  if (!picture.empty()) {
    html += fmt::format("<figure><a href=\"{}\"><img src=\"{}\" alt=\"{}\" loading=\"lazy\"></a></figure>\n", link,
                        picture, title);
  }
  return html + "</section>\n";
}

}  // namespace

void attempt(const ExperimentFile& file, const OnFailure& on_failure, const std::function<void()>& work) {
  if (!on_failure) return work();
  try {
    work();
  } catch (const InputError& error) {
    const std::string path = file.path().string(), message = error.what();
    on_failure(message.starts_with(path) ? error : InputError(path + ": " + message, error.excerpt()));
  }
}

Results load_for(const Prepared& prepared, const ExperimentFile& file, const Store& store, DatasetInfoCache& data,
                 const Note& note) {
  DetailRequest details = report::details_for(prepared.request.figures);
  for (const claims::Claim& claim : prepared.request.claims) {
    if (time_to(claim.metric)) details.times.insert(claim.metric);
  }
  Results results = load_results(file, prepared.grid, store, data, details);
  for (const std::string& sentence : results.left_out) note(fmt::format("{}: {}", results.name, sentence));
  return results;
}

std::vector<claims::Verdict> gather_verdicts(const ExperimentFile& file, const std::vector<std::string>& overrides,
                                             const Store& store, DatasetInfoCache& data, const Note& note) {
  const Prepared prepared = prepare(with_last_overrides(file, overrides, store));
  return claims::gather_evidence(load_for(prepared, file, store, data, note), prepared.request.claims);
}

std::vector<ExperimentFile> with_pages(std::vector<ExperimentFile> files, const Store& store,
                                       const OnFailure& on_failure) {
  std::erase_if(files, [&](const ExperimentFile& file) {
    bool has_page = false;
    attempt(file, on_failure, [&] {
      const ReportRequest request = parse_report_request(file.experiment());
      has_page = request.needs_trials() ? store.last_overrides(file.name()).has_value() : !request.sections.empty();
    });
    return !has_page;
  });
  return files;
}

std::vector<fs::path> write_pages(const std::vector<ExperimentFile>& files, const std::vector<std::string>& overrides,
                                  const std::function<const Store&()>& store, DatasetInfoCache& data,
                                  const PageOptions& options, const Note& note, const OnFailure& on_failure) {
  std::vector<Page> pages = gather_pages(files, overrides, store, data, note, on_failure);
  if (pages.empty() && !files.empty()) return {};  // keeps the last index
  const std::size_t claims = decide_together(pages, store);
  std::vector<fs::path> paths;
  std::string index = "<header>\n<h1>Experiments</h1>\n</header>\n";
  std::vector<claims::Ranking> rankings;
  for (const Page& page : pages) {
    attempt(*page.file, on_failure, [&] {
      const std::vector<fs::path> written = write_page(page, claims, options);
      paths.insert(paths.end(), written.begin(), written.end());
      index += index_section(page, written, options.folder);
      if (page.ranking) rankings.push_back(*page.ranking);
    });
  }
  const bool has_html = std::find(options.formats.begin(), options.formats.end(), "html") != options.formats.end();
  if (!options.has_index || !has_html) return paths;
  paths.push_back(options.folder / "index.html");
  index += ranking_totals(rankings);
  if (claims > 0) {
    index += report::html_section("plain", "", "How to read the verdicts", report::html_list(reading_notes(claims)));
  }
  write_file_atomically(paths.back(), report::html_document("Experiments", index));
  return paths;
}

}  // namespace actsweep::site
