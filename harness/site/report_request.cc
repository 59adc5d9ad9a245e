#include "harness/site/report_request.h"

#include "harness/config/mapping.h"

namespace actsweep::site {

ReportRequest parse_report_request(const Experiment& experiment) {
  const YamlValue& report = experiment.report;
  ReportRequest request;
  if (report.kind == YamlValue::Kind::kNull) return request;
  std::vector<std::string> known = report::report_keys();
  known.insert(known.end(), {"claims", "paper", "ranking"});
  expect_keys(report, "report", known);
  text_of(report, "paper", "report");
  request.drawn = report::parse_report(report);
  const std::vector<report::FigureSpec>& figures = request.drawn.figures;
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
  for (const report::FigureSpec& figure : request.drawn.figures) shown_keys.insert({figure.x, figure.by});
  Prepared prepared{std::move(request), Grid(built_in_schema(), experiment, shown_keys)};
  for (const report::FigureSpec& figure : prepared.request.drawn.figures) report::check_figure(figure, prepared.grid);
  for (const claims::Claim& claim : prepared.request.claims) {
    if (claim.select) check_selection(*claim.select, experiment, claim.place, "report.claims.select");
  }
  return prepared;
}

}  // namespace actsweep::site
