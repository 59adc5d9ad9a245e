#include "harness/site/verdict_section.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "harness/report/html.h"
#include "harness/util/text.h"

namespace actsweep::site {
namespace {

using claims::PointEvidence;
using claims::Verdict;
using report::html_escaped;
using report::HtmlRow;

std::string p_text(double p) { return p < 1e-4 ? "< 0.0001" : fmt::format("{:.2g}", p); }

std::string points_table(const Verdict& verdict) {
  std::vector<HtmlRow> rows;
  for (const PointEvidence& point : verdict.points) {
    const bool known = point.pairs >= 2;
    const auto if_known = [&](const std::string& text) { return known ? text : "–"; };
    rows.push_back(report::html_row(
        {point.point, std::to_string(point.pairs),
         if_known(fmt::format("{:+.3g} ± {:.2g}", point.effect.effect, point.effect.half_width())),
         if_known(p_text(point.p_for)), if_known(p_text(point.p_for_holm)), if_known(p_text(point.p_against)),
         if_known(point.paired ? fmt::format("{:.2f}", point.correlation) : "–"),
         point.published ? fmt::format("{:+.3g}", *point.published) : "–"}));
  }
  return report::html_table({"Point", "Pairs", "Difference ± half of its 95 % interval", "p for", "by Holm",
                             "p against", "Correlation of the pairs", "Published difference"},
                            rows, report::Columns::kNumbers);
}

}  // namespace

std::string effect_text(const Verdict& verdict) {
  if (!verdict.is_tested()) return "–";
  return fmt::format("{:+.3g} ± {:.2g}", verdict.effect.effect, verdict.effect.half_width());
}

std::vector<std::string> reading_notes(std::size_t count) {
  return {
      fmt::format("Verdicts hold under our set-up, at the scale that is named. Of those that say reproduced, not "
                  "reproduced or opposite, at most {:.0f} % are wrong in expectation: Benjamini and Hochberg over {}, "
                  "two-sided, for tests that are independent or positively dependent.",
                  100 * kAlpha, counted(count, "claim")),
      "The level holds however often the claims are analyzed while trials are added: each interim analysis is recorded "
      "and spends a share of the level, four fifths at the first.",
      "Each point has one one-sided test, paired over seeds (Student's t), fixed in the experiment file before "
      "anything runs; \"k of n points\" is tested by partial conjunction (Benjamini and Heller 2008), not by counting "
      "means. The points of one claim are also adjusted by Holm.",
      "For better and non_inferior, positive differences support the claim, in the metric's unit (percent, nats). A "
      "published number is mostly of one run, as far as its source says: it has no variance, and is never tested.",
      "Seeds show the variance of training, on one test set: not how another test set, data set or network would turn "
      "out."};
}

std::string verdict_section(const std::vector<Verdict>& verdicts, std::size_t count) {
  if (verdicts.empty()) return "";
  std::string html = "<section class=\"plain\" id=\"claims\"><h2>Claims</h2>\n";
  std::vector<HtmlRow> rows;
  for (const Verdict& verdict : verdicts) {
    rows.push_back({{verdict.claim.text()},
                    {claims::name_of(verdict.state), true},
                    {effect_text(verdict)},
                    {verdict.is_tested() ? p_text(verdict.p_adjusted) : "–"},
                    {std::to_string(verdict.seeds)},
                    {verdict.published}});
  }
  html += report::html_table({"Claim", "Verdict", "Mean difference", "p, adjusted", "Seeds", "Published numbers alone"},
                             rows, report::Columns::kTexts);
  html += report::html_list(reading_notes(count));
  for (const Verdict& verdict : verdicts) {
    html += fmt::format("<details><summary>{}: point by point</summary>\n", html_escaped(verdict.claim.text()));
    if (!verdict.claim.source.empty()) {
      html += fmt::format("<p class=\"caption\">Source: {}.</p>\n", html_escaped(verdict.claim.source));
    }
    for (const std::string& note : verdict.notes)
      html += fmt::format("<p class=\"caption\">{}</p>\n", html_escaped(note));
    html += points_table(verdict) + "</details>\n";
  }
  return html + "</section>\n";
}

}  // namespace actsweep::site
