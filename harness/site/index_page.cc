#include "harness/site/index_page.h"

#include <fmt/format.h>

#include "harness/report/markup.h"
#include "harness/report/page_style.h"

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
  if (!entry.verdicts.empty()) {
    html += "<ul class=\"notes\">\n";
    for (const std::string& verdict : entry.verdicts)
      html += fmt::format("<li>{}</li>\n", report::html_escaped(verdict));
    html += "</ul>\n";
  }
  if (!entry.picture.empty()) {
    html += fmt::format("<figure><a href=\"{}\"><img src=\"{}\" alt=\"{}\" loading=\"lazy\"></a></figure>\n",
                        report::html_escaped(entry.page.string()), report::html_escaped(entry.picture.string()), title);
  }
  return html + "</section>\n";
}

}  // namespace

std::string index_page(const std::vector<IndexEntry>& entries, const std::string& totals,
                       const std::vector<std::string>& notes) {
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<title>Experiments – actsweep</title>\n<style>{}</style>\n"
      "</head>\n<body>\n<main>\n<header>\n<h1>Experiments</h1>\n</header>\n",
      report::kPageStyle);
  for (const IndexEntry& entry : entries) html += entry_section(entry);
  html += totals;
  if (!notes.empty()) {
    html += "<section class=\"plain\"><h2>How to read the verdicts</h2>\n<ul class=\"notes\">\n";
    for (const std::string& note : notes) html += fmt::format("<li>{}</li>\n", report::html_escaped(note));
    html += "</ul></section>\n";
  }
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace actsweep::site
