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
      fmt::format("Verdicts hold for our setup at the stated scale. In expectation, at most {:.0f} % of the verdicts "
                  "reproduced, not reproduced and opposite are wrong: Benjamini and Hochberg over {}, two-sided, for "
                  "tests that are independent or positively dependent.",
                  100 * kAlpha, counted(count, "claim")),
      "The level holds however often the claims are analyzed while trials are added: each interim analysis is recorded "
      "and spends a share of the level, four fifths at the first.",
      "Each point has one one-sided test, paired over seeds (Student's t), fixed in the experiment file before "
      "anything runs. \"k of n points\" is tested by partial conjunction (Benjamini and Heller 2008), not by counting "
      "means. The points of one claim are also adjusted by Holm.",
      "For better and non_inferior, positive differences support the claim, in the metric's unit (percent, nats). "
      "Published numbers are mostly single runs, according to their source: they have no variance and are never "
      "tested.",
      "Seeds show the variance of training on one test set, not the variance over test sets, data sets or networks."};
}

std::string verdict_section(const std::vector<Verdict>& verdicts, std::size_t count) {
  if (verdicts.empty()) return "";
  std::vector<HtmlRow> rows;
  std::string details;
  for (const Verdict& verdict : verdicts) {
    rows.push_back({{verdict.claim.text()},
                    {claims::name_of(verdict.state), true},
                    {effect_text(verdict)},
                    {verdict.is_tested() ? p_text(verdict.p_adjusted) : "–"},
                    {std::to_string(verdict.seeds)},
                    {verdict.published}});
    std::string body;
    if (!verdict.claim.source.empty()) body += report::html_caption(fmt::format("Source: {}.", verdict.claim.source));
    for (const std::string& note : verdict.notes) body += report::html_caption(note);
    details += report::html_details(verdict.claim.text() + ": point by point", body + points_table(verdict));
  }
  const std::string table =
      report::html_table({"Claim", "Verdict", "Mean difference", "p, adjusted", "Seeds", "Published numbers alone"},
                         rows, report::Columns::kTexts);
  return report::html_section("plain", "claims", "Claims", table + report::html_list(reading_notes(count)) + details);
}

}  // namespace actsweep::site
