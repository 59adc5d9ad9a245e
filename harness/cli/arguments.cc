#include "harness/cli/arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <iostream>

#include "harness/config/mapping.h"
#include "harness/util/error.h"
#include "harness/util/nearest.h"
#include "harness/util/printable.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

void check_exists(const fs::path& file) {
  std::error_code ignored;
  if (fs::is_regular_file(file, ignored)) return;
  if (fs::exists(file, ignored)) throw InputError(fmt::format("{} is not a regular file", file.string()));
  std::vector<std::string> siblings;
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".yaml")
      siblings.push_back((folder / entry.path().filename()).lexically_normal().string());
  }
  const bool may_be_key = file.extension() != ".yaml" && !file.has_parent_path();
  throw InputError(fmt::format("no experiment file {}{}; `actsweep list experiments` lists all{}", file.string(),
                               did_you_mean(file.string(), siblings), may_be_key ? " (an override is key=value)" : ""));
}

bool is_override(const std::string& word) { return word.find('=') < word.find('/'); }

/// Calls `read`, which reads a file; gives its error to `on_failure`, if that is not empty.
template <typename Read>
void read_or_report(const std::function<void(const InputError&)>& on_failure, const Read& read) {
  if (!on_failure) return read();
  try {
    read();
  } catch (const InputError& error) {
    on_failure(error);
  }
}

}  // namespace

std::function<void(const InputError&)> Failures::handler(bool is_one_file) {
  if (is_one_file) return nullptr;
  return [this](const InputError& error) {
    ++count_;
    std::cerr << "actsweep: " << printable(error.what()) << '\n';
    for (const std::string& line : error.excerpt()) std::cerr << "    " << printable(line) << '\n';
  };
}

ExperimentArguments read_arguments(const std::vector<std::string>& words, Failures* failures) {
  ExperimentArguments arguments;
  const bool is_one = words.size() - static_cast<std::size_t>(std::ranges::count_if(words, is_override)) <= 1;
  const auto on_failure = failures == nullptr ? nullptr : failures->handler(is_one);
  for (const std::string& word : words) {
    if (is_override(word)) {
      arguments.overrides.push_back(word);
      continue;
    }
    read_or_report(on_failure, [&] {
      check_exists(word);
      arguments.files.emplace_back(word);
    });
  }
  return arguments;
}

ExperimentArguments read_required_arguments(const std::vector<std::string>& words, Failures* failures) {
  if (std::ranges::all_of(words, is_override)) {
    throw InputError("there are overrides but no experiment file; add one, such as experiments/quickstart.yaml");
  }
  return read_arguments(words, failures);
}

std::vector<ExperimentFile> all_experiments(Failures* failures) {
  std::vector<fs::path> paths;
  std::error_code missing;
  for (const auto& entry : fs::recursive_directory_iterator("experiments", missing)) {
    // A folder or a pipe of that name is not an experiment.
    std::error_code unreadable;
    if (entry.path().extension() == ".yaml" && entry.is_regular_file(unreadable)) paths.push_back(entry.path());
  }
  if (missing) throw InputError("no folder experiments here; run this from the folder that contains it");
  std::sort(paths.begin(), paths.end());
  std::vector<ExperimentFile> files;
  const auto on_failure = failures == nullptr ? nullptr : failures->handler(false);
  for (const fs::path& path : paths) {
    read_or_report(on_failure, [&] {
      if (auto file = ExperimentFile::if_named(path)) files.push_back(std::move(*file));
    });
  }
  return files;
}

std::string nothing_to_train(const ExperimentFile& file) {
  return fmt::format("{}: nothing to train; `actsweep report {}` draws it", file.name(), file.path().string());
}

void print_note(const std::string& text) { std::cerr << "actsweep: note: " << printable(text) << '\n'; }

CLI::Option* add_experiment_arguments(CLI::App& command, std::vector<std::string>& words) {
  return command
      .add_option("experiments", words, "Experiment files, and overrides for all of them: key=value or key=value,value")
      ->type_name("EXPERIMENT|KEY=VALUE");
}

void add_experiment_names(CLI::App& command, std::vector<std::string>& names) {
  command.add_option("experiments", names, "Names or files of experiments (default: all)")->type_name("EXPERIMENT");
}

void add_database_option(CLI::App& command, std::string& database) {
  command.add_option("--db", database, "Database (default: $ACTSWEEP_DB, else results/actsweep.db)")->type_name("FILE");
}

void add_data_option(CLI::App& command, std::vector<fs::path>& folders) {
  command.add_option("--data", folders, "Folder to search for data sets first; may be repeated")
      ->type_name("DIR")
      ->allow_extra_args(false);
}

void add_jobs_option(CLI::App& command, int& jobs, const std::string& help) {
  expect_whole_number(command.add_option("-j,--jobs", jobs, help), 1, 1024);
}

void add_format_option(CLI::App& command, std::string& format, const std::vector<std::string>& formats) {
  const std::vector<std::string> first(formats.begin(), formats.end() - 1);
  command
      .add_option("--format", format, fmt::format("Output format: {} or {}", fmt::join(first, ", "), formats.back()))
      ->check(CLI::IsMember(formats))
      ->type_name("FORMAT")
      ->capture_default_str();
}

CLI::Option* expect_whole_number(CLI::Option* option, std::int64_t min, std::int64_t max) {
  const auto check = [min, max](const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_good = error == std::errc() && end == text.data() + text.size() && number >= min && number <= max;
    return is_good ? "" : fmt::format("{} is not a whole number from {} to {}", text, min, max);
  };
  return option->check(check)->type_name("N");
}

CLI::Option* expect_seconds(CLI::Option* option, double min) {
  const auto check = [min](const std::string& text) {
    const auto seconds = parse_number(text);
    return seconds && *seconds >= min ? "" : fmt::format("{} is not a number of seconds of at least {:g}", text, min);
  };
  return option->check(check)->type_name("SECONDS");
}

}  // namespace actsweep
