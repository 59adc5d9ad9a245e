#include "harness/cli/usage_error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <vector>

#include "harness/cli/help_formatter.h"
#include "harness/util/nearest.h"

namespace actsweep {
namespace {

bool is_option(const std::string& word) { return word.size() > 1 && word.starts_with('-'); }

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

/// "--json is now called --format json" if the command has the new option and its value; else empty.
std::string renamed_option(const CLI::App& command, const std::string& name) {
  const std::string now = renamed(name);
  const std::size_t end = std::min(now.find(' '), now.size());
  const CLI::Option* const option = now.empty() ? nullptr : command.get_option_no_throw(now.substr(0, end));
  if (option == nullptr) return "";
  const std::string value = now.substr(std::min(end + 1, now.size()));
  const bool takes_value = value.empty() || option->get_type_name().find(value) != std::string::npos;
  return takes_value ? fmt::format("{} is now called {}", name, now) : "";
}

std::string unknown_option(const CLI::App& command, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  if (const std::string text = renamed_option(command, name); !text.empty()) return text;
  const std::vector<std::string> known = option_names(command);
  std::vector<std::string> completions;
  std::copy_if(known.begin(), known.end(), std::back_inserter(completions),
               [&](const std::string& option) { return name.size() > 3 && option.starts_with(name); });
  return fmt::format("unknown option {}{}", name,
                     completions.empty() ? did_you_mean(name, known)
                                         : fmt::format(" (did you mean {}?)", fmt::join(completions, " or ")));
}

/// The first required positional without a value; nullptr without one.
const CLI::Option* missing_positional(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional() && option->get_required() && option->count() == 0) return option;
  }
  return nullptr;
}

std::string missing_text(const CLI::Option& positional) {
  static const std::map<std::string, std::string> kTexts = {
      {"EXPERIMENT|KEY=VALUE", "name an experiment file, such as experiments/quickstart.yaml"},
      {"TRIAL", "name a trial by its id or the beginning of it"},
      {"DATABASE", "name a database to add"},
      {"DATASET", "name a data set; `actsweep list datasets` shows all"},
      {"KIND", "name what to list, such as activations"}};
  const std::string name = placeholder(positional);
  const auto found = kTexts.find(name);
  return found == kTexts.end() ? name + " is missing" : found->second;
}

/// The option that an error is about: its message begins with the option's name.
const CLI::Option* option_of(const CLI::App& command, const CLI::ParseError& error) {
  const std::string message = error.what();
  for (const CLI::Option* option : command.get_options()) {
    if (message.starts_with(option->get_name() + ":")) return option;
  }
  return nullptr;
}

std::string problem(const CLI::App& command, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = command.remaining(true);
  const auto option = std::find_if(unknown.begin(), unknown.end(), is_option);
  if (option != unknown.end()) return unknown_option(command, *option);

  std::vector<std::string> commands;
  for (const CLI::App* each : command.get_subcommands([](const CLI::App*) { return true; })) {
    commands.push_back(each->get_name());
  }
  if (!commands.empty()) {
    const std::string known = fmt::format("{}", fmt::join(commands, ", "));
    if (unknown.empty()) return "name a command: " + known;
    return fmt::format("unknown command {}{}; choose from {}", unknown.front(), did_you_mean(unknown.front(), commands),
                       known);
  }
  if (const CLI::Option* missing = missing_positional(command)) return missing_text(*missing);
  if (!unknown.empty()) return fmt::format("unexpected argument {}", unknown.front());
  const CLI::Option* const mismatched =
      dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr ? option_of(command, error) : nullptr;
  if (mismatched == nullptr) return error.what();
  const int max = mismatched->get_items_expected_max();
  if (static_cast<int>(mismatched->count()) <= max) {
    return fmt::format("{} needs a value: {}", mismatched->get_name(), placeholder(*mismatched));
  }
  if (!mismatched->get_positional()) return fmt::format("{} is given more than once", mismatched->get_name());
  return fmt::format("at most {} {} arguments, got {}", max, placeholder(*mismatched),
                     mismatched->count());
}

}  // namespace

std::string usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* command = &app;
  std::string name = app.get_name();
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    name += " " + command->get_name();
  }
  return fmt::format("{}; see `{} --help`", problem(*command, error), name);
}

}  // namespace actsweep
