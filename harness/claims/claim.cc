#include "harness/claims/claim.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "harness/config/axis.h"
#include "harness/config/mapping.h"
#include "harness/results/selection.h"

namespace actsweep::claims {
namespace {

constexpr const char* kKey = "report.claims";

/// The words of each kind: the keys of the activation and of what it is compared with, and a sentence about these two
/// and the margin.
struct Words {
  Claim::Kind kind;
  const char* subject;
  const char* object;
  const char* sentence;
};
constexpr Words kWords[] = {{Claim::Kind::kBetter, "better", "than", "{0} better than {1}"},
                            {Claim::Kind::kNonInferior, "non_inferior", "to", "{0} non-inferior to {1} (margin {2:g})"},
                            {Claim::Kind::kEquivalent, "equivalent", "to", "{0} equivalent to {1} (margin {2:g})"},
                            {Claim::Kind::kStable, "stable", nullptr, "{0} stable within {2:g}"},
                            {Claim::Kind::kDrops, "drops", nullptr, "{0} drops by more than {2:g}"}};

/// The kind that the mapping names.
const Words& words_of(const YamlValue& value) {
  const Words* found = nullptr;
  for (const Words& words : kWords) {
    if (value.find(words.subject) == nullptr) continue;
    if (found != nullptr) fail_at(value, kKey, fmt::format("choose either {} or {}", found->subject, words.subject));
    found = &words;
  }
  if (found == nullptr) {
    fail_at(value, kKey, "a claim needs one of better, non_inferior, equivalent, stable and drops, with an activation");
  }
  for (const char* object : {"than", "to"}) {
    const bool is_its_own = found->object != nullptr && std::string_view(found->object) == object;
    if (value.find(object) != nullptr && !is_its_own) {
      fail_at(value, kKey, fmt::format("{} does not take {}", found->subject, object));
    }
  }
  return *found;
}

void read_points(const YamlValue& value, Claim& claim) {
  const YamlValue* at = value.find("at");
  if (at == nullptr) return;
  expect(*at, YamlValue::Kind::kSequence, "report.claims.at", "a list of values of the axis");
  for (const YamlValue& point : at->items) {
    expect(point, YamlValue::Kind::kScalar, "report.claims.at", "a value");
    if (std::find(claim.at.begin(), claim.at.end(), point.text) != claim.at.end()) {
      fail_at(point, "report.claims.at", fmt::format("{} is given twice", point.text));
    }
    claim.at.push_back(point.text);
  }
  if (claim.at.empty()) fail_at(*at, "report.claims.at", "the list is empty");
}

/// "6 of 9".
void read_at_least(const YamlValue& value, Claim& claim) {
  const YamlValue* text = value.find("at_least");
  if (text == nullptr) return;
  int min_points = 0, of = 0, end = -1;
  std::sscanf(text->text.c_str(), "%5d of %5d%n", &min_points, &of, &end);
  if (end != static_cast<int>(text->text.size()) || min_points < 1 || of < min_points) {
    fail_at(*text, "report.claims.at_least", "is not a count; write, say, 6 of 9");
  }
  claim.min_points = min_points;
  claim.of = of;
}

}  // namespace

Claim parse_claim(const YamlValue& value, const std::string& default_axis) {
  expect_keys(value, kKey,
              {"better", "non_inferior", "equivalent", "stable", "drops", "than", "to", "metric", "over", "at",
               "at_least", "margin", "select", "source"});
  Claim claim;
  claim.place = value.place;
  const Words& words = words_of(value);
  claim.kind = words.kind;
  claim.activation = text_of(value, words.subject, kKey);
  if (words.object != nullptr) claim.other = required_text(value, words.object, kKey);
  if (claim.activation == claim.other) fail_at(value, kKey, "compares an activation with itself");
  claim.metric = required_text(value, "metric", kKey);
  claim.over = canonical_key(text_of(value, "over", kKey));
  read_points(value, claim);
  read_at_least(value, claim);
  const nlohmann::json margin = value_or_default(value, kKey, Real("margin", nullptr).above(0));
  if (!margin.is_null()) claim.margin = margin.get<double>();
  if (claim.kind != Claim::Kind::kBetter && !claim.margin) {
    fail_at(value, "report.claims.margin",
            "non_inferior, equivalent, stable and drops need a margin, in the metric's unit");
  }
  if (claim.kind == Claim::Kind::kBetter && claim.margin) {
    fail_at(*value.find("margin"), "report.claims.margin", "better takes no margin; non_inferior does");
  }
  if (claim.kind == Claim::Kind::kDrops && (claim.min_points || claim.at.size() != 2)) {
    fail_at(value, kKey, "drops needs two points, say at: [15, 25], in the order of the axis, and no at_least");
  }
  if (claim.kind == Claim::Kind::kStable && (claim.min_points || claim.at.size() == 1)) {
    fail_at(value, kKey, "stable is about all points together: it needs at least two points, and no at_least");
  }
  if (const YamlValue* choice = value.find("select")) {
    claim.select = parse_selection(*choice, "report.claims.select");
    if (claim.select->over == claim.over || claim.select->over == "model.activation") {
      fail_at(*choice, "report.claims.select.over",
              "is chosen for each side of the comparison, so it cannot be what is compared");
    }
  }
  if (claim.over.empty()) claim.over = default_axis;
  claim.source = text_of(value, "source", kKey);
  return claim;
}

std::string Claim::text() const {
  const auto* words =
      std::find_if(std::begin(kWords), std::end(kWords), [&](const Words& w) { return w.kind == kind; });
  std::string text = fmt::format(fmt::runtime(words->sentence), activation, other, margin.value_or(0));
  text += " in " + metric;
  if (select) text += fmt::format(", each at its best {} by {},", select->over, select->by);
  if (min_points && *min_points == *of && at.empty()) return text + fmt::format(" at all {}", *of);
  if (min_points) text += fmt::format(" at {} or more of {}", *min_points, *of);
  if (!at.empty()) text += fmt::format(" at {}", fmt::join(at, ", "));
  if (text.ends_with(',')) text.pop_back();
  return text;
}

}  // namespace actsweep::claims
