#include "harness/report/sections/curve.h"

#include <algorithm>
#include <cmath>

#include "models/activations/piecewise.h"

namespace actsweep::report {
namespace {

Stroke stroke_of(const Piece& piece, int order, const std::pair<double, double>& range, int points) {
  formula::Expression derivative = piece.value;
  for (int i = 0; i < order; ++i) derivative = formula::derivative(derivative, "x");
  const RealFunctions function({derivative});
  const double from = std::max(piece.from, range.first), to = std::min(piece.to, range.second);
  Stroke stroke;
  if (!(from < to)) return stroke;
  const auto add = [&](double x) {
    double y = function(x)[0];
    if (!std::isfinite(y) && (x == piece.from || x == piece.to)) y = one_sided(piece, x, order).back();
    if (std::isfinite(y)) stroke.emplace_back(x, y + 0.0);  // no -0
  };
  add(from);
  for (int i = 0; i < points; ++i) {
    const double x = range.first + (range.second - range.first) * i / (points - 1);
    if (x > from && x < to) add(x);
  }
  add(to);
  return stroke;
}

bool continues(const Stroke& stroke, const Stroke& next) {
  const double before = stroke.back().second, after = next.front().second;
  return stroke.back().first == next.front().first &&
         std::abs(before - after) <= 1e-9 * std::max({1.0, std::abs(before), std::abs(after)});
}

}  // namespace

std::vector<Stroke> curve(const formula::Expression& function, int order, const std::pair<double, double>& range,
                          int points) {
  std::vector<Stroke> strokes;
  for (const Piece& piece : pieces(function)) {
    Stroke next = stroke_of(piece, order, range, points);
    if (next.empty()) continue;
    if (!strokes.empty() && continues(strokes.back(), next)) {
      strokes.back().insert(strokes.back().end(), next.begin() + 1, next.end());
    } else {
      strokes.push_back(std::move(next));
    }
  }
  return strokes;
}

std::pair<double, double> shown_range(const std::vector<std::vector<Stroke>>& curves) {
  constexpr double kRare = 0.01, kBeyond = 0.6, kMargin = 0.06;
  std::vector<double> values;
  for (const auto& strokes : curves) {
    for (const Stroke& stroke : strokes) {
      for (const auto& [x, y] : stroke) values.push_back(y);
    }
  }
  if (values.empty()) return {0, 1};
  std::sort(values.begin(), values.end());
  const auto rare = static_cast<std::size_t>(kRare * static_cast<double>(values.size()));
  const double typical_low = values[rare], typical_high = values[values.size() - 1 - rare];
  const double beyond = kBeyond * (typical_high - typical_low);
  const double low = std::max(values.front(), typical_low - beyond);
  const double high = std::min(values.back(), typical_high + beyond);
  const double margin = high > low ? kMargin * (high - low) : std::max(1e-3, 0.5 * std::abs(high));
  return {low - margin, high + margin};
}

}  // namespace actsweep::report
