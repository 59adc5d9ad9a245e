#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace actsweep::report {

/// Escapes text between tags and in quoted attributes. Control characters other than line breaks become spaces, and
/// bytes that are not UTF-8 become U+FFFD.
std::string html_escaped(std::string_view text);

/// A table cell; its texts are not yet escaped.
struct HtmlCell {
  std::string text;
  bool strong = false;     ///< the best of its row
  std::string note = {};   ///< small, after the text
  std::string below = {};  ///< small, on its own line
  bool is_below_strong = false;
};
using HtmlRow = std::vector<HtmlCell>;

/// Plain cells.
HtmlRow html_row(const std::vector<std::string>& texts);

/// The style of all columns but the first, which heads the rows.
enum class Columns { kNumbers, kTexts };

/// A table in a box that scrolls when it is wider than the page.
std::string html_table(const std::vector<std::string>& head, const std::vector<HtmlRow>& rows, Columns columns);

/// A section of a page: a card of the class `figure` or `plain`. `body` is HTML; an empty id is left out.
std::string html_section(const char* kind, const std::string& id, const std::string& title, const std::string& body);

/// A paragraph in small, soft type.
std::string html_caption(const std::string& text);

/// A summary that opens to show `body`, which is HTML.
std::string html_details(const std::string& summary, const std::string& body);

/// A bulleted list of notes.
std::string html_list(const std::vector<std::string>& notes);

/// An SVG drawing and its caption; `title` is the text for readers who cannot see it.
std::string html_figure(std::string_view title, std::string_view svg, std::string_view caption);

/// Links to files next to the page, given as label and relative path; empty without files.
std::string html_downloads(const std::vector<std::pair<std::string, std::string>>& files);

/// A complete page that needs no other file: the style sheet is in it, and there is no script. `body` is HTML.
std::string html_document(const std::string& title, const std::string& body);

}  // namespace actsweep::report
