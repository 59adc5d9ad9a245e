#include "harness/claims/claim.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string_view>

#include "harness/config/axis.h"
#include "harness/config/mapping.h"
#include "harness/results/comparison.h"
#include "harness/results/metric.h"
#include "harness/results/selection.h"
#include "harness/results/value.h"
#include "harness/schema/layer_epoch.h"
#include "harness/schema/trial_params.h"
#include "harness/util/nearest.h"

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
      fail_at(value, kKey,
              found->object == nullptr ? fmt::format("{} takes no `{}`", found->subject, object)
                                       : fmt::format("{} takes `{}`, not `{}`", found->subject, found->object, object));
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

/// Checks a claim against what is known of its trials.
class ClaimCheck {
 public:
  ClaimCheck(Claim& claim, const YamlValue& given, const KnownValues& known)
      : claim_(claim), given_(given), known_(known), over_(axis_of(claim)) {}

  void run() {
    check_metric();
    if (claim_.select) check_selection(*claim_.select, at_key(given_, "select"), known_, shown("select"));
    check_activations();
    check_points();
    check_repeats();
  }

 private:
  static std::string shown(const std::string& name) { return std::string(kKey) + "." + name; }
  [[noreturn]] void fail(const std::string& name, const std::string& message) const {
    fail_at(at_key(given_, name), shown(name), message);
  }

  void check_metric() const {
    const YamlValue& at = at_key(given_, "metric");
    std::vector<std::string> of_layers;  // exist, but have no better direction
    for (const LayerMetric& metric : layer_metrics()) of_layers.emplace_back(metric.name);
    check_metric_name(claim_.metric, of_layers, at, shown("metric"));
    if (!describe_metric(claim_.metric, 0).has_direction()) {
      fail("metric",
           fmt::format("neither higher nor lower {} is better; use, say, test_top1 or test_loss", claim_.metric));
    }
    check_recorded(claim_.metric, false, known_, at, shown("metric"));
  }

  void check_activations() {
    const Words& words = words_of(given_);
    claim_.activation = known_.meant(kActivation, at_key(given_, words.subject), shown(words.subject));
    if (words.object == nullptr) return;
    claim_.other = known_.meant(kActivation, at_key(given_, words.object), shown(words.object));
    if (claim_.activation == claim_.other) fail_at(given_, kKey, "compares an activation with itself");
  }

  void check_points() {
    std::size_t points = 1;
    if (!over_.empty()) {
      const AxisValues* axis = find_axis(known_.axes(), over_);
      if (const AxisValues* const own = find_axis(known_.file_axes(), over_)) axis = own;
      if (axis == nullptr) fail_no_axis();
      points = axis->values.size();
      if (!claim_.at.empty()) check_at(*axis);
    } else if (!claim_.at.empty()) {
      fail("at", "a claim without an axis has one point; add, say, over: noise.sigma");
    }
    if (!claim_.at.empty()) points = claim_.at.size();
    if (claim_.of && static_cast<std::size_t>(*claim_.of) != points) {
      fail("at_least", fmt::format("there {}, not {}",
                                   points == 1 ? "is 1 point" : fmt::format("are {} points", points), *claim_.of));
    }
    if (claim_.kind == Claim::Kind::kStable && points < 2) {
      fail_at(given_, kKey, "stable needs at least two points, and there is only one");
    }
  }

  [[noreturn]] void fail_no_axis() const {
    std::vector<std::string> keys;
    for (const auto* axes : {&known_.file_axes(), &known_.axes()}) {
      for (const AxisValues& axis : *axes) {
        if (std::find(keys.begin(), keys.end(), axis.key) == keys.end()) keys.push_back(axis.key);
      }
    }
    fail("over", keys.empty() ? fmt::format("the grid has no axis {}; it has none at all", over_)
                              : fmt::format("the grid has no axis {}{}; its axes are {}", over_,
                                            did_you_mean(over_, keys), fmt::join(keys, ", ")));
  }

  void check_at(const AxisValues& axis) {
    const std::vector<YamlValue>& given = given_.find("at")->items;
    std::vector<std::ptrdiff_t> places;  // on the axis; behind it for values that only the selection has
    for (std::size_t i = 0; i < given.size(); ++i) {
      std::string& point = claim_.at[i];
      point = known_.meant_on_axis(over_, given[i], shown("at"));
      const auto is_it = [&](const nlohmann::json& value) { return is_value(value, point); };
      places.push_back(std::find_if(axis.values.begin(), axis.values.end(), is_it) - axis.values.begin());
      const auto first = std::find(places.begin(), places.end() - 1, places.back()) - places.begin();
      const bool is_on_axis = places.back() < static_cast<std::ptrdiff_t>(axis.values.size());
      if (is_on_axis && static_cast<std::size_t>(first) < i) {
        fail_at(given[i], shown("at"),
                fmt::format("{} is given twice, as {}", point, claim_.at[static_cast<std::size_t>(first)]));
      }
    }
    if (claim_.kind != Claim::Kind::kDrops || places[0] <= places[1]) return;
    fail("at", fmt::format("drops compares the points in the order of the axis: [{}, {}]", claim_.at[1], claim_.at[0]));
  }

  /// Trials of a claim that differ in neither the activation nor the axis must be repetitions.
  void check_repeats() const {
    constexpr std::uint64_t kMaxTrials = 100'000;  // reports refuse more
    if (known_.grid().size() > kMaxTrials) return;
    std::vector<std::string> keys, identity = {kActivation, over_};
    for (const AxisValues& axis : known_.axes()) {
      if (is_seed(axis.key)) {
        identity.push_back(axis.key);
      } else if (!claim_.select || axis.key != claim_.select->over) {
        keys.push_back(axis.key);
      }
    }
    std::map<std::string, Observation> seen;
    known_.grid().for_each_distinct(keys, [&](const Point& point) {
      Observation trial;
      trial.config = known_.grid().named(known_.grid().trial(point).flat);
      if (!is_about(trial)) return;
      const auto [first, is_new] = seen.try_emplace(identity_of(trial, identity), trial);
      if (is_new) return;
      for (const std::string& key : keys) {
        if (identity_of(trial, {key}) == identity_of(first->second, {key})) continue;
        fail("over",
             fmt::format("{} varies, too; a claim is about one axis{}", key, over_.empty() ? "" : ", here " + over_));
      }
    });
  }

  bool is_about(const Observation& trial) const {
    const nlohmann::json& activation = value_of(trial, kActivation);
    if (!is_value(activation, claim_.activation) && !is_value(activation, claim_.other)) return false;
    return claim_.at.empty() || std::any_of(claim_.at.begin(), claim_.at.end(), [&](const std::string& point) {
             return is_value(value_of(trial, over_), point);
           });
  }

  Claim& claim_;
  const YamlValue& given_;
  const KnownValues& known_;
  std::string over_;
};

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

std::string axis_of(const Claim& claim) {
  const bool is_none = claim.over == kActivation || (claim.select && claim.over == claim.select->over);
  return is_none ? "" : claim.over;
}

void check_claim(Claim& claim, const YamlValue& given, const KnownValues& known) {
  ClaimCheck(claim, given, known).run();
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
