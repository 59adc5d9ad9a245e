#include "harness/store/export.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/row_writer.h"
#include "harness/config/experiment.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

struct Options {
  std::vector<std::string> experiments;
  std::string database;
  std::string out;
  std::string format = "csv";
  bool all = false;
};

void write(const Options& options, std::ostream& out, bool is_terminal) {
  const Store store(database_path(options.database), Store::Access::kReadOnly);
  std::vector<std::string> names;
  for (const std::string& experiment : options.experiments) names.push_back(experiment_name(experiment));
  const std::string sql = export_sql(store, known_experiments(store, names), options.all);
  const auto writer = make_row_writer(options.format, out, is_terminal);
  store.query(
      sql, [&](const auto& columns) { writer->columns(columns); }, [&](const auto& row) { writer->row(row); });
  writer->finish();
  if (!out.flush()) throw InputError("cannot write all of the export: is the disk full?");
}

/// Writes under another name first, so that nobody mistakes half of an export for the whole.
void write_to_file(const Options& options) {
  namespace fs = std::filesystem;
  const fs::path path = options.out;
  const fs::path part = options.out + fmt::format(".part{}", getpid());
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  std::ofstream file(part, std::ios::binary);
  if (!file) throw InputError(fmt::format("cannot write {}: {}", part.string(), std::strerror(errno)));
  try {
    write(options, file, false);
    file.close();
    fs::rename(part, path);
  } catch (const fs::filesystem_error& failed) {
    fs::remove(part, error);
    throw InputError(fmt::format("cannot write {}: {}", path.string(), failed.code().message()));
  } catch (const InputError&) {
    fs::remove(part, error);
    throw;
  }
}

constexpr const char* kFooter =
    R"(Writes one row per epoch: the trial's configuration, the epoch's metrics and the
outcome.
Examples:
  actsweep export experiments/quickstart.yaml --out quickstart.csv
  actsweep export mnist_noise --format json --all)";

}  // namespace

void add_export_command(CLI::App& app, int&) {
  CLI::App* command = app.add_subcommand("export", "Export every epoch of every trial as tidy CSV or JSON");
  const auto options = std::make_shared<Options>();
  add_experiment_names(*command, options->experiments);
  add_database_option(*command, options->database);
  add_format_option(*command, options->format, {"csv", "json"});
  command->add_option("--out", options->out, "File to write (default: standard output)")->type_name("FILE");
  command->add_flag("--all", options->all, "Include attempts that failed, were interrupted or are running");
  command->footer(kFooter);
  command->callback([options] {
    if (!options->out.empty()) return write_to_file(*options);
    write(*options, std::cout, isatty(STDOUT_FILENO) != 0);
  });
}

}  // namespace actsweep
