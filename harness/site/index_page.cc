#include "harness/site/index_page.h"

#include <fmt/format.h>

#include "harness/report/html.h"

namespace actsweep::site {
namespace {

std::string entry_section(const IndexEntry& entry) {
  const std::string title = report::html_escaped(entry.title);
  std::string html = fmt::format("<section class=\"figure\" id=\"{}\">\n", report::html_escaped(entry.name));
  html += entry.page.empty()
              ? fmt::format("<h2>{}</h2>\n", title)
              : fmt::format("<h2><a href=\"{}\">{}</a></h2>\n", report::html_escaped(entry.page.string()), title);
  html += fmt::format("<p class=\"lead\"><code>{}</code>", report::html_escaped(entry.name));
  if (!entry.scale.empty()) html += fmt::format(", scale <strong>{}</strong>", report::html_escaped(entry.scale));
  if (entry.trials > 0) html += fmt::format(", {} of {} trials finished", entry.finished, entry.trials);
  html += "</p>\n";
  if (!entry.verdicts.empty()) html += report::html_list(entry.verdicts);
  if (!entry.picture.empty()) {
    html += fmt::format("<figure><a href=\"{}\"><img src=\"{}\" alt=\"{}\" loading=\"lazy\"></a></figure>\n",
                        report::html_escaped(entry.page.string()), report::html_escaped(entry.picture.string()), title);
  }
  return html + "</section>\n";
}

}  // namespace

std::string index_page(const std::vector<IndexEntry>& entries, const std::string& totals,
                       const std::vector<std::string>& notes) {
  std::string body = "<header>\n<h1>Experiments</h1>\n</header>\n";
  for (const IndexEntry& entry : entries) body += entry_section(entry);
  body += totals;
  if (!notes.empty()) {
    body += "<section class=\"plain\"><h2>How to read the verdicts</h2>\n" + report::html_list(notes) + "</section>\n";
  }
  return report::html_document("Experiments", body);
}

}  // namespace actsweep::site
