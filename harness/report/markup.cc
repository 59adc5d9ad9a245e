#include "harness/report/markup.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/evp.h>

#include "harness/util/printable.h"

namespace actsweep::report {

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

std::string html_table(const std::vector<std::string>& head, const std::vector<std::vector<HtmlCell>>& rows,
                       Columns columns) {
  std::string html =
      fmt::format("<div class=\"scroll\"><table class=\"{}\">\n", columns == Columns::kNumbers ? "numbers" : "texts");
  if (!head.empty()) {
    html += "<thead><tr>";
    for (const std::string& text : head) html += fmt::format("<th scope=\"col\">{}</th>", html_escaped(text));
    html += "</tr></thead>\n";
  }
  html += "<tbody>\n";
  for (const auto& row : rows) {
    html += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::string text = html_escaped(row[i].text);
      if (row[i].strong) text = fmt::format("<strong>{}</strong>", text);
      if (!row[i].note.empty()) text += fmt::format(" <small>{}</small>", html_escaped(row[i].note));
      if (!row[i].below.empty()) {
        const char* const form =
            row[i].is_below_strong ? "<br><small><strong>{}</strong></small>" : "<br><small>{}</small>";
        text += fmt::format(fmt::runtime(form), html_escaped(row[i].below));
      }
      html += i == 0 ? fmt::format("<th scope=\"row\">{}</th>", text) : fmt::format("<td>{}</td>", text);
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
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

std::string svg_data_uri(std::string_view svg) {
  std::string base64((svg.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()),
                                   reinterpret_cast<const unsigned char*>(svg.data()), static_cast<int>(svg.size()));
  base64.resize(static_cast<std::size_t>(size));
  return "data:image/svg+xml;base64," + base64;
}

}  // namespace actsweep::report
