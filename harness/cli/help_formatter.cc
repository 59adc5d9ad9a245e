#include "harness/cli/help_formatter.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/util/text.h"

namespace actsweep {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kDescriptionColumn = 26;

std::string row(const std::string& left, const std::string& description) {
  std::string line = "  " + left;
  if (line.size() + 2 > kDescriptionColumn) {
    line += "\n" + std::string(kDescriptionColumn, ' ');
  } else {
    line.resize(kDescriptionColumn, ' ');
  }
  return line + indented(description, kWidth - kDescriptionColumn, kDescriptionColumn) + "\n";
}

/// "-j, --jobs N"; "--watch[=SECONDS]" for a flag that takes a value.
std::string name_with_value(const CLI::Option& option) {
  std::string name = option.get_name(false, true);
  name = name.substr(0, name.find('{'));
  if (const std::size_t comma = name.find(','); comma != std::string::npos) name.insert(comma + 1, " ");
  if (!option.get_option_text().empty()) return name + option.get_option_text();
  const std::string value = placeholder(option);
  return value.empty() ? name : name + " " + value;
}

}  // namespace

std::string placeholder(const CLI::Option& option) {
  if (option.get_type_size() == 0) return "";
  const std::string name = option.get_type_name();  // and, after a colon, what validators say about values
  return name.substr(0, name.find(':'));
}

std::string indented(const std::string& text, std::size_t width, std::size_t indent) {
  return fmt::format("{}", fmt::join(wrapped(text, width), "\n" + std::string(indent, ' ')));
}

std::string HelpFormatter::make_description(const CLI::App* app) const {
  return indented(app->get_description(), kWidth, 0) + "\n";
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  const std::string value = option->get_default_str();
  const bool shows_default = !value.empty() && option->get_type_size() != 0;
  return row(is_positional ? placeholder(*option) : name_with_value(*option),
             option->get_description() + (shows_default ? fmt::format(" (default: {})", value) : ""));
}

std::string HelpFormatter::make_option_usage(const CLI::Option* option) const {
  std::string usage = placeholder(*option);
  const int max = option->get_expected_max();
  if (max >= CLI::detail::expected_max_vector_size) {
    usage += "...";
  } else {
    for (int i = 1; i < max; ++i) usage += fmt::format(" [{}]", placeholder(*option));
  }
  return option->get_required() ? usage : "[" + usage + "]";
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
  return row(command->get_name(), command->get_description());
}

}  // namespace actsweep
