// `report.significance`: a published table of means and deviations beside what follows from them.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "harness/config/mapping.h"
#include "harness/paper/published.h"
#include "harness/report/html.h"
#include "harness/report/palette.h"
#include "harness/report/section.h"
#include "harness/statistics/tests.h"
#include "harness/util/text.h"

namespace actsweep::report {
namespace {

/// What the table prints of one activation, by "metric statistic".
using Printed = std::map<std::string, PublishedNumber>;

/// A printed value beside the recomputed one, and whether they agree within what rounding of the means and deviations
/// can do.
struct Check {
  std::string printed, recomputed;
  bool agrees = true;
};

std::string number_text(double value) { return fmt::format("{:.4g}", value); }

std::string p_text(double p) { return p < 1e-4 ? "< 0.0001" : fmt::format("{:.4f}", p); }

/// Of one activation against the reference, by Student's test with one spread for both.
struct Row {
  std::string activation;
  double difference = 0;
  Check p, d, low, high;

  bool agrees() const { return p.agrees && d.agrees && low.agrees && high.agrees; }
};

Check compare(const Printed& printed, const char* key, double recomputed, double slack) {
  Check check{"–", number_text(recomputed), true};
  const auto found = printed.find(key);
  if (found == printed.end()) return check;
  check.printed = number_text(found->second.number);
  check.agrees = std::abs(found->second.number - recomputed) <= slack;
  return check;
}

Check compare_p(const Printed& printed, double p, double least, double most) {
  Check check{"–", p_text(p), true};
  const auto found = printed.find("test_top1 p_value");
  if (found == printed.end()) return check;
  const PublishedNumber& number = found->second;
  const bool is_bound = number.unit == "p_upper_bound";
  check.printed = is_bound ? fmt::format("< {:g}", number.number) : p_text(number.number);
  check.agrees = is_bound ? least < number.number : least - 5e-5 <= number.number && number.number <= most + 5e-5;
  return check;
}

statistics::Sample sample_of(const Printed& printed, std::size_t n) {
  return {printed.at("test_top1 mean").number, printed.at("test_top1 std").number, n};
}

/// How far the printed mean may lie from the true one: half of its last digit, of which two are printed.
constexpr double kRounding = 0.005;

Row recompute(const std::string& activation, const Printed& printed, const Printed& reference, std::size_t n) {
  const statistics::Sample ours = sample_of(printed, n), theirs = sample_of(reference, n);
  const auto p_at = [&](double shift) {
    statistics::Sample moved = ours;
    moved.mean += shift;
    const statistics::Estimate estimate = statistics::difference_of(moved, theirs, true);
    return 2 * std::min(estimate.p_greater(), estimate.p_less());
  };
  const statistics::Estimate estimate = statistics::difference_of(ours, theirs, true);
  const double half = estimate.half_width(), d = std::abs(statistics::cohens_d(ours, theirs));
  const double slack = 2 * kRounding, spread = std::abs(estimate.effect / d);
  const auto [least, most] = std::minmax({p_at(-slack), p_at(0), p_at(slack)});
  return {.activation = activation,
          .difference = estimate.effect,
          .p = compare_p(printed, p_at(0), least, most),
          .d = compare(printed, "test_top1 cohen_d", d, slack / spread + 0.01 * d),
          .low = compare(printed, "test_top1_diff_vs_mish ci_low", estimate.effect - half, slack + 0.005 * half),
          .high = compare(printed, "test_top1_diff_vs_mish ci_high", estimate.effect + half, slack + 0.005 * half)};
}

class SignificanceSection : public Section {
 public:
  explicit SignificanceSection(const YamlValue& given) {
    const std::string key = "report.significance";
    expect_keys(given, key, {"paper", "reference", "runs"});
    experiment_ = text_of(given, "paper", key);
    reference_ = text_of(given, "reference", key);
    runs_ = value_or_default(given, key, Integer("runs", 2).at_least(2)).get<int>();
    for (const PublishedNumber& number : published_numbers(experiment_)) {
      // A second listing of the same runs, as a mean with half an interval.
      if (number.runs != runs_ || number.source.find("Profiles") != std::string::npos) continue;
      printed_[number.activation].emplace(number.metric + " " + number.statistic, number);
    }
    if (!printed_.contains(reference_)) {
      fail_at(given, key, fmt::format("{} has no table of {} runs with {}", experiment_, runs_, reference_));
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
    output.keep_csv(files, "CSV of the table", name + ".csv", csv_of(rows));
    return fmt::format("<section class=\"figure\" id=\"{}\">\n<h2>A published table, recomputed</h2>\n", name) +
           fmt::format("<p>{}</p>\n", html_escaped(summary_of(rows))) + table_of(rows) +
           html_downloads(files.downloads) + fmt::format("<p class=\"caption\">{}</p>\n</section>\n", how_to_read());
  }

 private:
  std::string summary_of(const std::vector<Row>& rows) const {
    std::vector<std::string> wrong;
    for (const Row& row : rows) {
      if (!row.agrees()) wrong.push_back(activation_label(row.activation));
    }
    if (wrong.empty())
      return fmt::format("All {} follow from the printed means and deviations.", counted(rows.size(), "row"));
    return fmt::format("Of {}, {} do not follow from their printed means and deviations: {}.",
                       counted(rows.size(), "row"), wrong.size(), fmt::join(wrong, ", "));
  }

  std::string table_of(const std::vector<Row>& rows) const {
    std::vector<HtmlRow> cells;
    for (const Row& row : rows) {
      cells.push_back({{activation_label(row.activation)}, {fmt::format("{:+.4g}", row.difference)}});
      for (const Check* check : {&row.p, &row.d, &row.low, &row.high}) {
        cells.back().push_back({check->recomputed, !check->agrees, "printed " + check->printed});
      }
    }
    return html_table(
        {"Activation", "Mean difference to " + activation_label(reference_), "p", "Cohen's d", "Interval from", "to"},
        cells, Columns::kNumbers);
  }

  static std::string csv_of(const std::vector<Row>& rows) {
    std::string csv = "activation,difference,p,p_printed,d,d_printed,low,low_printed,high,high_printed,agrees\n";
    for (const Row& row : rows) {
      csv += fmt::format("{},{:.6g}", row.activation, row.difference);
      for (const Check* check : {&row.p, &row.d, &row.low, &row.high}) {
        csv += fmt::format(",{},{}", check->recomputed, check->printed == "–" ? "" : check->printed);
      }
      csv += fmt::format(",{}\n", row.agrees());
    }
    return csv;
  }

  std::string how_to_read() const {
    return fmt::format(
        "Two-sided p and 95 % interval of Student's test with one spread for both ({} runs of each, {} degrees "
        "of freedom), and Cohen's d with the pooled deviation, recomputed from the printed means and "
        "deviations; bold where the printed value is further off than rounding explains.",
        runs_, 2 * runs_ - 2);
  }

  std::string experiment_, reference_;
  int runs_ = 0;
  std::map<std::string, Printed> printed_;
};

const Registration<SectionKind> kSignificance{
    {.name = "significance", .summary = "a published table of means and deviations, recomputed"},
    [](const YamlValue& given) { return std::make_unique<SignificanceSection>(given); }};

}  // namespace
}  // namespace actsweep::report
