#include "harness/site/index_page.h"

#include <fmt/format.h>

#include "harness/report/html.h"

namespace actsweep::site {
namespace {

using report::html_escaped;

std::string entry_section(const IndexEntry& entry) {
  const std::string title = html_escaped(entry.title), page = html_escaped(entry.page.string());
  std::string html = fmt::format("<section class=\"figure\" id=\"{}\">\n<h2>", html_escaped(entry.name));
  html += entry.page.empty() ? title : fmt::format("<a href=\"{}\">{}</a>", page, title);
  html += fmt::format("</h2>\n<p class=\"lead\"><code>{}</code>", html_escaped(entry.name));
  if (!entry.scale.empty()) html += fmt::format(", scale <strong>{}</strong>", html_escaped(entry.scale));
  if (entry.trials > 0) html += fmt::format(", {} of {} trials finished", entry.finished, entry.trials);
  html += "</p>\n";
  if (!entry.verdicts.empty()) html += report::html_list(entry.verdicts);
  if (!entry.picture.empty()) {
    html += fmt::format("<figure><a href=\"{}\"><img src=\"{}\" alt=\"{}\" loading=\"lazy\"></a></figure>\n", page,
                        html_escaped(entry.picture.string()), title);
  }
  return html + "</section>\n";
}

}  // namespace

std::string index_page(const std::vector<IndexEntry>& entries, const std::string& totals,
                       const std::vector<std::string>& notes) {
  std::string body = "<header>\n<h1>Experiments</h1>\n</header>\n";
  for (const IndexEntry& entry : entries) body += entry_section(entry);
  body += totals;
  if (!notes.empty()) body += report::html_section("plain", "", "How to read the verdicts", report::html_list(notes));
  return report::html_document("Experiments", body);
}

}  // namespace actsweep::site
