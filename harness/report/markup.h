#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace actsweep::report {

/// For text between tags and in quoted attributes; control characters other than line breaks become spaces, and bytes
/// that are no UTF-8 U+FFFD.
std::string html_escaped(std::string_view text);

/// A cell of a table: text, not yet escaped.
struct HtmlCell {
  std::string text;
  bool strong = false;     ///< the best of its row
  std::string note;        ///< small, after the text
  std::string below = {};  ///< small, in a line of its own
  bool is_below_strong = false;
};

/// The style of a table's columns beyond the first, which is a row's head.
enum class Columns { kNumbers, kTexts };

/// A table in a box that scrolls when it is wider than the page.
std::string html_table(const std::vector<std::string>& head, const std::vector<std::vector<HtmlCell>>& rows,
                       Columns columns);

/// An SVG drawing with what is said below it; `title` stands in for it where it cannot be seen.
std::string html_figure(std::string_view title, std::string_view svg, std::string_view caption);

/// Links to files beside the page, given as label and relative path; nothing without any.
std::string html_downloads(const std::vector<std::pair<std::string, std::string>>& files);

/// A `data:` address of an SVG drawing: as the source of an image it can neither run scripts nor clash with the page.
std::string svg_data_uri(std::string_view svg);

}  // namespace actsweep::report
