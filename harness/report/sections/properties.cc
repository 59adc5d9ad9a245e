// `report.properties`: range, monotonicity, smoothness and limits of activations, as a table.

#include "models/activations/properties.h"

#include <fmt/format.h>

#include <cmath>

#include "harness/config/mapping.h"
#include "harness/report/csv.h"
#include "harness/report/html.h"
#include "harness/report/section.h"
#include "harness/report/sections/activations.h"

namespace actsweep::report {
namespace {

/// The limit, or "slope 1" of an asymptote.
std::string tail_text(const Tail& tail) {
  const bool has_asymptote = tail.limit && std::isinf(*tail.limit) && tail.slope && std::isfinite(*tail.slope);
  return has_asymptote ? "slope " + brief_number(tail.slope) : brief_number(tail.limit);
}

std::string slope_text(const ActivationProperties& p) {
  const std::string before = brief_number(p.slope_before_zero), after = brief_number(p.slope_after_zero);
  return before == after ? after : fmt::format("{} | {}", before, after);
}

constexpr const char* kCsvHead =
    "activation,formula,undefined_at,lower_bound,lower_attained,upper_bound,upper_attained,minimum_at,monotonicity,"
    "continuity,at_zero,slope_before_zero,slope_after_zero,limit_at_minus_infinity,slope_at_minus_infinity,limit_at_"
    "infinity,"
    "slope_at_infinity\n";

std::string csv_line(const DrawnActivation& activation, const ActivationProperties& p) {
  const std::string start = fmt::format("\"{}\",\"{}\",{}", csv_plain(activation.label), csv_plain(activation.formula),
                                        csv_number(p.undefined_at));
  if (p.undefined_at) return start + std::string(14, ',') + '\n';
  return start + fmt::format(",{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", p.lower.value,
                             p.lower.attained_at.has_value(), p.upper.value, p.upper.attained_at.has_value(),
                             csv_number(p.lower.attained_at), monotonicity_text(p), continuity_text(p), p.at_zero,
                             p.slope_before_zero, p.slope_after_zero, csv_number(p.left.limit),
                             csv_number(p.left.slope), csv_number(p.right.limit), csv_number(p.right.slope));
}

const std::vector<std::string> kTableHead = {"Activation", "Range", "Minimum at", "Monotone", "Continuity",
                                             "f(0)",       "f′(0)", "At −inf",    "At inf"};

HtmlRow table_row(const std::string& label, const ActivationProperties& p) {
  const std::string monotone = p.monotonicity == Monotonicity::kNone ? "no" : monotonicity_text(p);
  const std::string minimum_at = p.lower.attained_at ? fmt::format("{:.5g}", *p.lower.attained_at) : "–";
  std::vector<std::string> texts = {label, range_text(p)};
  if (!p.undefined_at) {
    texts.insert(texts.end(), {minimum_at, monotone, continuity_text(p), brief_number(p.at_zero), slope_text(p),
                               tail_text(p.left), tail_text(p.right)});
  }
  texts.resize(kTableHead.size(), "–");
  return html_row(texts);
}

constexpr const char* kHowToRead =
    "Computed from the formulas: roots of the exact derivative, one-sided derivatives where pieces meet, limits at "
    "infinity. The range is the smallest interval that contains every value; a parenthesis marks an end that is not "
    "attained. C0: continuous with a kink; C1: with a continuous derivative; C∞: with all derivatives continuous. "
    "f′(0): "
    "before | after 0 where the two differ. At infinity: the limit, or the slope of the asymptote. Learned parameters "
    "have their initial values, random ones their mean.";

class PropertiesSection : public Section {
 public:
  explicit PropertiesSection(const YamlValue& given) {
    const std::string key = "report.properties";
    expect_keys(given, key, {"activations"});
    activations_ = read_activations(given, key);
  }

  std::string make(Output& output) const override {
    std::string csv = kCsvHead;
    std::vector<HtmlRow> rows;
    for (const DrawnActivation& activation : activations_) {
      const ActivationProperties properties = properties_of(activation.value);
      csv += csv_line(activation, properties);
      rows.push_back(table_row(activation.label, properties));
    }
    const std::string name = output.free_name("properties");
    Drawing table;
    output.add_file(table, "CSV of the table", name + ".csv", csv);
    return html_section(
        "figure", name, "Properties",
        html_table(kTableHead, rows, Columns::kTexts) + html_downloads(table.downloads) + html_caption(kHowToRead));
  }

 private:
  std::vector<DrawnActivation> activations_;
};

const Registration<SectionKind> kProperties{
    {.name = "properties", .summary = "range, monotonicity, smoothness, minimum and limits as a table"},
    [](const YamlValue& given) { return std::make_unique<PropertiesSection>(given); }};

}  // namespace
}  // namespace actsweep::report
