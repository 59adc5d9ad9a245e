#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/report/figure.h"
#include "harness/report/report.h"

namespace actsweep::report {

/// A figure as the page shows it.
struct PageFigure {
  const Figure* figure = nullptr;
  std::string svg;  ///< its drawing; empty when no trial of it is finished
  /// Label and relative path of the files beside the page.
  std::vector<std::pair<std::string, std::string>> downloads;
};

/// The whole page, which needs no other file: styles and drawings are in it, and there is no script.
std::string html_page(const Input& input, const std::vector<PageFigure>& figures);

}  // namespace actsweep::report
