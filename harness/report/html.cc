#include "harness/report/html.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/evp.h>

#include "harness/util/printable.h"

namespace actsweep::report {
namespace {

/// Light and dark, narrow screens, print.
constexpr const char* kPageStyle = R"css(
:root { color-scheme: light dark; --text: #1b1f24; --soft: #5b6570; --line: #dfe3e8; --card: #ffffff; --back: #f6f7f9;
  --link: #0b5cad; --bad: #b3261e; --zebra: #f8f9fb; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e7eb; --soft: #9aa5b1; --line: #363d46; --card: #1d2228;
  --back: #14171b; --link: #7cb7ff; --bad: #ff8a80; --zebra: #22282f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.85rem; line-height: 1.2; margin: 0 0 .4rem; letter-spacing: -.01em; }
h2 { font-size: 1.2rem; margin: 2.6rem 0 .8rem; }
section.figure, section.plain { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: 1.25rem 1.5rem; margin: 1.5rem 0; }
section h2 { margin: 0 0 .8rem; }
.lead, .caption, .downloads, footer { color: var(--soft); font-size: .9rem; }
.lead { margin: 0; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.counts li { border: 1px solid var(--line); background: var(--card); border-radius: 99px; padding: .15rem .8rem;
  font-size: .9rem; }
.counts .bad { color: var(--bad); border-color: var(--bad); }
figure { margin: 0; }
figure img { display: block; width: 100%; max-width: 46rem; height: auto; margin: 0 auto; background: #fff;
  border-radius: 6px; }
figcaption { color: var(--soft); font-size: .9rem; margin: .6rem 0 0; }
.caption { margin: 1.2rem 0 .4rem; }
.downloads { margin: .8rem 0 0; }
a { color: var(--link); }
code { font: .88em ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .9rem .3rem .4rem; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; }
thead th { border-bottom: 2px solid var(--line); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 500; }
table.numbers td, table.numbers thead th:not(:first-child) { text-align: right; white-space: nowrap; }
table.numbers tbody tr:nth-child(even) { background: var(--zebra); }
table.texts { width: 100%; }
table.texts th, table.texts td { padding-right: .5rem; }
table.texts tbody th { color: var(--soft); font-weight: 400; white-space: nowrap; }
#claims table.texts tbody th { white-space: normal; }
table.texts td { overflow-wrap: break-word; }
td small { color: var(--soft); }
strong { font-weight: 700; }
details { margin: .9rem 0 0; }
summary { cursor: pointer; color: var(--link); font-size: .9rem; }
.pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 0 2rem; margin: 0; }
.pairs div { display: flex; justify-content: space-between; gap: 1rem; border-bottom: 1px solid var(--line);
  padding: .25rem 0; font-size: .9rem; }
.pairs dt { color: var(--soft); }
.pairs dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
.pairs.wide { grid-template-columns: 1fr; }
ul.notes { padding-left: 1.2rem; margin: 0; font-size: .92rem; }
.scroll + ul.notes { margin-top: .9rem; }
@media print {
  :root { --text: #000; --soft: #444; --line: #bbb; --card: #fff; --back: #fff; --link: #000; --zebra: #fff; }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; }
  section.figure, section.plain { border: 0; padding: 0; }
  figure, tr { break-inside: avoid; } h2 { break-after: avoid; }
  .downloads, details:not([open]) { display: none; } .scroll { overflow: visible; }
  figure img { max-width: 12.5cm; }
}
)css";

/// A `data:` URI of an SVG drawing: as the source of an image it can neither run scripts nor clash with the page.
std::string svg_data_uri(std::string_view svg) {
  std::string base64((svg.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()),
                                   reinterpret_cast<const unsigned char*>(svg.data()), static_cast<int>(svg.size()));
  base64.resize(static_cast<std::size_t>(size));
  return "data:image/svg+xml;base64," + base64;
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string escaped;
  while (!text.empty()) {
    const std::size_t length = utf8_character_length(text);
    const std::string_view character = text.substr(0, length == 0 ? 1 : length);
    text.remove_prefix(character.size());
    switch (character[0]) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\'': escaped += "&#39;"; break;
      case '\n': escaped += '\n'; break;
      default: escaped += length == 0 ? "\uFFFD" : is_control_character(character) ? " " : character;
    }
  }
  return escaped;
}

HtmlRow html_row(const std::vector<std::string>& texts) {
  HtmlRow row;
  for (const std::string& text : texts) row.push_back({text});
  return row;
}

std::string html_table(const std::vector<std::string>& head, const std::vector<HtmlRow>& rows, Columns columns) {
  std::string html =
      fmt::format("<div class=\"scroll\"><table class=\"{}\">\n", columns == Columns::kNumbers ? "numbers" : "texts");
  if (!head.empty()) {
    html += "<thead><tr>";
    for (const std::string& text : head) html += fmt::format("<th scope=\"col\">{}</th>", html_escaped(text));
    html += "</tr></thead>\n";
  }
  html += "<tbody>\n";
  const auto shown = [](const std::string& text, bool is_strong) {
    return is_strong ? fmt::format("<strong>{}</strong>", html_escaped(text)) : html_escaped(text);
  };
  for (const HtmlRow& row : rows) {
    html += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::string text = shown(row[i].text, row[i].strong);
      if (!row[i].note.empty()) text += fmt::format(" <small>{}</small>", html_escaped(row[i].note));
      if (!row[i].below.empty()) {
        text += fmt::format("<br><small>{}</small>", shown(row[i].below, row[i].is_below_strong));
      }
      html += i == 0 ? fmt::format("<th scope=\"row\">{}</th>", text) : fmt::format("<td>{}</td>", text);
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string html_section(const char* kind, const std::string& id, const std::string& title, const std::string& body) {
  const std::string attribute = id.empty() ? "" : fmt::format(" id=\"{}\"", html_escaped(id));
  return fmt::format("<section class=\"{}\"{}>\n<h2>{}</h2>\n{}</section>\n", kind, attribute, html_escaped(title),
                     body);
}

std::string html_caption(const std::string& text) {
  return fmt::format("<p class=\"caption\">{}</p>\n", html_escaped(text));
}

std::string html_details(const std::string& summary, const std::string& body) {
  return fmt::format("<details><summary>{}</summary>\n{}</details>\n", html_escaped(summary), body);
}

std::string html_list(const std::vector<std::string>& notes) {
  std::string html = "<ul class=\"notes\">\n";
  for (const std::string& note : notes) html += fmt::format("<li>{}</li>\n", html_escaped(note));
  return html + "</ul>\n";
}

std::string html_figure(std::string_view title, std::string_view svg, std::string_view caption) {
  return fmt::format("<figure><img alt=\"{}\" src=\"{}\">\n<figcaption>{}</figcaption></figure>\n", html_escaped(title),
                     svg_data_uri(svg), html_escaped(caption));
}

std::string html_downloads(const std::vector<std::pair<std::string, std::string>>& files) {
  if (files.empty()) return "";
  std::vector<std::string> links;
  links.reserve(files.size());
  for (const auto& [label, path] : files) {
    links.push_back(fmt::format("<a href=\"{}\">{}</a>", html_escaped(path), html_escaped(label)));
  }
  return fmt::format("<p class=\"downloads\">Files: {}</p>\n", fmt::join(links, " · "));
}

std::string html_document(const std::string& title, const std::string& body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<title>{} – actsweep</title>\n<style>{}</style>\n</head>\n"
      "<body>\n<main>\n{}</main>\n</body>\n</html>\n",
      html_escaped(title), kPageStyle, body);
}

}  // namespace actsweep::report
