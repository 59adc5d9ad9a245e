// `report.significance`: a published table of significance, recomputed from its means and standard deviations.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "harness/config/mapping.h"
#include "harness/paper/published.h"
#include "harness/report/csv.h"
#include "harness/report/html.h"
#include "harness/report/section.h"
#include "harness/results/published_point.h"
#include "harness/results/value.h"
#include "harness/statistics/tests.h"
#include "harness/util/text.h"

namespace actsweep::report {
namespace {

/// The printed numbers of one activation, by "metric statistic".
using Printed = std::map<std::string, PublishedNumber>;

/// A printed value, and whether it follows from the printed means and deviations up to rounding.
struct Check {
  std::string printed, recomputed;
  bool agrees = true;
};

/// An activation against the reference.
struct Row {
  std::string activation;
  double difference = 0;
  std::vector<Check> checks;  ///< p, d, and both ends of the interval

  bool agrees() const {
    return std::all_of(checks.begin(), checks.end(), [](const Check& check) { return check.agrees; });
  }
};

std::string number_text(double value) { return fmt::format("{:.4g}", value); }
std::string p_text(double p) { return p < 1e-4 ? "< 0.0001" : fmt::format("{:.4f}", p); }

/// `range`: the values that rounding of the means allows; `slack`: what rounding of the value itself adds.
Check check(const Printed& printed, const char* key, double recomputed, const std::pair<double, double>& range,
            double slack, std::string (*text)(double) = number_text) {
  Check check{"", text(recomputed)};
  if (const auto found = printed.find(key); found != printed.end()) {
    const double number = found->second.number;
    const bool is_bound = found->second.unit == "p_upper_bound";
    check.printed = is_bound ? fmt::format("< {:g}", number) : text(number);
    check.agrees = is_bound ? range.first < number : range.first - slack <= number && number <= range.second + slack;
  }
  return check;
}

/// By Student's test with one standard deviation for both.
Row recompute(const std::string& activation, const Printed& printed, const Printed& reference, std::size_t n) {
  const auto sample_of = [&](const Printed& numbers) {
    return statistics::Sample{numbers.at("test_top1 mean").number, numbers.at("test_top1 std").number, n};
  };
  const statistics::Sample ours = sample_of(printed), theirs = sample_of(reference);
  const auto p_at = [&](double shift) {
    const auto shifted = statistics::difference_of({ours.mean + shift, ours.deviation, n}, theirs, true);
    return 2 * std::min(shifted.p_greater(), shifted.p_less());
  };
  const statistics::Estimate estimate = statistics::difference_of(ours, theirs, true);
  const double deviation = estimate.error * std::sqrt(static_cast<double>(n) / 2);  // pooled
  const double d = std::abs(estimate.effect) / deviation, half = estimate.half_width();
  const double low = estimate.effect - half, high = estimate.effect + half;
  constexpr double kShift = 0.01;      // of a difference of printed means, which have two digits
  constexpr double kLastDigit = 5e-5;  // of a printed p
  return {.activation = activation,
          .difference = estimate.effect,
          .checks = {check(printed, "test_top1 p_value", p_at(0), std::minmax({p_at(-kShift), p_at(0), p_at(kShift)}),
                           kLastDigit, p_text),
                     check(printed, "test_top1 cohen_d", d, {d, d}, kShift / deviation + 0.01 * d),
                     check(printed, "test_top1_diff_vs_mish ci_low", low, {low, low}, kShift + 0.005 * half),
                     check(printed, "test_top1_diff_vs_mish ci_high", high, {high, high}, kShift + 0.005 * half)}};
}

std::string csv_of(const std::vector<Row>& rows) {
  std::string csv = "activation,difference,p,p_printed,d,d_printed,low,low_printed,high,high_printed,agrees\n";
  for (const Row& row : rows) {
    CsvRow cells = {row.activation, fmt::format("{:.6g}", row.difference)};
    for (const Check& check : row.checks) cells.insert(cells.end(), {check.recomputed, check.printed});
    cells.emplace_back(row.agrees() ? "true" : "false");
    csv += csv_row(cells);
  }
  return csv;
}

std::string summary_of(const std::vector<Row>& rows) {
  std::vector<std::string> wrong;
  for (const Row& row : rows) {
    if (!row.agrees()) wrong.push_back(activation_label(row.activation));
  }
  const std::string all = counted(rows.size(), "row");
  if (wrong.empty()) return fmt::format("All {} follow from the printed means and deviations.", all);
  return fmt::format("Of {}, {} do not follow from their printed means and deviations: {}.", all, wrong.size(),
                     fmt::join(wrong, ", "));
}

class SignificanceSection : public Section {
 public:
  explicit SignificanceSection(const YamlValue& given) {
    const std::string key = "report.significance";
    expect_keys(given, key, {"paper", "reference", "runs"});
    const std::string experiment = required_text(given, "paper", key);
    reference_ = text_of(given, "reference", key);
    runs_ = value_or_default(given, key, Integer("runs", 2).at_least(2)).get<int>();
    for (const PublishedNumber& number : read_published(given, key)) {
      // The profiles list the same runs again, as a mean with half an interval.
      if (number.runs != runs_ || number.source.find("Profiles") != std::string::npos) continue;
      printed_[number.activation].emplace(number.metric + " " + number.statistic, number);
    }
    if (!printed_.contains(reference_)) {
      fail_at(given, key, fmt::format("{} has no table of {} runs with {}", experiment, runs_, reference_));
    }
  }

  std::string make(Output& output) const override {
    std::vector<Row> rows;
    for (const auto& [activation, printed] : printed_) {
      if (activation == reference_) continue;
      rows.push_back(recompute(activation, printed, printed_.at(reference_), static_cast<std::size_t>(runs_)));
    }
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.difference > b.difference; });
    const std::string name = output.free_name("significance");
    Drawing files;
    output.add_file(files, "CSV of the table", name + ".csv", csv_of(rows));
    const std::string how_to_read = fmt::format(
        "Two-sided p and 95 % interval of Student's test with equal variances ({} runs of each, {} degrees of "
        "freedom), "
        "and Cohen's d with the pooled deviation, recomputed from the printed means and deviations. Bold: the printed "
        "value differs by more than rounding explains.",
        runs_, 2 * runs_ - 2);
    return html_section("figure", name, "A published table, recomputed",
                        fmt::format("<p>{}</p>\n", html_escaped(summary_of(rows))) + table_of(rows) +
                            html_downloads(files.downloads) + html_caption(how_to_read));
  }

 private:
  std::string table_of(const std::vector<Row>& rows) const {
    std::vector<HtmlRow> cells;
    for (const Row& row : rows) {
      cells.push_back(html_row({activation_label(row.activation), fmt::format("{:+.4g}", row.difference)}));
      for (const Check& check : row.checks) {
        cells.back().push_back(
            {check.recomputed, !check.agrees, "printed " + (check.printed.empty() ? "–" : check.printed)});
      }
    }
    return html_table(
        {"Activation", "Mean difference to " + activation_label(reference_), "p", "Cohen's d", "Interval from", "to"},
        cells, Columns::kNumbers);
  }

  std::string reference_;
  int runs_ = 0;
  std::map<std::string, Printed> printed_;
};

const Registration<SectionKind> kSignificance{
    {.name = "significance", .summary = "a published table of means and deviations, recomputed"},
    [](const YamlValue& given) { return std::make_unique<SignificanceSection>(given); }};

}  // namespace
}  // namespace actsweep::report
