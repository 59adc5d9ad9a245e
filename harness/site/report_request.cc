#include "harness/site/report_request.h"

#include <fmt/format.h>

#include "harness/config/mapping.h"
#include "harness/results/known_values.h"
#include "harness/results/published_point.h"

namespace actsweep::site {
namespace {

/// Reads the registered sections of `report`, in the order of the file.
void parse_sections(const YamlValue& report, ReportRequest& request) {
  constexpr std::size_t kMaxSections = 100;
  const auto& kinds = Registry<report::SectionKind>::instance();
  for (const auto& [key, section] : report.entries) {
    if (!kinds.contains(key.text)) continue;
    const bool is_list = section.kind == YamlValue::Kind::kSequence;
    for (const YamlValue& item : is_list ? section.items : std::vector<YamlValue>{section}) {
      if (request.sections.size() == kMaxSections) {
        fail_at(item, "report." + key.text, fmt::format("more than {} sections in one report", kMaxSections));
      }
      request.sections.push_back(kinds.at(key.text).make(item));
    }
  }
}

}  // namespace

ReportRequest parse_report_request(const Experiment& experiment) {
  const YamlValue& report = experiment.report;
  ReportRequest request;
  if (report.kind == YamlValue::Kind::kNull) return request;
  std::vector<std::string> known = {"figures"};
  for (const auto& kind : Registry<report::SectionKind>::instance().entries()) known.push_back(kind.component.name);
  known.insert(known.end(), {"claims", "paper", "ranking"});
  expect_keys(report, "report", known);
  read_published(report, "report");
  std::vector<report::FigureSpec>& figures = request.figures;
  if (const YamlValue* drawn = report.find("figures")) {
    expect(*drawn, YamlValue::Kind::kSequence, "report.figures", "a list");
    for (const YamlValue& figure : drawn->items) figures.push_back(report::parse_figure(figure));
  }
  parse_sections(report, request);
  if (const YamlValue* claims = report.find("claims")) {
    expect(*claims, YamlValue::Kind::kSequence, "report.claims", "a list");
    for (const YamlValue& claim : claims->items) {
      request.claims.push_back(claims::parse_claim(claim, figures.empty() ? "" : figures.front().x));
    }
  }
  if (const YamlValue* ranking = report.find("ranking")) {
    request.ranking = claims::parse_ranking(*ranking, figures.empty() ? "" : figures.front().y);
  }
  if (!experiment.trains && (!figures.empty() || !request.claims.empty() || request.ranking)) {
    fail_at(report, "report", "figures, claims and a ranking need trials; add `trial` or `grid` to the file");
  }
  return request;
}

Prepared prepare(const Experiment& experiment) {
  ReportRequest request = parse_report_request(experiment);
  std::set<std::string> shown_keys;
  for (const report::FigureSpec& figure : request.figures) shown_keys.insert({figure.x, figure.by});
  Prepared prepared{std::move(request), Grid(built_in_schema(), experiment, shown_keys)};
  const KnownValues known(prepared.grid);
  const YamlValue& report = experiment.report;
  for (std::size_t i = 0; i < prepared.request.figures.size(); ++i) {
    report::check_figure(prepared.request.figures[i], report.find("figures")->items[i], known);
  }
  for (std::size_t i = 0; i < prepared.request.claims.size(); ++i) {
    claims::check_claim(prepared.request.claims[i], report.find("claims")->items[i], known);
  }
  if (prepared.request.ranking) claims::check_ranking(*prepared.request.ranking, *report.find("ranking"), known);
  return prepared;
}

}  // namespace actsweep::site
