#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <new>
#include <string>

#include "harness/cli/commands.h"
#include "harness/cli/help_formatter.h"
#include "harness/cli/usage_error.h"
#include "harness/util/error.h"
#include "harness/util/printable.h"

namespace {

/// Prints one line, however long or strange the files, databases and arguments that the message quotes.
void print_error(const std::string& message) {
  constexpr std::size_t kMaxLength = 4000;
  std::fprintf(stderr, "actsweep: %s\n", actsweep::shortened(actsweep::printable(message), kMaxLength).c_str());
}

}  // namespace

int main(int argc, char** argv) {
  using namespace actsweep;
  constexpr int kBadInput = 2;
  int exit_status = 0;
  try {
    CLI::App app{"Tests neural-network activation functions: sweeps, statistics and figures.", "actsweep"};
    app.formatter(std::make_shared<HelpFormatter>());
    app.set_help_flag("-h,--help", "Print this help and exit");
    app.set_version_flag("--version", ACTSWEEP_VERSION, "Print the version and exit");
    app.require_subcommand(1);
    app.footer(
        "`actsweep COMMAND --help` shows the options of a command, with examples.\n"
        "Exit status: 0 success; 1 some trials failed; 2 invalid input; 130 interrupted");
    for (const auto add : {add_plan_command, add_run_command, add_status_command, add_explain_command,
                           add_claims_command, add_query_command, add_report_command, add_export_command,
                           add_merge_command, add_list_command, add_data_command, add_bench_command}) {
      add(app, exit_status);
    }
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() == 0) return app.exit(error);  // --help
      print_error(usage_error(app, error));
      return kBadInput;
    }
  } catch (const InputError& error) {
    print_error(error.what());
    for (const std::string& line : error.excerpt()) std::fprintf(stderr, "    %s\n", printable(line).c_str());
    return kBadInput;
  } catch (const std::filesystem::filesystem_error& error) {
    constexpr std::size_t kMaxPathLength = 200;
    print_error(shortened(error.path1().string(), kMaxPathLength) + ": " + error.code().message());
    return kBadInput;
  } catch (const std::bad_alloc&) {
    print_error("not enough memory");
    return kBadInput;
  } catch (const std::exception& error) {
    print_error(std::string("internal error: ") + error.what());
    return kBadInput;
  }
  return exit_status;
}
