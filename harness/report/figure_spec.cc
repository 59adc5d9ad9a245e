#include "harness/report/figure_spec.h"

#include "harness/config/axis.h"
#include "harness/config/mapping.h"
#include "harness/report/selection.h"

namespace actsweep::report {
namespace {

constexpr const char* kKey = "report.figures";

FigureSpec parse_drawing(const YamlValue& value) {
  expect_keys(value, kKey, {"x", "y", "by", "title", "minus", "runs", "where", "others", "select"});
  FigureSpec figure;
  figure.x = canonical_key(required_text(value, "x", kKey));
  figure.by = canonical_key(text_of(value, "by", kKey));
  figure.minus = text_of(value, "minus", kKey);
  figure.runs = value_or_default(value, kKey, Boolean("runs", false)).get<bool>();
  if (!figure.minus.empty() && figure.by.empty()) {
    fail_at(*value.find("minus"), std::string(kKey) + ".minus", "is a value of the key under `by`, which is missing");
  }
  return figure;
}

FigureSpec parse_table(const YamlValue& value) {
  expect_keys(value, kKey, {"rows", "columns", "y", "title", "against", "where", "others", "select"});
  FigureSpec figure;
  figure.is_table = true;
  figure.x = canonical_key(required_text(value, "rows", kKey));
  figure.by = canonical_key(required_text(value, "columns", kKey));
  figure.against = text_of(value, "against", kKey);
  return figure;
}

}  // namespace

FigureSpec parse_figure(const YamlValue& value) {
  const std::string key = kKey;
  const bool is_table = value.find("rows") != nullptr || value.find("columns") != nullptr;
  FigureSpec figure = is_table ? parse_table(value) : parse_drawing(value);
  figure.y = required_text(value, "y", key);
  figure.title = text_of(value, "title", key);
  figure.usual = text_of(value, "others", key) == "usual";
  figure.place = value.place;
  if (value.find("others") != nullptr && !figure.usual) {
    fail_at(*value.find("others"), key + ".others", "is usual: other axes at the value that most trials have");
  }
  if (const YamlValue* where = value.find("where")) {
    expect(*where, YamlValue::Kind::kMapping, key + ".where", "a mapping of keys and values");
    for (const auto& [name, wanted] : where->entries) figure.where[canonical_key(name.text)] = wanted.text;
  }
  if (const YamlValue* choice = value.find("select")) {
    figure.select = parse_selection(*choice, key + ".select");
    if (figure.select->over == figure.x || figure.select->over == figure.by) {
      fail_at(*choice, key + ".select.over", "is chosen for each point, and so cannot be an axis of the figure");
    }
  }
  return figure;
}

}  // namespace actsweep::report
